"""Fold contacts into the group's flow: whole numbers by activity, lane and principal, that add up."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from flowmap.records import Kind, Value, Voice
from flowmap.tables import Contacts
from flowmap.tables.flow_frames import minute_bins, minute_codes
from flowmap.tables.flow_schema import EDGE_COUNTS, LEVELS, NODE_COUNTS, REASONS, VALUES, VOICES
from flowmap.tables.flow_summary import FlowSummary
from flowmap.tables.segments import (
    Flags,
    Ints,
    Whole,
    codes_of,
    count_keys,
    groups_with,
    has_label,
    pack,
    run_sizes,
    run_starts,
    unpack,
)
from flowmap.tables.tally import Tally, Ways, join_ways, used_codes

_VALUE_COLUMNS = {Voice.PERSON: "person_value", Voice.TEAM: "team_value", Voice.PROPOSAL: "proposed_value"}
_REASON_COLUMNS = {
    Voice.PERSON: "person_reason",
    Voice.TEAM: "team_reason",
    Voice.PROPOSAL: "proposed_reason",
}
_EDGE_FLAGS = ("order_uncertain", "overlaps", "inside_stay", "lane_change", "principal_change")
_PERCENT = 101
Decode = Callable[[Whole], Whole]


@dataclass(frozen=True)
class Steps:
    """The steps of all patients in order, as integers; ``starts`` marks each patient's first.

    ``marks`` are, for each count of values, the steps it counts, or ``None`` where nobody said anything.
    """

    frame: pd.DataFrame
    rows: Whole | slice
    patient: Ints
    starts: Flags
    ends: Flags
    is_contact: Flags
    is_open: Flags
    marks: tuple[Whole | None, ...]
    reasons: tuple[tuple[int, Whole, Whole], ...]

    def column(self, name: str) -> Ints:
        """Return a column of flags or numbers, of the steps."""
        values: Ints = self.frame[name].to_numpy()[self.rows]
        return values

    def whole(self, name: str) -> Ints:
        """Return a nullable column of the steps, -1 where missing."""
        values: Ints = self.frame[name].to_numpy(dtype=np.int32, na_value=-1)[self.rows]
        return values


def summarise_flow(contacts: Contacts) -> FlowSummary:
    """Return what the contacts' flow adds up to; ``FlowSummary`` says what is counted.

    Only steps are folded: contacts and milestones on the way. A transition's value is that of the contact
    it leads to.
    """
    frame = contacts.frame
    steps = _steps(frame)
    if not len(steps.patient):
        nobody = FlowSummary.empty()
        return replace(
            nobody, tallies={**nobody.tallies, "totals": _totals(frame, steps)}, stamp=contacts.stamp
        )
    codes, labels = {}, {}
    for level in LEVELS:
        codes[level], labels[level] = _level_codes(steps, level)
    tallies = {"totals": _totals(frame, steps)}
    ways = {}
    for level in LEVELS:
        tallies |= {f"{level}.{name}": t for name, t in _node_tallies(steps, codes, level, labels).items()}
        tallies |= {f"{level}.{name}": t for name, t in _edge_tallies(steps, codes[level]).items()}
        ways[level] = _ways(steps, codes[level])
    return FlowSummary(labels, tallies, ways, contacts.stamp)


def _steps(frame: pd.DataFrame) -> Steps:
    is_step = frame["is_step"].to_numpy()
    rows: Whole | slice = slice(None) if is_step.all() else np.flatnonzero(is_step)
    patient = codes_of(frame["patient"])[rows]
    starts = run_starts(patient)
    is_contact = has_label(frame["kind"], Kind.CONTACT.value)[rows]
    return Steps(
        frame,
        rows,
        patient,
        starts,
        np.append(starts[1:], np.True_) if len(starts) else starts,
        is_contact,
        frame["is_open"].to_numpy()[rows],
        _value_marks(frame, rows, is_contact),
        _reason_marks(frame, rows, is_contact),
    )


def _value_marks(frame: pd.DataFrame, rows: Whole | slice, is_contact: Flags) -> tuple[Whole | None, ...]:
    """Return, in the order of ``VALUE_COUNTS``, the steps that each count is of."""

    def marked(flags: Flags) -> Whole | None:
        return np.flatnonzero(flags[rows] & is_contact) if flags.any() else None

    columns = [*(_VALUE_COLUMNS[voice] for voice in VOICES), "value"]
    marks = [marked(has_label(frame[column], value)) for column in columns for value in VALUES]
    proposed = has_label(frame["voice"], Voice.PROPOSAL.value)
    proposed &= ~has_label(frame["value"], Value.NOT_ASSESSED.value)
    return (*marks, marked(proposed), marked(frame["disputed"].to_numpy()))


def _reason_marks(
    frame: pd.DataFrame, rows: Whole | slice, is_contact: Flags
) -> tuple[tuple[int, Whole, Whole], ...]:
    """Return for each voice that gave reasons: its place, the steps, and the reasons' places."""
    marks = []
    for place, voice in enumerate(VOICES):
        column = frame[_REASON_COLUMNS[voice]]
        known = [REASONS.index(r) if r in REASONS else -1 for r in column.cat.categories]
        if known:
            reason = np.array([*known, -1])[codes_of(column)[rows]]
            given = np.flatnonzero((reason >= 0) & is_contact)
            marks.append((place, given, reason[given]))
    return tuple(marks)


