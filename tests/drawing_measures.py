"""Measures of rows drawn in text, through the whole route; and what they say, as plain values."""

import pandas as pd

from flowmap.group import Group, read_group
from flowmap.measures import measure_flow
from flowmap.tables import BandEntries, Contacts, Coverage, Journal, Measures, Patients, Places, shape_columns
from tests.drawing import drawn, entries
from tests.ways import band_entries, contacts_of

GROUP = read_group("multisjuka_aldre")


def round_of(
    rows: str, *, patients: str = "", coverage: str = "", places: str = "", bands: str = "", said: str = ""
) -> Contacts:
    """Return contacts of these rows; ``said`` gives the contacts' values in order, as ``tests.ways`` has it.

    Bands are P01's. Without ``patients`` there is no review window.
    """
    journal = Journal(
        entries=entries(rows),
        patients=_patients(patients),
        coverage=_rows(coverage, Coverage),
        places=_places(places),
        bands=band_entries(bands, "P01") if bands else BandEntries.empty(),
    )
    return contacts_of(journal, said=said)[0]


def measured(rows: str, *, group: Group = GROUP, **beside: str) -> Measures:
    """Return the measures of these rows."""
    return measure_flow(round_of(rows, **beside), group)


def amounts(measures: Measures, measure: str, part: str | None = None) -> dict[str, object]:
    """Return each patient's amount, or why there is none."""
    frame = measures.frame
    is_part = frame["provider"].isna() if part is None else frame["provider"] == part
    frame = frame[(frame["measure"] == measure) & is_part]
    values = (
        frame["amount"].round(3).astype(object).where(frame["amount"].notna(), frame["undefined_because"])
    )
    return dict(zip(frame["patient"].astype(str), values, strict=True))


def shown_by(measures: Measures, measure: str, contacts: Contacts) -> list[str]:
    """Return the activities of the events that show a measure."""
    frame = measures.frame
    events = [event for ids in frame.loc[frame["measure"] == measure, "evidence"] for event in ids]
    rows = contacts.frame
    return rows.loc[rows["event_id"].isin(events), "activity"].astype(str).tolist()


def _rows(text: str, kind: type) -> object:
    return kind.from_rows(drawn(text).to_dict("records")) if text else kind.empty()


def _patients(text: str) -> Patients:
    if not text:
        return Patients.empty()
    rows = drawn(text).assign(important_to_me="")
    for name in ("window_start", "window_end", "died_on"):
        rows[name] = pd.to_datetime(rows[name]) if name in rows else pd.NaT
    known = [column.name for column in Patients.columns]
    shaped = shape_columns(rows.reindex(columns=known), Patients.columns)
    own = {name: rows[name].astype("category") for name in rows if name not in known}
    return Patients(shaped.assign(**own))


def _places(text: str) -> Places:
    if not text:
        return Places.empty()
    rows = drawn(text)
    return Places.from_rows(rows.astype({"km": float, "minutes": float}).to_dict("records"))
