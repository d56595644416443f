# %% [markdown]
# # 3. Värdeskapande för mig?
# *Value-creating for me?*
#
# Personens röst, teamet och förslagen hålls isär. Ett förslag är en fråga, aldrig ett svar.
#
# **Titta efter:** var tycker personen och teamet olika? Det är något att prata om, inte något att rätta.

# %% [markdown]
# ## Kartlägg
# *Map*
#
# Samma väg som i anteckningsbok 1 och 2, i ett steg, med de bedömningar som finns.

# %%
import flowmap as fm

FIL = "../sample_logs/2026-var-multisjuka-aldre.xlsx"
GRUPP = "multisjuka_aldre"

karta = fm.map_round(FIL, group=GRUPP, options=fm.open_round(FIL))

# %% [markdown]
# ## Vem har sagt något
# *Who has spoken*
#
# Meningen står ovanför varje bild om värde.

# %%
fm.say_value_counts(fm.count_values(karta.contacts), group=karta.group)

# %% [markdown]
# ## Röster
# *Voices*
#
# En rad är vad en röst säger om en kontakt.

# %%
karta.contacts.voices

# %% [markdown]
# ## Vad kontakterna gav
# *What the contacts gave*
#
# Personens röst och teamets står i var sitt fält.

# %%
fm.draw_value_by(karta.contacts, group=karta.group)

# %% [markdown]
# ## Vad ska vi bedöma först?
# *What to rate first?*
#
# Högst femton kontakter per person till en verkstad på två timmar, och varför just de.

# %%
fm.choose_to_rate(karta.contacts)
