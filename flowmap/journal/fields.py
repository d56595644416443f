"""The template's sheets and their fields: the one list that writing, reading and sample journals share.

A field's ``key`` names what a cell says; its heading is the catalogue's ``field.<key>`` and its help
``field_help.<key>``, a sheet's name is ``sheet.<key>``. Headings match in both languages with case, accents,
spacing and ``aliases`` forgiven. A choice is written on screen as ``say(f"{words}.{value}")``.
"""

from dataclasses import dataclass
from enum import StrEnum

from flowmap.group.professions import PROFESSIONS
from flowmap.records import CoverageStatus, JournalName, Kind, Language, Mode, Speaker, StartedBy, Status
from flowmap.words import has_words, say


class Holds(StrEnum):
    """What a field's cells are."""

    CODE = "code"  # P01–P99
    DATE = "date"
    CLOCK = "clock"
    CHOICE = "choice"  # one of ``choices``
    LISTED = "listed"  # one of the group file's activity names
    TICK = "tick"  # x or empty
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a sheet of the template."""

    key: str
    holds: Holds = Holds.TEXT
    aliases: tuple[str, ...] = ()
    is_shown: bool = True
    is_required: bool = False
    choices: tuple[str, ...] = ()
    words: str = ""

    def heading(self, lang: Language | str | None = None) -> str:
        """Return the heading on screen."""
        return say(f"field.{self.key}", lang)

    def help(self, lang: Language | str | None = None) -> str:
        """Return the help that stands on the heading; empty where the heading says it all."""
        key = f"field_help.{self.key}"
        return say(key, lang) if has_words(key) else ""

    def choice_words(self, lang: Language | str | None = None) -> dict[str, str]:
        """Return each choice's value with its word on screen, as the dropdown shows it."""
        return {v: say(f"{self.words}.{v}", lang) if self.words else v for v in self.choices}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the template. ``journal`` is set on a journal's sheet."""

    key: str
    fields: tuple[Field, ...]
    journal: JournalName | None = None
    aliases: tuple[str, ...] = ()

    def title(self, lang: Language | str | None = None) -> str:
        """Return the sheet's name on screen (at most 31 characters, as Excel wants it)."""
        return say(f"sheet.{self.key}", lang)

    def field(self, key: str) -> Field:
        """Return the field with this key."""
        return next(field for field in self.fields if field.key == key)


_JOURNALS = tuple(name.value for name in JournalName)
PATIENT = Field(
    "patient",
    Holds.CODE,
    ("person", "patient", "kod", "code", "personkod", "id", "patient id", "patientid", "case", "case id"),
    is_required=True,
)
DATE = Field("date", Holds.DATE, ("dag", "from", "fran", "start", "day", "besoksdatum"), is_required=True)
CLOCK = Field("clock", Holds.CLOCK, ("klockslag", "kl", "time", "klocka"))
UNTIL = Field(
    "until",
    Holds.DATE,
    ("till och med", "tom", "slut", "end", "to", "utskriven", "slutdatum"),
    is_shown=False,
)
ACTIVITY = Field(
    "activity", Holds.LISTED, ("handelse", "kontakt", "vad", "event", "insats", "atgard"), is_required=True
)
MODE = Field(
    "mode",
    Holds.CHOICE,
    ("satt", "kontaktsatt", "kontakttyp", "how"),
    choices=tuple(Mode),
    words="mode",
)
KIND = Field(
    "kind",
    Holds.CHOICE,
    ("med mig", "om mig", "med om mig", "med om"),
    choices=tuple(Kind),
    words="kind_choice",
)
STARTED_BY = Field(
    "started_by",
    Holds.CHOICE,
    ("initiativ", "vem tog initiativ", "started by", "initiative"),
    choices=tuple(StartedBy),
    words="started_by",
)
PROFESSION = Field("profession", Holds.CHOICE, ("yrke", "yrkesroll", "roll", "role"), choices=PROFESSIONS)
IN_SHORT = Field("in_short", Holds.TEXT, ("kort", "sammanfattning", "summary", "kort sagt max 80 tecken"))
UNSURE = Field("unsure", Holds.TICK, ("osaker", "tveksam", "not sure"))
UNTIL_CLOCK = Field("until_clock", Holds.CLOCK, ("till klockslag", "sluttid", "end time"), is_shown=False)
UNIT = Field("unit", Holds.TEXT, ("avdelning", "mottagning", "enheten", "clinic", "ward"), is_shown=False)
STAFF = Field("staff", Holds.TEXT, ("vem", "personalkod", "medarbetare"), is_shown=False)
PURPOSE = Field("purpose", Holds.TEXT, ("orsak", "syfte", "arende", "reason"), is_shown=False)
PLANNED = Field(
    "planned",
    Holds.CHOICE,
    ("planerad", "planerat", "planned"),
    is_shown=False,
    choices=("planned", "unplanned"),
    words="planned_choice",
)
STATUS = Field(
    "status", Holds.CHOICE, ("blev av", "utfall"), is_shown=False, choices=tuple(Status), words="status"
)
MARKER = Field(  # several titles or ids of the group file's markers, with ", " or ";" between
    "marker", Holds.TEXT, ("markering", "markorer", "hallpunkter", "markers", "tags"), is_shown=False
)
OWN_NOTE = Field("own_note", Holds.TEXT, ("anteckning", "egen not", "note"), is_shown=False)
JOURNAL = Field("journal", Holds.CHOICE, ("journalsystem", "kalla"), choices=_JOURNALS, words="journal")

