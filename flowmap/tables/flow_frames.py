"""Frames of a FlowSummary: nodes, edges, ways and reasons with their labels, the most common first."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from flowmap.records import Kind
from flowmap.tables.flow_levels import Level
from flowmap.tables.flow_schema import EDGE_COUNTS, LONGEST_MINUTES, NODE_COUNTS, REASONS, VOICES
from flowmap.tables.segments import Ints, Whole, run_starts
from flowmap.tables.tally import Grid, Tally, Ways, quantiles

Labels = Sequence[str]
_GAP_SHARES = {"median": 0.5, "p90": 0.9, "min": 0.0, "max": 1.0}


def label_column(codes: Ints, labels: Labels) -> np.ndarray:
    """Return the labels that codes stand for, as texts."""
    return np.array([*labels, ""], dtype=object)[codes]


def nodes_frame(level: str, labels: dict[str, Labels], *, counts: Level) -> pd.DataFrame:
    """Return a row for each label of the level: its counts, where it most often lies, its typical place."""
    nodes, places = counts.tallies["nodes"], counts.tallies["positions"]
    counted = _counts(nodes, NODE_COUNTS, patients=counts.tallies["patients"])
    mostly = np.where(counted["contacts"] * 2 >= counted["count"], Kind.CONTACT.value, Kind.MILESTONE.value)
    columns = {level: label_column(nodes.keys[:, 0], labels[level]), "kind": mostly.astype(object)}
    lane, principal = _most_common_place(counts.places)
    if level != "principal":
        columns["principal"] = label_column(principal, labels["principal"])
    if level != "lane":
        columns["lane"] = label_column(lane, labels["lane"])
    (middle,) = quantiles(places.keys[:, 0], places.keys[:, 1], counts=places.counts[:, 0], shares=(0.5,))
    columns |= counted | {"position": middle / 100}
    return _most_common_first(columns, nodes.keys)


def _counts(tally: Tally, names: Sequence[str], *, patients: Tally) -> dict[str, np.ndarray]:
    counts = dict(zip(names, tally.counts.T, strict=True))
    return {"count": counts.pop("count"), "patients": patients.counts[:, 0], **counts}


def _most_common_place(places: Tally) -> tuple[Whole, Whole]:
    """Return lane and principal where most of each label's steps lie; of several the first by name."""
    keys = places.keys
    order = np.lexsort((keys[:, 2], keys[:, 1], -places.counts[:, 0], keys[:, 0]))
    first = order[run_starts(keys[order, 0])]
    return keys[first, 1], keys[first, 2]


def edges_frame(level: str, labels: Labels, *, tallies: Mapping[str, Tally]) -> pd.DataFrame:
    """Return a row for each transition of the level with its counts, and its gaps' mean and quantiles.

    ``gap_days_*`` leave out gaps inside a stay, which have ``stay_days_median``; ``gap_minutes_*`` are of
    steps with clocks at both ends.
    """
    keys = tallies["edges"].keys
    columns = {
        f"from_{level}": label_column(keys[:, 0], labels),
        f"to_{level}": label_column(keys[:, 1], labels),
        **_counts(tallies["edges"], EDGE_COUNTS, patients=tallies["edge_patients"]),
    }
    days = _gap_figures(tallies["gaps"], keys, inside=0)
    columns |= {f"gap_days_{name}": figure for name, figure in days.items()}
    columns["stay_days_median"] = _gap_figures(tallies["gaps"], keys, inside=1)["median"]
    minutes = _gap_figures(tallies["minutes"], keys, inside=0)
    columns |= {f"gap_minutes_{name}": figure for name, figure in minutes.items()}
    return _most_common_first(columns, keys)


def _gap_figures(gaps: Tally, edges: Grid, *, inside: int) -> dict[str, np.ndarray]:
    """Return mean and quantiles of each transition's gaps; missing where it has none."""
    rows = gaps.keys[:, 2] == inside
    keys, counts = gaps.keys[rows], gaps.counts[rows, 0]
    size = int(edges[:, 1].max(initial=0)) + 1
    place = keys[:, 0] * size + keys[:, 1]
    starts = np.flatnonzero(run_starts(place))
    sums, sizes = (
        np.add.reduceat(values, starts) if len(starts) else starts for values in (keys[:, 3] * counts, counts)
    )
    figures = quantiles(place, keys[:, 3], counts=counts, shares=tuple(_GAP_SHARES.values()))
    at = np.searchsorted(edges[:, 0] * size + edges[:, 1], place[starts])
    found = {}
    for name, figure in zip(("mean", *_GAP_SHARES), (sums / np.maximum(sizes, 1), *figures), strict=True):
        found[name] = np.full(len(edges), np.nan)
        found[name][at] = figure
    return found


def minute_codes(minutes: Ints) -> Ints:
    """Return the bin that each number of minutes is counted in, as a small number.

    Up to two days a minute is its own bin, beyond them hours go on from there: whichever is less.
    """
    hours: Ints = minutes // 60
    hours += LONGEST_MINUTES - LONGEST_MINUTES // 60
    np.minimum(minutes, hours, out=hours)
    return hours


def minute_bins(codes: Whole) -> Whole:
    """Return the minutes that bins stand for: as they are, whole hours beyond two days."""
    hours = (codes - LONGEST_MINUTES + LONGEST_MINUTES // 60) * 60
    return np.where(codes < LONGEST_MINUTES, codes, hours)


def ways_frame(ways: Ways, labels: Labels) -> pd.DataFrame:
    """Return a row for each way that was gone: its labels in order, and the patients who went it."""
    ways = ways.in_order()
    texts = label_column(ways.codes, labels).tolist()
    starts = ways.starts.tolist()
    stops = (ways.starts + ways.lengths).tolist()
    frame = pd.DataFrame(
        {
            "variant": pd.Series(
                [tuple(texts[a:b]) for a, b in zip(starts, stops, strict=True)], dtype=object
            ),
            "steps": ways.lengths,
            "patients": ways.counts[:, 0],
            "open_ways": ways.counts[:, 1],
        }
    )
    order = np.lexsort((ways.lengths, -ways.counts[:, 0]))
    return frame.take(order).reset_index(drop=True)


def reasons_frame(tally: Tally, names: Sequence[str], *, labels: Labels) -> pd.DataFrame:
    """Return a row for each reason that a voice gave at a label or transition."""
    frame = pd.DataFrame({name: label_column(tally.keys[:, n], labels) for n, name in enumerate(names)})
    voices, reasons = [str(voice) for voice in VOICES], [str(reason) for reason in REASONS]
    frame["voice"] = label_column(tally.keys[:, -2], voices)
    frame["reason"] = label_column(tally.keys[:, -1], reasons)
    return frame.assign(count=tally.counts[:, 0])


def _most_common_first(columns: dict[str, np.ndarray], keys: Grid) -> pd.DataFrame:
    """Return the frame by patients and count, falling, then by label; codes stand in the labels' order."""
    order = np.lexsort((*keys.T[::-1], -columns["count"], -columns["patients"]))
    return pd.DataFrame({name: values[order] for name, values in columns.items()}, copy=False)