def _level_codes(steps: Steps, level: str) -> tuple[Ints, tuple[str, ...]]:
    """Return the steps' codes among the labels that steps have, and those labels in order."""
    labels = steps.frame[level].cat.categories
    codes = codes_of(steps.frame[level])[steps.rows]
    used = np.bincount(codes, minlength=len(labels)) > 0
    if not used.all():
        codes = used_codes(used).astype(codes.dtype)[codes]
    return codes, tuple(str(label) for label in labels[used])


def _totals(frame: pd.DataFrame, steps: Steps) -> Tally:
    about = int(has_label(frame["kind"], Kind.ABOUT.value).sum())
    people, contacts = int(steps.starts.sum()), int(steps.is_contact.sum())
    size = len(steps.patient)
    totals = [
        people,
        int((steps.is_open & steps.starts).sum()),
        size,
        contacts,
        size - contacts,
        about,
        size - people,
        int((steps.column("order_uncertain") & ~steps.ends).sum()),
    ]
    if not any(totals):
        return Tally.empty(1, len(totals))
    return Tally(np.zeros((1, 1), dtype=np.int64), np.array([totals], dtype=np.int64))


def _node_tallies(
    steps: Steps, codes: dict[str, Ints], level: str, labels: dict[str, tuple[str, ...]]
) -> dict[str, Tally]:
    own = codes[level]
    size = len(labels[level])
    everyone = np.arange(size)

    def count(rows: Whole | Flags | None) -> Whole:
        return np.zeros(size, dtype=np.int64) if rows is None else np.bincount(own[rows], minlength=size)

    counts = [
        np.bincount(own, minlength=size),
        groups_with(steps.starts, own, size),
        count(steps.is_contact),
        count(steps.starts),
        count(steps.ends),
        count(steps.ends & steps.is_open),
        *(count(mark) for mark in steps.marks),
    ]
    percent = np.rint(steps.column("position") * 100).astype(np.int64)
    sizes = [size, len(labels["lane"]), len(labels["principal"])]
    return {
        "nodes": Tally.of([everyone], counts[: len(NODE_COUNTS)]),
        "positions": _counted([own, percent], [size, _PERCENT]),
        "places": _counted([own, codes["lane"], codes["principal"]], sizes),
        "reasons": _reasons(steps, [own], [size]),
    }


def _counted(columns: list[Ints], sizes: list[int]) -> Tally:
    """Return how often each combination of the columns stands."""
    keys, counts = count_keys(pack(columns, sizes), int(np.prod(sizes)))
    return Tally.of(unpack(keys, sizes), [counts])


def _reasons(steps: Steps, columns: list[Ints], sizes: list[int], *, at: Whole | None = None) -> Tally:
    """Return how often each voice gave each reason; ``at`` is the place of each step in the columns."""
    parts: list[list[Ints]] = [[] for _ in range(len(columns) + 2)]
    for voice, given, reason in steps.reasons:
        place = given if at is None else at[given]
        there = place >= 0
        for part, column in zip(parts, columns, strict=False):
            part.append(column[place[there]])
        parts[-2].append(np.full(int(there.sum()), voice))
        parts[-1].append(reason[there])
    if not parts[-1]:
        return Tally.empty(len(parts), 1)
    joined = [np.concatenate(part) for part in parts]
    return _counted(joined, [*sizes, len(VOICES), len(REASONS)])


