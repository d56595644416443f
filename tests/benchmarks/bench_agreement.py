"""How agreement over 200,000 ratings compares with the ``krippendorff`` package's alpha of the same parts.

Run as a script: ``python tests/benchmarks/bench_agreement.py``. Best times in one run, taken in turns. The
peer works out alpha, nominal and ordinal, of the whole, each activity and each lane, without an interval,
a confusion table or an agenda; that both give the same figures is asserted.
"""

import sys
from datetime import datetime
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from flowmap.group import read_group
from flowmap.paths import trace_paths
from flowmap.tables import Contacts, Ratings, shape_columns
from flowmap.value import measure_agreement, tag_contacts
from tests.benchmarks.bench_reports import best
from tests.benchmarks.engine_logs import invented_log

CONTACTS, RATERS = 66_667, ("ssk A", "ssk B", "lak A")
SCALE = np.array(["not_value_creating", "necessary", "value_creating"])
Alphas = dict[tuple[str, str], tuple[float, float]]


def rated(contacts: Contacts) -> tuple[Ratings, np.ndarray]:
    """Return three raters' ratings of every contact, alike in six of ten, and the same as ranks."""
    dice = np.random.default_rng(20260301)
    ids = contacts.frame["event_id"].to_numpy()
    true = dice.integers(0, 3, len(ids))
    ranks = np.where(dice.random((3, len(ids))) < 0.6, true, dice.integers(0, 3, (3, len(ids))))
    frame = pd.DataFrame({"event_id": np.tile(ids, 3), "value": SCALE[ranks.ravel()]})
    frame["rater"] = np.repeat(RATERS, len(ids))
    blank = {"reason": None, "comment": "", "rating_basis": None, "coding_id": "", "points_back_to": ""}
    frame = frame.assign(role="team", rated_at=datetime(2026, 5, 1), **blank)
    return Ratings(shape_columns(frame[[c.name for c in Ratings.columns]], Ratings.columns)), ranks


def ours(ratings: Ratings, contacts: Contacts) -> Alphas:
    """Return the alphas that flowmap's table holds."""
    frame = measure_agreement(ratings, contacts).figures.frame
    rows = frame[frame["by"] != "role"].astype(object).to_dict("records")
    return {(str(r["by"]), str(r["part"])): (r["alpha_nominal"], r["alpha_ordinal"]) for r in rows}


def theirs(ranks: np.ndarray, contacts: Contacts) -> Alphas:
    """Return the package's alphas of the same parts."""
    frame = contacts.frame
    parts = {("all", ""): np.ones(len(frame), dtype=np.bool_)}
    for by in ("activity", "lane"):
        codes = frame[by].cat.codes.to_numpy()
        parts |= {(by, name): codes == code for code, name in enumerate(frame[by].cat.categories)}
    return {name: _alphas(ranks[:, mask]) for name, mask in parts.items() if mask.any()}


def _alphas(ranks: np.ndarray) -> tuple[float, float]:
    asked = ({"value_domain": [0, 1, 2], "level_of_measurement": level} for level in ("nominal", "ordinal"))
    nominal, ordinal = (float(krippendorff.alpha(ranks, **how)) for how in asked)
    return nominal, ordinal


def main() -> None:
    """Print the ratio."""
    group = read_group("generisk")
    contacts = tag_contacts(trace_paths(invented_log(CONTACTS), group), group)
    ratings, ranks = rated(contacts)
    mine, peers = ours(ratings, contacts), theirs(ranks, contacts)
    assert mine.keys() == peers.keys()
    assert all(np.allclose(mine[part], peers[part], atol=1e-9) for part in mine)
    own, peer = best(lambda: ours(ratings, contacts), lambda: theirs(ranks, contacts))
    print(f"agreement over {len(ratings):,} ratings, {len(mine)} parts, with intervals: {own:.2f} s")
    print(f"krippendorff alone, points only: {peer:.2f} s, so {own / peer:.1f} times")


if __name__ == "__main__":
    main()
