# %% [markdown]
# # 4. Gruppens väg och flöde
# *The group's way and flow*
#
# Varje person är en rad, och alla rader är lagda kring samma händelse. Flödet visas för tre personer eller fler.
#
# **Titta efter:** vad är lika för många? Vad händer dagarna efter hemkomsten?

# %% [markdown]
# ## Kartlägg
# *Map*

# %%
import flowmap as fm

FIL = "../sample_logs/2026-var-multisjuka-aldre.xlsx"
GRUPP = "multisjuka_aldre"

karta = fm.map_round(FIL, group=GRUPP, options=fm.open_round(FIL))

# %% [markdown]
# ## Gruppens väg
# *The group's way*
#
# Till höger står den förväntade vägen: syns, syns inte i de granskade journalerna, eller inte granskat.

# %%
if len(karta.contacts.facts.patients) > 1:
    display(fm.draw_group(karta.contacts, karta.expected, group=karta.group, findings=karta.findings))

# %% [markdown]
# ## Gruppens flöde
# *The group's flow*
#
# Siffran vid en linje är personer och median av dagar. Det som utelämnats sägs under rubriken.

# %%
if karta.graph is not None:
    display(fm.draw_flow(karta.graph, group=karta.group, findings=karta.findings))

# %% [markdown]
# ## Övergångarna som tabell
# *The transitions as a table*

# %%
karta.graph.edges if karta.graph is not None else None
