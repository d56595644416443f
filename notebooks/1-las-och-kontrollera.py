# %% [markdown]
# # 1. Läs bladen och se över dem
# *Read the sheets and look them over*
#
# Här börjar varje kartläggning. Kör cellerna uppifrån och ned med Skift + Enter. Ingenting i bladen ändras.
#
# **Titta efter:** stämmer antalet rader? Står något som fel? Rätta i Excel, spara, och kör om.

# %% [markdown]
# ## Vilka blad, och vilken patientgrupp
# *Which sheets, and which patient group*
#
# Raderna `FIL` och `GRUPP` är allt som behöver ändras.

# %%
import flowmap as fm

FIL = "../sample_logs/2026-var-multisjuka-aldre.xlsx"
GRUPP = "multisjuka_aldre"

# %% [markdown]
# ## Läs
# *Read*
#
# Varje rad i bladen räknas: lästa rader = journalrader + makulerade + avvisade + tomma.

# %%
grupp = fm.read_group(GRUPP)
underlag = fm.open_round(FIL)
journal = fm.read_sources(FIL, group=grupp, options=underlag)
journal.rows

# %% [markdown]
# ## Se över
# *Look over*
#
# En rad är en sak att se över. *Fel* hindrar raden från att komma med, *varning* är värd en titt.

# %%
fm.check_journal(journal, group=grupp, settings=underlag.settings)

# %% [markdown]
# ## Det som står i bladen
# *What the sheets say*
#
# De första raderna, så som flowmap har förstått dem.

# %%
journal.entries

# %% [markdown]
# ## Återkommande insatser
# *Recurring services*
#
# Hemtjänst, läkemedel och annat som återkommer står på egna rader och räknas som besök, inte som steg.

# %%
journal.bands
