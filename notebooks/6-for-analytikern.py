# %% [markdown]
# # 6. För analytikern: pm4py, kontroll och jämförelse
# *For the analyst: pm4py, self-check and comparison*
#
# Processmodellen kommer från pm4py, som får exakt den ordning som bilderna visar.
#
# **Titta efter:** hur mycket av ordningen är känd, och hur mycket är bestämd i gruppfilen?

# %% [markdown]
# ## Kartlägg
# *Map*

# %%
import flowmap as fm

FIL = "../sample_logs/2026-var-multisjuka-aldre.xlsx"
GRUPP = "multisjuka_aldre"

karta = fm.map_round(FIL, group=GRUPP, options=fm.open_round(FIL))

# %% [markdown]
# ## Kontrollerat mot pm4py
# *Checked against pm4py*
#
# pm4py räknar övergångarna ur samma ordning.

# %%
karta.agreement.sentence() if karta.agreement else None

# %% [markdown]
# ## Modellen
# *The model*
#
# I ord, med kvalitetsmått. Finns för tre personer eller fler.

# %%
karta.model

# %% [markdown]
# ## Modellen som bild
# *The model as a picture*

# %%
fm.draw_model(karta.model.nodes, karta.model.edges) if karta.model else None

# %% [markdown]
# ## Vidare i pm4py
# *Further in pm4py*
#
# Samma logg som tabell för pm4py. Här tar egen analys vid.

# %%
fm.to_pm4py(karta.contacts).head()

# %% [markdown]
# ## En kartläggning till, ett år senare
# *Another round, a year later*
#
# Jämför med en annan kartläggning: byt `SENARE` mot den andra filen.

# %%
SENARE = "../sample_logs/2027-var-multisjuka-aldre.xlsx"

from pathlib import Path

if Path(SENARE).exists():
    senare = fm.map_round(SENARE, group=GRUPP, options=fm.open_round(SENARE))
    display(fm.compare_rounds(fm.round_tables(karta), fm.round_tables(senare)))
