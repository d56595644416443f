"""Who is met: a code a profession and unit, never a name."""

import random
from string import ascii_uppercase

_SHORT = {
    "läkare": "dl",
    "sjuksköterska": "ssk",
    "distriktssköterska": "dsk",
    "undersköterska": "usk",
    "arbetsterapeut": "at",
    "fysioterapeut": "ft",
    "biståndshandläggare": "bh",
    "ambulanssjuksköterska": "amb",
    "medicinsk sekreterare": "sekr",
    "kurator": "kur",
    "psykolog": "psyk",
    "logoped": "log",
    "socialsekreterare": "soc",
    "boendestödjare": "bst",
    "skötare": "skö",
    "elevhälsa": "elev",
    "enhetschef": "ec",
    "rehabkoordinator": "rk",
    "tandläkare": "tdl",
    "dietist": "diet",
    "övrig": "övr",
}


class Crew:
    """The staff that one person meets; each unit and profession has letters of its own."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._known: dict[tuple[str, str], list[str]] = {}
        self._letters: dict[str, int] = {}

    def meet(self, unit: str, profession: str, *, new: float) -> str:
        """Return who is met this time; with the chance ``new`` somebody not met before."""
        known = self._known.setdefault((unit, profession), [])
        if not known or self._rng.random() < new:
            known.append(self._next(profession))
            return known[-1]
        return self._rng.choice(known)

    def _next(self, profession: str) -> str:
        place = self._letters.get(profession, 0)
        self._letters[profession] = place + 1
        letter = ascii_uppercase[place % 26] + (str(place // 26 + 1) if place >= 26 else "")
        return f"{_SHORT.get(profession, profession[:4])} {letter}"
