"""Coding: what the group file calls an entry's activity, and the lane, kind and markers that follow."""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from flowmap.group import Activity, Group, known_activities, matches, name_activities, plain_name
from flowmap.records import Kind, Principal, Status
from flowmap.tables.segments import Ints, Whole, codes_of, make_label

NOT_HELD = (Status.PLANNED, Status.CANCELLED, Status.NO_SHOW)


def code_entries(entries: pd.DataFrame, group: Group) -> pd.DataFrame:
    """Return the entries with activity, kind, lane, principal, markers and what else the group file adds."""
    known = known_activities(group)
    coded = entries.copy(deep=False)
    coded["activity"] = code_activity(entries, known)
    of_name = {activity.name: activity for activity in known}
    own = [of_name.get(name) for name in coded["activity"].cat.categories]
    coded["mode"] = _filled(coded, "mode", own, lambda a: a.mode)
    coded["purpose"] = _filled(coded, "purpose", own, lambda a: a.purpose)
    coded["kind"] = _kind(coded, own)
    coded["marker"] = _markers(coded, own, group)
    coded["is_coerced"] = entries["is_coerced"] | _flagged(coded, own, lambda a: a.is_coerced)
    coded["is_stay"] = entries["is_stay"] | _flagged(coded, own, lambda a: a.is_stay)
    coded["took_place"] = ~coded["status"].isin([status.value for status in NOT_HELD])
    return add_lane(coded, own, group=group)


def code_activity(entries: pd.DataFrame, known: tuple[Activity, ...]) -> pd.Categorical:
    """Return the activity of each entry: by name or alias, else by ``when``, else as written."""
    texts = entries["activity_text"].cat.categories
    names = name_activities(known)
    exact = {activity.name: activity.name for activity in known}
    forgiven = [names.get(plain_name(text)) for text in texts]
    found = [
        exact.get(text) or (own.name if own else None) for text, own in zip(texts, forgiven, strict=True)
    ]
    labels = [name or " ".join(text.split()) for name, text in zip(found, texts, strict=True)]
    labels += [activity.name for activity in known]
    codes = codes_of(entries["activity_text"]).astype(np.int64)
    open_rows = np.flatnonzero(np.array([name is None for name in found], dtype=np.bool_)[codes])
    if len(open_rows) and any(activity.when for activity in known):
        _code_by_condition(codes, open_rows, entries, known)
    return make_label(codes, labels)


def _code_by_condition(codes: Whole, rows: Whole, entries: pd.DataFrame, known: tuple[Activity, ...]) -> None:
    """Give the rows the first activity whose condition they meet; ``codes`` is the caller's own array."""
    asked = entries.iloc[rows].assign(activity=entries["activity_text"].iloc[rows])
    first_name = len(entries["activity_text"].cat.categories)
    for place, activity in reversed(list(enumerate(known))):
        if activity.when is not None:
            codes[rows[matches(activity.when, asked)]] = first_name + place


def _filled(
    coded: pd.DataFrame, column: str, own: list[Activity | None], value: Callable[[Activity], str | None]
) -> pd.Series | pd.Categorical:
    """Return the column with the activity's own value where the entry has none."""
    extra = [None if activity is None else value(activity) for activity in own]
    if not any(extra):
        return coded[column]
    labels = [*coded[column].cat.categories, *sorted({str(e) for e in extra if e})]
    place = {label: code for code, label in reversed(list(enumerate(labels)))}
    by_activity = np.array([place[str(e)] if e else -1 for e in extra] or [-1])
    codes = codes_of(coded[column])
    return make_label(np.where(codes < 0, by_activity[codes_of(coded["activity"])], codes), labels)


def _flagged(coded: pd.DataFrame, own: list[Activity | None], value: Callable[[Activity], bool]) -> pd.Series:
    by_activity = np.array([activity is not None and value(activity) for activity in own], dtype=np.bool_)
    return pd.Series(by_activity[codes_of(coded["activity"])], index=coded.index, dtype=np.bool_)


def _kind(coded: pd.DataFrame, own: list[Activity | None]) -> pd.Categorical:
    """Return the kind: a declared milestone stays one; else what the entry says, the activity's, contact."""
    kinds = [kind.value for kind in Kind]
    given = pd.Categorical(coded["kind"].astype(object), categories=kinds).codes
    declared = np.array([kinds.index(a.kind if a else Kind.CONTACT) for a in own], dtype=np.int64)
    by_activity = declared[codes_of(coded["activity"])] if len(own) else np.zeros(len(coded), dtype=np.int64)
    is_milestone = by_activity == kinds.index(Kind.MILESTONE)
    return make_label(np.where((given < 0) | is_milestone, by_activity, given), kinds)


