"""The closed lists of the domain as enumerations, and the small records that many tables share.

A member's value is what stands in a table's column; what stands on screen is the word that
``words.say(f"{list}.{value}")`` gives, so each list has its rows in the catalogue.
"""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A screen language."""

    SV = "sv"
    EN = "en"


class Kind(StrEnum):
    """What an event is: met or called the person, spoke about the person, or a dated milestone."""

    CONTACT = "contact"
    ABOUT = "about"
    MILESTONE = "milestone"


class JournalName(StrEnum):
    """Which record a row was read from (not who gave the care: that is the lane)."""

    HEALTH_CENTRE = "health_centre"
    INPATIENT = "inpatient"
    MUNICIPAL_HEALTH = "municipal_health"
    MUNICIPAL_SOCIAL = "municipal_social"
    OTHER = "other"


class Principal(StrEnum):
    """Who answers for a lane."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    STATE = "state"
    PRIVATE = "private"
    CIVIL_SOCIETY = "civil_society"
    ME = "me"
    UNKNOWN = "unknown"


class Mode(StrEnum):
    """How a contact took place."""

    VISIT = "visit"
    HOME_VISIT = "home_visit"
    PHONE = "phone"
    VIDEO = "video"
    LETTER = "letter"
    MEETING = "meeting"


class StartedBy(StrEnum):
    """Who took the initiative to a contact."""

    CARE = "care"
    PERSON = "person"
    RELATIVE = "relative"


class Status(StrEnum):
    """What became of a contact. ``planned``, ``cancelled`` and ``no_show`` did not take place."""

    DONE = "done"
    ONGOING = "ongoing"
    PLANNED = "planned"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    INTERRUPTED = "interrupted"
    UNANSWERED = "unanswered"


class CoverageStatus(StrEnum):
    """How much of a patient's journal was reviewed."""

    WHOLE = "whole"
    PART = "part"
    NOT_ALLOWED = "not_allowed"
    DOES_NOT_EXIST = "does_not_exist"


class Value(StrEnum):
    """The scale of "värdeskapande för mig?"; fixed, while groups choose its wording."""

    CREATING = "value_creating"
    NECESSARY = "necessary"
    NOT_CREATING = "not_value_creating"
    NOT_ASSESSED = "not_assessed"


class Voice(StrEnum):
    """Whose value it is; never merged."""

    PERSON = "person"
    TEAM = "team"
    PROPOSAL = "proposal"
    NONE = "none"


class Speaker(StrEnum):
    """Who speaks for the person."""

    PERSON = "person"
    RELATIVE = "relative"
    REPRESENTATIVE = "representative"
    CHILD = "child"
    GUARDIAN_A = "guardian_a"
    GUARDIAN_B = "guardian_b"


class RatingBasis(StrEnum):
    """What the team's value rests on."""

    CONSENSUS = "consensus"
    RATERS_AGREE = "raters_agree"
    ONE_RATER = "one_rater"


class Reason(StrEnum):
    """Why a contact gave nothing (against) or something (for)."""

    WAITING = "waiting"
    TOLD_AGAIN = "told_again"
    DOUBLE = "double"
    INFORMATION_MISSING = "information_missing"
    WRONG_LEVEL = "wrong_level"
    FAILURE_ELSEWHERE = "failure_elsewhere"
    UNCLEAR_RESPONSIBILITY = "unclear_responsibility"
    NO_ANSWER = "no_answer"
    NEW_PERSON = "new_person"
    TREATMENT = "treatment"
    MEDICINES = "medicines"
    WRONG_TIME = "wrong_time"
    TRAVEL = "travel"
    ADMINISTRATION = "administration"
    DID_NOT_HAPPEN = "did_not_happen"
    OTHER_AGAINST = "other_against"
    SAME_PERSON = "same_person"
    AT_HOME = "at_home"
    GOT_ANSWER = "got_answer"
    RELIEVED = "relieved"
    DECIDED_MYSELF = "decided_myself"
    OTHER_FOR = "other_for"


REASONS_FOR = (
    Reason.SAME_PERSON,
    Reason.AT_HOME,
    Reason.GOT_ANSWER,
    Reason.RELIEVED,
    Reason.DECIDED_MYSELF,
    Reason.OTHER_FOR,
)
REASONS_AGAINST = tuple(reason for reason in Reason if reason not in REASONS_FOR)


class Outcome(StrEnum):
    """What one path rule says of one patient."""

    KEPT = "kept"
    NOT_KEPT = "not_kept"
    NOT_DUE = "not_due"
    NOT_REVIEWED = "not_reviewed"
    NOT_APPLICABLE = "not_applicable"


class Standing(StrEnum):
    """What a path rule rests on; shown beside every finding."""

    LAW = "lag"
    REGULATION = "föreskrift"
    GUIDELINE = "riktlinje"
    OWN_AIM = "eget mål"


class NeedStatus(StrEnum):
    """How far a need has come. A need in any other status than ``proposed`` was taken on by the team."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class DecidedIn(StrEnum):
    """Where a need is decided; a team may write another place in its own words."""

    OURSELVES = "ourselves"
    REKO = "reko"
    MUNICIPALITY = "municipality"
    REGION = "region"
    NATIONAL = "national"


class Severity(StrEnum):
    """How much a problem matters: an error keeps a row out, a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which round and which coding a table belongs to; every table of one round carries the same.

    ``vocabulary_id`` is the hash of what decides names (activities, lanes, measures' settings),
    ``coding_id`` of what decides coding (aliases, rules). Rounds compare when vocabularies match.
    """

    round_id: str = ""
    vocabulary_id: str = ""
    coding_id: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a source something stands; rows count from 1 as the program that wrote them shows."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