def _edge_tallies(steps: Steps, codes: Ints) -> dict[str, Tally]:
    size = int(codes.max()) + 1
    linked = ~steps.ends
    if not linked.any():
        return _no_edges()
    pairs = pack([codes[:-1], codes[1:]], [size, size])[linked[:-1]]
    found, counts = count_keys(pairs, size * size)
    which = _dense(pairs, found, size * size)
    link = np.cumsum(~steps.starts) - 1  # of each step, the one that leads to it

    def count(steps_there: Whole | None) -> Whole:
        if steps_there is None:
            return np.zeros(len(found), dtype=np.int64)
        links = link[steps_there[~steps.starts[steps_there]]]
        return np.bincount(which[links], minlength=len(found))

    columns = [
        counts,
        groups_with(run_starts(steps.patient[linked]), which, len(found)),
        *_flag_counts(steps, which, linked, len(found)),
        *(count(mark) for mark in steps.marks),
    ]
    ends = np.divmod(found, size)
    inside = steps.column("inside_stay")[linked]
    days, minutes = steps.whole("gap_days")[linked], steps.whole("gap_minutes")[linked]
    known = np.flatnonzero(minutes >= 0)
    return {
        "edges": Tally.of(ends, columns[: len(EDGE_COUNTS)]),
        "gaps": _histogram(which, inside, days, ends),
        "minutes": _histogram(which[known], inside[known], minute_codes(minutes[known]), ends, minute_bins),
        "edge_reasons": _edge_reasons(steps, which, link, ends),
    }


def _flag_counts(steps: Steps, which: Ints, linked: Flags, size: int) -> list[Whole]:
    """Return how often each transition has each flag, and leads to a contact: one pass over all flags."""
    flags = np.append(steps.is_contact[1:], np.False_)[linked].astype(np.int64)
    for name in reversed(_EDGE_FLAGS):
        flags <<= 1
        flags |= steps.column(name)[linked]
    bits = len(_EDGE_FLAGS) + 1
    flags += which.astype(np.int64) << bits
    table = np.bincount(flags, minlength=size << bits).reshape(size, 1 << bits)
    return [table[:, (np.arange(1 << bits) >> bit) & 1 == 1].sum(axis=1) for bit in range(bits)]


def _no_edges() -> dict[str, Tally]:
    empty = FlowSummary.empty().tallies
    return {name: empty[f"activity.{name}"] for name in ("edges", "gaps", "minutes", "edge_reasons")}


def _dense(keys: Whole, found: Whole, limit: int) -> Ints:
    """Return for each key its place among those found."""
    if limit > 4 * len(keys) + 1024:
        return np.searchsorted(found, keys)
    narrow = np.int16 if len(found) <= np.iinfo(np.int16).max else np.int32
    lookup = np.zeros(limit, dtype=narrow)
    lookup[found] = np.arange(len(found))
    return lookup[keys]


def _histogram(
    which: Ints, inside: Flags, values: Ints, ends: tuple[Whole, Whole], decode: Decode | None = None
) -> Tally:
    """Return the histogram of a gap by transition, apart for what lies inside a stay."""
    left, right = ends
    if not len(which):
        return Tally.empty(4, 1)
    low, span = int(values.min()), int(values.max()) - int(values.min()) + 1
    sizes, columns = [len(left), 1, span], [which, np.zeros(1, dtype=np.int64), values - low]
    if inside.any():
        sizes[1], columns[1] = 2, inside.astype(np.int64)
    keys, counts = count_keys(pack(columns, sizes), int(np.prod(sizes)))
    place, within, value = unpack(keys, sizes)
    value += low
    return Tally.of([left[place], right[place], within, decode(value) if decode else value], [counts])


def _edge_reasons(steps: Steps, which: Ints, link: Whole, ends: tuple[Whole, Whole]) -> Tally:
    left, right = ends
    tally = _reasons(steps, [which], [len(left)], at=np.where(steps.starts, -1, link))
    if not len(tally.keys):
        return Tally.empty(4, 1)
    place = tally.keys[:, 0]
    return Tally.of([left[place], right[place], tally.keys[:, 1], tally.keys[:, 2]], [tally.counts[:, 0]])


def _ways(steps: Steps, codes: Ints) -> Ways:
    counts = np.stack([np.ones(int(steps.starts.sum())), steps.is_open[steps.starts]], axis=1)
    return join_ways(codes, run_sizes(steps.starts), counts.astype(np.int64))
