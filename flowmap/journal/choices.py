"""Words that a coded cell may hold: the list's own in both languages, and what people write instead."""

from collections.abc import Mapping
from functools import cache

from flowmap.group.professions import written_professions
from flowmap.identity.headings import plain
from flowmap.records import CoverageStatus, JournalName, Kind, Language, Mode, Speaker, StartedBy, Status
from flowmap.words import say

PARTS = ("whole", "start", "complete", "admission", "discharge")
_LISTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # field -> values, prefixes of their words
    "mode": (tuple(Mode), ("mode",)),
    "kind": (tuple(Kind), ("kind", "kind_choice")),
    "started_by": (tuple(StartedBy), ("started_by",)),
    "status": (tuple(Status), ("status",)),
    "planned": (("planned", "unplanned"), ("planned_choice",)),
    "journal": (tuple(JournalName), ("journal", "sheet")),
    "coverage_status": (tuple(CoverageStatus), ("coverage_status",)),
    "important_by": (tuple(Speaker), ("speaker",)),
    "part": (PARTS, ()),
}
_ALSO: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "mode": {
        "visit": ("mottagningsbesok", "pa plats", "fysiskt", "fysiskt besok", "clinic visit", "mottagning"),
        "home_visit": ("hemma", "i hemmet", "hem", "hembes", "at home"),
        "phone": ("tfn", "telefonkontakt", "telefonsamtal", "ringde", "samtal", "phone contact", "telephone"),
        "video": ("videosamtal", "videobesok", "digitalt", "digital", "video call"),
        "letter": ("brev", "chatt", "chat", "sms", "mejl", "mail", "e post", "meddelande", "letter"),
        "meeting": ("mote", "natverksmote", "sip", "konferens", "rond"),
    },
    "kind": {
        "contact": ("med mig", "med", "kontakt", "m", "with"),
        "about": ("om mig", "om", "o", "about"),
        "milestone": ("hallpunkt", "h", "handelse", "event"),
    },
    "started_by": {
        "care": ("vard", "personal", "verksamheten", "kommunen", "regionen", "staff"),
        "person": ("patient", "patienten", "personen sjalv", "sjalv", "den enskilde", "brukaren", "jag"),
        "relative": ("anhorig", "narstaende", "anhoriga", "dotter", "son", "make", "maka", "foralder"),
    },
    "status": {
        "done": ("ja", "klar", "avslutad", "utford", "yes", "completed", "finished", "genomfort"),
        "ongoing": ("pagaende", "pagar", "in progress", "active"),
        "planned": ("planerat", "bokad", "bokat", "ej paborjad", "booked", "not started"),
        "cancelled": ("avbokad", "avbokat", "installt", "canceled", "struken"),
        "no_show": ("uteblivet", "uteblivit", "kom inte", "no show", "did not attend", "dna"),
        "interrupted": ("avbrutet", "aborted"),
        "unanswered": ("ej svar", "svarar inte", "inget svar", "no answer", "ej anträffad", "ej antraffad"),
    },
    "planned": {
        "planned": ("planerad", "ja", "p", "elektiv", "bokad", "yes"),
        "unplanned": ("oplanerad", "nej", "o", "akut", "no", "emergency"),
    },
    "journal": {
        "municipal_health": ("hsl", "kommun hsl", "hemsjukvard"),
        "municipal_social": ("sol", "socialtjanst", "kommun sol"),
        "inpatient": ("sjukhus",),
        "health_centre": ("halsocentralen", "vardcentral", "hc", "primarvard"),
    },
    "coverage_status": {
        "whole": ("ja", "all", "allt", "helt", "yes"),
        "part": ("del", "en del", "partly"),
        "not_allowed": ("nej", "ej tillatet", "inte tillatet", "no"),
        "does_not_exist": ("ingen journal", "saknas", "finns ej", "none"),
    },
    "part": {
        "start": ("started", "begin", "startad"),
        "complete": ("completed", "end", "klar", "slut"),
        "admission": ("inskrivning", "inskriven", "inlagd", "in"),
        "discharge": ("utskrivning", "utskriven", "ut"),
    },
}
YES = frozenset({"x", "ja", "j", "yes", "y", "1", "true", "sant", "osaker", "unsure", "v", "ok"})
_SHORTEST_MISSPELT = 4  # nja is near to ja, and says nothing
NO = frozenset({"nej", "n", "no", "0", "false", "falskt", "saker", "sure"})


@cache
def known_words(field: str) -> Mapping[str, str]:
    """Return every plain text that a coded field may hold, with its value; empty for a field of free text."""
    if field == "profession":
        return written_professions()
    if field not in _LISTS:
        return {}
    values, prefixes = _LISTS[field]
    known = {text: value for value, texts in _ALSO.get(field, {}).items() for text in texts}
    known |= {plain(value): str(value) for value in values}
    for prefix in prefixes:
        for value in values:
            if not (prefix == "sheet" and value == "other"):
                known |= {plain(say(f"{prefix}.{value}", lang)): str(value) for lang in Language}
    return known


def shown_words(field: str) -> list[str]:
    """Return the words of a coded field in the screen language, as its dropdown has them."""
    if field == "profession":
        return sorted(set(written_professions().values()))
    if field not in _LISTS or not _LISTS[field][1]:
        return [str(value) for value in _LISTS.get(field, ((), ()))[0]]
    values, prefixes = _LISTS[field]
    return [say(f"{prefixes[-1] if field == 'kind' else prefixes[0]}.{value}") for value in values]


def nearest_word(field: str, found: str) -> str:
    """Return the word of a coded field that was meant, begun or misspelt; empty where none is near."""
    from rapidfuzz import fuzz, process

    known, text = known_words(field), plain(found)
    begun = [word for word in known if len(text) > 1 and word.startswith(text)]
    if begun:
        return _shown(field, known[min(begun, key=len)])
    if len(text) < _SHORTEST_MISSPELT:
        return ""
    near = process.extractOne(text, known.keys(), scorer=fuzz.ratio, score_cutoff=75)
    return _shown(field, known[near[0]]) if near else ""


def _shown(field: str, value: str) -> str:
    if field == "profession" or not _LISTS[field][1]:
        return value
    prefixes = _LISTS[field][1]
    return say(f"{prefixes[-1] if field == 'kind' else prefixes[0]}.{value}")
