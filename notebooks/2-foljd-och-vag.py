# %% [markdown]
# # 2. Från blad till väg
# *From sheets to a way*
#
# Bladen blir en händelselogg, och loggen blir en väg för varje person.
#
# **Titta efter:** är det samma väg som ni minns den? Där bara dagen är känd är ordningen osäker, och det sägs.

# %% [markdown]
# ## Läs in
# *Read*

# %%
import flowmap as fm

FIL = "../sample_logs/2026-var-multisjuka-aldre.xlsx"
GRUPP = "multisjuka_aldre"

grupp = fm.read_group(GRUPP)
underlag = fm.open_round(FIL)
journal = fm.read_sources(FIL, group=grupp, options=underlag)

# %% [markdown]
# ## Bygg loggen
# *Build the log*
#
# En rad är en händelse: en kontakt med personen, något om personen, eller en hållpunkt.

# %%
logg = fm.build_log(journal, grupp)
logg

# %% [markdown]
# ## Följ vägarna
# *Trace the ways*
#
# Nu finns nästa steg, tid till nästa kontakt, byten av verksamhet och väntan.

# %%
vagar = fm.trace_paths(logg, grupp)
vagar.waits

# %% [markdown]
# ## Överlämningar
# *Handovers*
#
# En rad är en överlämning, och vad som följde med.

# %%
vagar.handovers

# %% [markdown]
# ## En persons väg
# *One person's way*
#
# Byt `personer[0]` mot en kod inom citattecken för att se någon annans väg. Bilden går att spara med högerklick.

# %%
kontakter = fm.tag_contacts(vagar, grupp, ratings=underlag.ratings)
personer = list(kontakter.frame["patient"].cat.categories)
fm.draw_way(kontakter, patient=personer[0], group=grupp)
