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
# ## Galleri: var och ens väg
# *Gallery: everyone's way*
#
# En bild är en person. Bläddra igenom dem innan ni väljer vilken väg ni börjar med i workshopen.

# %%
personer = list(karta.contacts.facts.patients.frame["patient"])
for bild in fm.draw_ways(karta.contacts, patients=personer, group=karta.group, findings=karta.findings).values():
    display(bild)

# %% [markdown]
# ## Galleri: diagram
# *Gallery: charts*
#
# Belastning, människor jag mött och värde i varje fas. Diagram ritas för tre personer eller fler.

# %%
if karta.graph is not None:
    display(fm.draw_people_met(karta.measures, group=karta.group))
    display(fm.draw_value_by(karta.contacts, group=karta.group))

# %% [markdown]
# ## Övergångarna som tabell
# *The transitions as a table*

# %%
karta.graph.edges if karta.graph is not None else None
