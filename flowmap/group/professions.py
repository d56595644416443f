"""Professions: Swedish names, usual abbreviations, English names, and the XS codes of municipal health."""

from collections.abc import Mapping
from functools import cache

from flowmap.identity.headings import plain

# Swedish name -> everything else it is written as (as ``plain`` leaves it)
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "läkare": (
        "xs915",
        "dr",
        "doktor",
        "lak",
        "lk",
        "physician",
        "doctor",
        "distriktslakare",
        "dl",
        "st lakare",
    ),
    "sjuksköterska": ("xs919", "ssk", "leg ssk", "nurse", "registered nurse", "rn", "sjukskot"),
    "distriktssköterska": ("dsk", "district nurse", "distriktsskoterska", "dssk"),
    "undersköterska": ("xs921", "usk", "assistant nurse", "uska"),
    "vårdbiträde": ("vb", "vbtr", "care assistant"),
    "arbetsterapeut": ("xs910", "at", "arb ter", "occupational therapist", "ot", "leg at"),
    "fysioterapeut": ("xs918", "ft", "sjukgymnast", "sg", "physiotherapist", "pt", "leg ft"),
    "kurator": ("xs913", "kur", "counsellor", "halso och sjukvardskurator"),
    "dietist": ("xs912", "diet", "dietician", "dietitian"),
    "logoped": ("xs914", "log", "speech therapist"),
    "audionom": ("xs911", "audiologist"),
    "ortoptist": ("xs916", "orthoptist"),
    "psykolog": ("xs917", "psyk", "psychologist", "leg psykolog"),
    "skötare": ("xs920", "mental nurse"),
    "barnmorska": ("xs925", "bm", "midwife"),
    "naprapat": ("xs923", "naprapath"),
    "kiropraktor": ("xs924", "chiropractor"),
    "optiker": ("xs926", "optician"),
    "biståndshandläggare": ("bh", "bhl", "handlaggare", "needs assessor", "bistandshandl"),
    "socialsekreterare": ("socsekr", "soc sekr", "social worker"),
    "boendestödjare": ("bst", "boendestod", "housing support worker"),
    "rehabkoordinator": ("rehabkoord", "rehab coordinator"),
    "vårdsamordnare": ("samordnare", "care coordinator"),
    "medicinsk sekreterare": ("sekr", "med sekr", "lakarsekreterare", "secretary"),
    "ambulanssjuksköterska": ("amb ssk", "ambssk", "ambulanspersonal", "paramedic"),
    "tandläkare": ("tdl", "dentist"),
    "tandhygienist": ("tdh", "dental hygienist"),
    "apotekare": ("farmaceut", "pharmacist"),
    "enhetschef": ("ec", "chef", "unit manager"),
    "elevhälsa": ("skolskoterska", "skolkurator", "school health"),
    "övrig": ("xs922", "ovrigt", "annan", "other"),
}
PROFESSIONS = tuple(_WRITTEN)


@cache
def written_professions() -> Mapping[str, str]:
    """Return every known way to write a profession, plain, with its Swedish name."""
    known = {plain(name): name for name in _WRITTEN}
    known |= {plain(text): name for name, texts in _WRITTEN.items() for text in texts}
    known |= {text.removeprefix("xs"): known[text] for text in list(known) if text.startswith("xs9")}
    return known