def _markers(coded: pd.DataFrame, own: list[Activity | None], group: Group) -> pd.Categorical:
    """Return the markers of each entry, by id and joined by ', ': its activity's and those it names."""
    ids = {plain_name(name): m.id for m in group.markers for name in (m.id, m.title.sv, m.title.en)}
    named = [_marker_ids(cell, ids) for cell in coded["marker"].cat.categories] + [()]
    given = [(a.marker,) if a and a.marker else () for a in own]
    codes = codes_of(coded["marker"]).astype(np.int64)
    pairs = codes_of(coded["activity"]) * np.int64(len(named)) + np.where(codes < 0, len(named) - 1, codes)
    combos, place = np.unique(pairs, return_inverse=True)
    cells = [_joined((*given[c // len(named)], *named[c % len(named)])) for c in combos.tolist()]
    by_combo = np.array([-1 if not cell else n for n, cell in enumerate(cells)] or [-1])
    return make_label(by_combo[place], cells or [""]).remove_unused_categories()


def _marker_ids(cell: str, ids: dict[str, str]) -> tuple[str, ...]:
    parts = [part.strip() for part in cell.replace(";", ",").split(",")]
    return tuple(ids.get(plain_name(part), part) for part in parts if part)


def _joined(ids: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(ids))


def add_lane(coded: pd.DataFrame, own: list[Activity | None], *, group: Group) -> pd.DataFrame:
    """Return the entries with ``lane`` and ``principal``.

    First the lane that names the unit, then the one the source names, the activity's, the first that names
    the journal (and the profession, where it lists any), the last. A group that takes any activity takes
    the source's lanes too, each as written.
    """
    lanes = [lane.id for lane in group.lanes]
    labels, lane_code = list(lanes), np.full(len(coded), len(lanes) - 1, dtype=np.int64)
    lane_code = _over(_lane_of_journal(coded, group), lane_code)
    of_activity = np.array([lanes.index(a.lane) if a and a.lane else -1 for a in own] or [-1])
    lane_code = _over(of_activity[codes_of(coded["activity"])], lane_code)
    for column, is_open in (("lane_text", group.takes_any_activity), ("unit", False)):
        if column in coded:
            by_text = _lanes_named(list(coded[column].cat.categories), group, labels, is_open=is_open)
            lane_code = _over(by_text[codes_of(coded[column])], lane_code)
    principals = [lane.principal.value for lane in group.lanes]
    principals += [Principal.UNKNOWN.value] * (len(labels) - len(lanes))
    lane = make_label(lane_code, labels).remove_unused_categories()
    principal = make_label(lane_code, principals).remove_unused_categories()
    return coded.assign(lane=lane, principal=principal)


def _over(codes: Ints, beneath: Ints) -> Whole:
    return np.where(codes < 0, beneath, codes)


def _lanes_named(texts: list[str], group: Group, labels: list[str], *, is_open: bool) -> Whole:
    """Return the lane that each text names, and -1 for missing behind; new lanes are added to ``labels``."""
    places: dict[str, int] = {}
    for place, lane in enumerate(group.lanes):
        for name in (lane.id, lane.title.sv, lane.title.en, *lane.units):
            places.setdefault(plain_name(name), place)
    codes = []
    for text in texts:
        place = places.get(plain_name(text), -1)
        if place < 0 and is_open:
            labels.append(text)
            place = len(labels) - 1
        codes.append(place)
    return np.array([*codes, -1], dtype=np.int64)


def _lane_of_journal(coded: pd.DataFrame, group: Group) -> Whole:
    found = np.full(len(coded), -1, dtype=np.int64)
    for place, lane in reversed(list(enumerate(group.lanes))):
        if lane.journals or lane.professions:
            journals = [journal.value for journal in lane.journals]
            hit = coded["journal"].isin(journals).to_numpy() if journals else np.ones(len(coded), np.bool_)
            if lane.professions and "profession" in coded:
                hit &= coded["profession"].isin(lane.professions).to_numpy()
            found[hit] = place
    return found
