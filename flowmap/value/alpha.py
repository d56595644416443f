"""Krippendorff's alpha: how much better than chance raters agree, and how sure that is.

Source: Krippendorff, Computing Krippendorff's alpha-reliability (2011). The interval draws patients anew,
not contacts, since contacts of one person are alike (bootstrap as Zapf et al., BMC Med Res Methodol 2016).
From 500 patients the normal interval stands in, which the bootstrap tends to.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from flowmap.intervals import LARGE, RESAMPLES, SEED, Z

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Level = Literal["nominal", "ordinal"]
NAN = float("nan")
FEWEST_PATIENTS = 3
_DRAWN_AT_ONCE = 2_000_000
_STEP = 1e-4  # of all pairs, to see how alpha moves with each


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha with its 95 % interval; NaN where undefined."""

    alpha: float = NAN
    low: float = NAN
    high: float = NAN


def measure_alpha(counts: Counts, patients: NDArray[np.int64], *, level: Level) -> Alpha:
    """Return alpha of ratings counted per unit and category, with an interval over patients.

    ``counts`` has a row a unit and a column a category, in the order of the scale; a missing rating is in
    no column. ``patients`` is whose unit it is. Undefined (NaN): no unit with two ratings, or only one
    category used. The interval is NaN below three patients, and where all ratings are alike, since drawing
    them anew shows nothing then.
    """
    paired = counts.sum(axis=1) >= 2
    used = counts[paired].sum(axis=0) > 0
    if used.sum() < 2:
        return Alpha()
    import krippendorff

    domain = np.arange(counts.shape[1])
    point = krippendorff.alpha(value_counts=counts[paired], value_domain=domain, level_of_measurement=level)
    is_alike = (counts[paired] > 0).sum(axis=1).max() == 1
    low, high = (NAN, NAN) if is_alike else _interval(counts[paired], patients[paired], level)
    return Alpha(float(point), low, high)


def coincidences(counts: Counts) -> Floats:
    """Return each unit's coincidence matrix: pairs of values, weighted by one less than its ratings."""
    pairs = counts[:, :, None] * counts[:, None, :]
    diagonal = np.arange(counts.shape[1])
    pairs[:, diagonal, diagonal] -= counts
    weights: Floats = pairs / (counts.sum(axis=1) - 1)[:, None, None]
    return weights


def alpha_of(matrices: Floats, *, level: Level) -> Floats:
    """Return alpha of each coincidence matrix (the last two axes); NaN where chance alone cannot differ."""
    margins = matrices.sum(axis=-1)
    pairs = margins.sum(axis=-1)
    distance = _ordinal(margins) if level == "ordinal" else 1.0 - np.eye(matrices.shape[-1])
    observed = (matrices * distance).sum(axis=(-1, -2))
    by_chance = (margins[..., :, None] * margins[..., None, :] * distance).sum(axis=(-1, -2))
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha: Floats = 1.0 - (pairs - 1.0) * observed / by_chance
    return alpha


def _ordinal(margins: Floats) -> Floats:
    """Return squared distances on the scale: ratings between two categories, the ends counted half."""
    below = margins.cumsum(axis=-1)
    middle = below - margins / 2
    distance: Floats = (middle[..., :, None] - middle[..., None, :]) ** 2
    return distance


def _interval(counts: Counts, patients: NDArray[np.int64], level: Level) -> tuple[float, float]:
    codes, people = np.unique(patients, return_inverse=True)
    if len(codes) < FEWEST_PATIENTS:
        return NAN, NAN
    by_patient = _by_patient(coincidences(counts), people, len(codes))
    if len(codes) >= LARGE:
        return _normal(by_patient, level)
    alphas = alpha_of(_drawn(by_patient), level=level)
    defined = alphas[np.isfinite(alphas)]
    if not len(defined):
        return NAN, NAN
    low, high = np.quantile(defined, [0.025, 0.975])
    return float(low), float(high)


def _by_patient(matrices: Floats, people: NDArray[np.intp], n: int) -> Floats:
    """Return the coincidence matrices of units added up for each of ``n`` patients."""
    cells = matrices.reshape(len(matrices), -1)
    added = np.empty((n, cells.shape[1]))
    for cell in range(cells.shape[1]):
        added[:, cell] = np.bincount(people, weights=cells[:, cell], minlength=n)
    return added.reshape(n, *matrices.shape[1:])


def _drawn(by_patient: Floats) -> Floats:
    """Return the added matrices of as many patients as there are, drawn with replacement, draw after draw."""
    n = len(by_patient)
    cells = by_patient.reshape(n, -1)
    dice = np.random.default_rng(SEED)
    at_once = max(1, _DRAWN_AT_ONCE // n)
    found = []
    for first in range(0, RESAMPLES, at_once):
        draws = min(at_once, RESAMPLES - first)
        places = dice.integers(0, n, (draws, n)) + np.arange(draws)[:, None] * n
        times = np.bincount(places.ravel(), minlength=draws * n).reshape(draws, n)
        found.append(times.astype(np.float64) @ cells)
    drawn: Floats = np.concatenate(found).reshape(-1, *by_patient.shape[1:])
    return drawn


def _normal(by_patient: Floats, level: Level) -> tuple[float, float]:
    """Return the normal interval: alpha's variance by how far each patient moves it (the delta method)."""
    n, size = len(by_patient), by_patient.shape[1]
    whole = by_patient.sum(axis=0)
    steps = _STEP * whole.sum() * np.eye(size * size).reshape(-1, size, size)
    moved = alpha_of(np.stack([whole + steps, whole - steps]), level=level)
    slopes = (moved[0] - moved[1]) / (2 * _STEP * whole.sum())
    moves = (by_patient - whole / n).reshape(n, -1) @ slopes
    half = Z * float(np.sqrt(n / (n - 1) * (moves**2).sum()))
    alpha = float(alpha_of(whole, level=level))
    return alpha - half, min(alpha + half, 1.0)
