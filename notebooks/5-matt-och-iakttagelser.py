# %% [markdown]
# # 5. Mått och iakttagelser
# *Measures and findings*
#
# Meningarna säger vad som syns i de granskade journalerna, inte varför.
#
# **Titta efter:** vilka tre meningar vill ni prata om i verkstaden?

# %% [markdown]
# ## Kartlägg
# *Map*

# %%
import flowmap as fm

FIL = "../sample_logs/2026-var-multisjuka-aldre.xlsx"
GRUPP = "multisjuka_aldre"

karta = fm.map_round(FIL, group=GRUPP, options=fm.open_round(FIL))

# %% [markdown]
# ## Det här ser vi
# *What we see*
#
# De som rör flest personer står först.

# %%
karta.findings

# %% [markdown]
# ## Den förväntade vägen
# *The expected path*
#
# En rad är en regel för en person. Vad regeln vilar på står i kolumnen status.

# %%
karta.expected

# %% [markdown]
# ## Gruppens mått
# *The group's measures*
#
# Gränserna är 95-procentiga intervall. För en eller två personer listas värdena i stället.

# %%
karta.measures.group_figures

# %% [markdown]
# ## Diagram
# *Charts*

# %%
if len(karta.contacts.facts.patients) > 2:
    display(fm.draw_load(karta.measures, group=karta.group))
    display(fm.draw_measures(karta.measures, group=karta.group))

# %% [markdown]
# ## Skriv rapporten
# *Write the report*
#
# Allt läggs i mappen `out`. Öppna `rapport.html` först.

# %%
from pathlib import Path

ut = Path(FIL).with_name("out") if Path(FIL).name == "journal.xlsx" else Path("out")
[fil.path.name for fil in fm.write_round(karta, ut)][:5]