_HEAD = (PATIENT, DATE, CLOCK)
_BODY = (ACTIVITY, MODE, KIND, STARTED_BY, PROFESSION, IN_SHORT, UNSURE)
_FOLDED = (UNTIL_CLOCK, UNIT, STAFF, PURPOSE, PLANNED, STATUS, MARKER, OWN_NOTE)
JOURNAL_FIELDS = (*_HEAD, *_BODY, UNTIL, *_FOLDED)
SHOWN_UNTIL = Field(UNTIL.key, UNTIL.holds, UNTIL.aliases, is_shown=True)
INPATIENT_FIELDS = (*_HEAD, SHOWN_UNTIL, *_BODY, *_FOLDED)

BAND_FIELDS = (
    PATIENT,
    Field("journal", Holds.CHOICE, JOURNAL.aliases, is_required=True, choices=_JOURNALS, words="journal"),
    ACTIVITY,
    Field("start_on", Holds.DATE, ("fran", "fran och med", "start", "datum", "date"), is_required=True),
    Field("end_on", Holds.DATE, ("till", "till och med", "tom", "slut", "end", "until")),
    Field("times_per_week", Holds.NUMBER, ("ggr per vecka", "per vecka", "ggr vecka", "a week")),
    Field("visits", Holds.NUMBER, ("besok", "antal besok", "antal", "number of visits")),
    Field("staff_in_14_days", Holds.NUMBER, ("personal 14 dagar", "personer pa 14 dagar", "personal")),
    Field("unit", Holds.TEXT, UNIT.aliases),
    Field("why_changed", Holds.TEXT, ("varfor andrad", "orsak", "varfor")),
    OWN_NOTE,
)
PATIENT_FIELDS = (
    PATIENT,
    Field("age_group", Holds.TEXT, ("alder", "age")),
    Field("sex", Holds.TEXT, ("gender",)),
    Field("municipality", Holds.TEXT, ("hemkommun", "home municipality")),
    Field("home_place", Holds.TEXT, ("bostadsort", "bor i", "ort", "home")),
    Field("window_start", Holds.DATE, ("fran", "granskat fran", "from", "period start")),
    Field("window_end", Holds.DATE, ("till", "granskat till", "to", "period slut")),
    Field("important_to_me", Holds.TEXT, ("viktigt for mig", "vad ar viktigt", "what matters")),
    Field(
        "important_by",
        Holds.CHOICE,
        ("vem sager det", "sagt av", "said by"),
        choices=tuple(Speaker),
        words="speaker",
    ),
    Field("died_on", Holds.DATE, ("avliden", "dod", "died")),
)
COVERAGE_FIELDS = (
    PATIENT,
    *(
        Field(f"coverage_{name}", Holds.CHOICE, choices=tuple(CoverageStatus), words="coverage_status")
        for name in _JOURNALS
    ),
)
PLACE_FIELDS = (
    Field("home_place", Holds.TEXT, ("bostadsort", "fran", "ort", "home"), is_required=True),
    Field("unit", Holds.TEXT, ("till", "vardplats", "enheten", "to"), is_required=True),
    Field("km", Holds.NUMBER, ("kilometer", "avstand", "distance")),
    Field("minutes", Holds.NUMBER, ("min", "restid", "travel time")),
)
POPULATION_FIELDS = (
    Field("figure", Holds.TEXT, ("matt", "vad", "indikator"), is_required=True),
    Field("numerator", Holds.NUMBER, ("taljare", "antal")),
    Field("denominator", Holds.NUMBER, ("namnare", "av")),
    Field("on", Holds.DATE, ("datum", "date", "matdatum")),
    Field("source", Holds.TEXT, ("kalla",)),
)

HEALTH_CENTRE = Sheet("health_centre", JOURNAL_FIELDS, JournalName.HEALTH_CENTRE, ("halsocentralen", "hc"))
INPATIENT = Sheet("inpatient", INPATIENT_FIELDS, JournalName.INPATIENT, ("slutenvarden", "sjukhus"))
MUNICIPAL_HEALTH = Sheet(
    "municipal_health",
    JOURNAL_FIELDS,
    JournalName.MUNICIPAL_HEALTH,
    ("kommunal halso och sjukvard", "kommun hsl", "hsl", "hemsjukvard"),
)
MUNICIPAL_SOCIAL = Sheet(
    "municipal_social", JOURNAL_FIELDS, JournalName.MUNICIPAL_SOCIAL, ("sol", "kommun sol", "socialtjanst")
)
BANDS = Sheet("bands", BAND_FIELDS, aliases=("aterkommande", "insatser", "band"))
PATIENTS = Sheet("patients", PATIENT_FIELDS, aliases=("person", "patienter"))
COVERAGE = Sheet("coverage", COVERAGE_FIELDS, aliases=("granskning", "granskade journaler"))
PLACES = Sheet("places", PLACE_FIELDS, aliases=("plats", "avstand"))
POPULATION = Sheet("population", POPULATION_FIELDS, aliases=("arets siffror", "tal"))

JOURNAL_SHEETS = (HEALTH_CENTRE, INPATIENT, MUNICIPAL_HEALTH, MUNICIPAL_SOCIAL)
SHEETS = (*JOURNAL_SHEETS, BANDS, PATIENTS, COVERAGE, PLACES, POPULATION)
SHEETS_WITHOUT_ROWS = ("guide", "lists")  # of the template; read for nothing
