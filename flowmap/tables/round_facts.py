"""What rides beside the log: patients, stays, bands, places, coverage, basis, population figures."""

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from flowmap.tables.table import Column, Table


@dataclass(frozen=True, eq=False, repr=False)
class Patients(Table):
    """One row is a patient of the round, with the review window and what matters to the person.

    Further columns of the sheet (attributes to group by) stand behind as labels.
    """

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("age_group", "label", "such as 80–84", optional=True),
        Column("sex", "label", "as the round writes it", optional=True),
        Column("municipality", "label", "home municipality", optional=True),
        Column("home_place", "label", "place to count kilometres from", optional=True),
        Column("window_start", "time", "first day reviewed", optional=True),
        Column("window_end", "time", "last day reviewed", optional=True),
        Column("important_to_me", "text", "viktigt för mig: up to three lines; empty where not known"),
        Column("important_by", "label", "who said so: person, relative, representative", optional=True),
        Column("died_on", "time", "date of death; an end, no dropout", optional=True),
    )
    key: ClassVar[tuple[str, ...]] = ("patient",)
    extra_columns: ClassVar[bool] = True


@dataclass(frozen=True, eq=False, repr=False)
class Coverage(Table):
    """One row is one journal of one patient: how much of it was reviewed (granskat)."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("journal", "label", "health_centre, inpatient, municipal_health, municipal_social, other"),
        Column("coverage_status", "label", "whole, part, not_allowed, does_not_exist"),
    )
    key: ClassVar[tuple[str, ...]] = ("patient", "journal")

    def reviewed(
        self, patients: list[str], *, journals: tuple[str, ...] = (), partly: bool = False
    ) -> NDArray[np.bool_]:
        """Return for each patient whether ``journals`` were reviewed whole (or partly), or do not exist.

        No journals named: all that the table has for the patient. A named journal without a row, and a
        patient without rows, are not reviewed; an empty table says that everything was.
        """
        if not len(self):
            return np.ones(len(patients), dtype=np.bool_)
        rows = self.frame
        read = ["whole", "does_not_exist", *(["part"] if partly else [])]
        seen = rows["coverage_status"].isin(read)
        asked = rows["journal"].isin(journals) if journals else seen | True
        per_patient = seen[asked].groupby(rows.loc[asked, "patient"].astype(object)).agg(["sum", "size"])
        per_patient = per_patient.reindex(patients, fill_value=0)
        wanted = len(set(journals)) if journals else per_patient["size"].clip(lower=1)
        found: NDArray[np.bool_] = (per_patient["sum"] >= wanted).to_numpy()
        return found


@dataclass(frozen=True, eq=False, repr=False)
class Basis(Table):
    """One row is the basis for reading one patient's journal, as ``round.toml`` states it."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("patient", "label", "code or pseudonym"),
        Column("journal", "label", "which record"),
        Column("basis", "label", "consent, disclosure or own_follow_up", optional=True),
        Column("decided_by", "label", "a role, no name", optional=True),
        Column("decided_on", "time", "date of the basis", optional=True),
        Column("keep_until", "time", "last day the round may be kept", optional=True),
    )
    key: ClassVar[tuple[str, ...]] = ("patient", "journal")


@dataclass(frozen=True, eq=False, repr=False)
class Stays(Table):
    """One row is a stay (vårdtillfälle): what is inside is concurrent with it, not a gap or a return."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("stay_id", "id", "the id its two milestones share; never 0"),
        Column("patient", "label", "code or pseudonym"),
        Column("activity", "label", "what the sheet called the stay"),
        Column("start", "time", "admission"),
        Column("end", "time", "discharge; missing while it goes on", optional=True),
        Column("has_clock", "flag", "start and end both have clocks"),
        Column("journal", "label", "record it was read from"),
        Column("lane", "label", "lane of the stay"),
        Column("unit", "label", "ward", optional=True),
        Column("planned", "label", "planned or unplanned", optional=True),
        Column("is_coerced", "flag", "coerced care"),
        Column("emergency_event_id", "id", "the emergency visit that turned into this stay; 0 for none"),
        Column("entry_id", "id", "entry it was read from"),
    )
    key: ClassVar[tuple[str, ...]] = ("stay_id",)


@dataclass(frozen=True, eq=False, repr=False)
class Bands(Table):
    """One row is a period of routine care that recurs: no step, valued once, counted as load."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("band_id", "id", "first entry's id; ratings hold on to it"),
        Column("patient", "label", "code or pseudonym"),
        Column("activity", "label", "name of the service"),
        Column("start_on", "time", "first day"),
        Column("end_on", "time", "last day; missing while it goes on", optional=True),
        Column("lane", "label", "who gives it"),
        Column("principal", "label", "the lane's principal"),
        Column("journal", "label", "record it was read from"),
        Column("unit", "label", "team", optional=True),
        Column("times_per_week", "number", "planned or counted", unit="visits a week", optional=True),
        Column("visits", "whole", "visits in the period, pauses left out", optional=True),
        Column("is_visits_estimated", "flag", "visits = days without stays × times a week / 7"),
        Column("staff_in_14_days", "whole", "most distinct staff in any 14 days", optional=True),
        Column("pause_days", "count", "days of the period inside stays", unit="days"),
        Column("why_changed", "label", "why it began, changed or ended, in short", optional=True),
        Column("entry_id", "id", "entry it was read from"),
        Column("file", "label", "source file's name"),
        Column("sheet", "label", "source sheet's name"),
        Column("row", "count", "first row in the sheet"),
    )
    key: ClassVar[tuple[str, ...]] = ("band_id",)


@dataclass(frozen=True, eq=False, repr=False)
class Places(Table):
    """One row is a way from a home place to a unit, one direction."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("home_place", "label", "where the person lives"),
        Column("unit", "label", "where the care is given"),
        Column("km", "number", "one way", unit="km", optional=True),
        Column("minutes", "number", "one way", unit="minutes", optional=True),
    )
    key: ClassVar[tuple[str, ...]] = ("home_place", "unit")


@dataclass(frozen=True, eq=False, repr=False)
class PopulationFigures(Table):
    """One row is a figure of the year for a whole population; shown beside, never mixed with the round."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("figure", "label", "what it counts"),
        Column("numerator", "number", "count", optional=True),
        Column("denominator", "number", "count", optional=True),
        Column("on", "time", "date of the figure", optional=True),
        Column("source", "label", "where it stands", optional=True),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Ledger(Table):
    """One row links an entry to an event or band it became; every entry has at least one row.

    ``became`` is ``event``, ``stay_start``, ``stay_end``, ``pair_start``, ``pair_end``, ``merged`` (the
    same contact in two journals), ``band``, ``folded`` (a row of routine care folded into a band), or
    ``outside_window`` (outside the group's review window, and in no log).
    """

    columns: ClassVar[tuple[Column, ...]] = (
        Column("entry_id", "id", "the entry"),
        Column("event_id", "id", "the event, or the band's id"),
        Column("became", "label", "role of the entry in it"),
        Column("journal", "label", "record the entry was read from"),
    )


@dataclass(frozen=True)
class RoundFacts:
    """What rides beside the log through the route; each a table of its own."""

    patients: Patients = field(default_factory=Patients.empty)
    coverage: Coverage = field(default_factory=Coverage.empty)
    basis: Basis = field(default_factory=Basis.empty)
    stays: Stays = field(default_factory=Stays.empty)
    bands: Bands = field(default_factory=Bands.empty)
    places: Places = field(default_factory=Places.empty)
    population: PopulationFigures = field(default_factory=PopulationFigures.empty)
    ledger: Ledger = field(default_factory=Ledger.empty)
