"""Intervals that say how sure a figure is: Wilson for shares, a seeded bootstrap over patients for the rest.

Patients are drawn, never contacts: contacts of one person are alike, and drawing them would make intervals
too short.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
RESAMPLES = 1999
SEED = 20260301
LARGE = 1000  # from so many patients the t interval is what the bootstrap tends to, at no cost
_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends of a 95 % interval and what made it: ``wilson``, ``bootstrap``, ``t`` or ``none``."""

    low: float = float("nan")
    high: float = float("nan")
    method: str = "none"


NO_INTERVAL = Interval()


def wilson(part: ArrayLike, whole: ArrayLike) -> tuple[Floats, Floats]:
    """Return both ends of the 95 % Wilson interval of ``part / whole``; NaN where ``whole`` is 0.

    Works on numbers and on columns. Source: Wilson 1927, without correction for continuity.

    Examples
    --------
    >>> low, high = wilson(9, 14)
    >>> round(float(low), 2), round(float(high), 2)
    (0.39, 0.84)
    """
    k = np.asarray(part, dtype=np.float64)
    n = np.asarray(whole, dtype=np.float64)
    n = np.where(n > 0, n, np.nan)
    share = k / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    low = np.where(k == 0, np.minimum(n, 0.0), np.maximum(middle - half, 0.0))
    high = np.where(k == n, 1.0, np.minimum(middle + half, 1.0))
    return low, high


def wilson_interval(part: float, whole: float) -> Interval:
    """Return the Wilson interval of one share; none where ``whole`` is below 3."""
    if whole < 3:
        return NO_INTERVAL
    low, high = wilson(part, whole)
    return Interval(float(low), float(high), "wilson")


def bootstrap_interval(values: ArrayLike, *, seed: int = SEED) -> Interval:
    """Return the 95 % interval of the mean of one value a patient; none below 3 patients.

    Where all values are alike both ends are that value: the data say nothing of how it varies.
    """
    sample = np.asarray(values, dtype=np.float64)
    sample = sample[~np.isnan(sample)]
    if len(sample) < 3:
        return NO_INTERVAL
    if np.ptp(sample) == 0:
        return Interval(float(sample[0]), float(sample[0]), "bootstrap")
    if len(sample) >= LARGE:
        return _t_interval(sample)
    return _percentile_interval((sample,), _mean, seed=seed)


def bootstrap_change(before: ArrayLike, after: ArrayLike, *, is_paired: bool, seed: int = SEED) -> Interval:
    """Return the 95 % interval of mean(after) − mean(before); none below 3 patients on either side.

    ``is_paired``: both hold the same patients in the same order, and patients are drawn with both values.
    """
    old, new = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if is_paired:
        return bootstrap_interval(new - old, seed=seed)
    if min(len(old), len(new)) < 3:
        return NO_INTERVAL
    if np.ptp(old) == 0 and np.ptp(new) == 0:
        return Interval(float(new[0] - old[0]), float(new[0] - old[0]), "bootstrap")
    return _percentile_interval((old, new), _change, seed=seed)


def _mean(values: Floats, axis: int = -1) -> Floats:
    return np.asarray(values.mean(axis=axis))


def _change(before: Floats, after: Floats, axis: int = -1) -> Floats:
    return np.asarray(after.mean(axis=axis) - before.mean(axis=axis))


def _t_interval(sample: Floats) -> Interval:
    half = _Z * float(sample.std(ddof=1)) / len(sample) ** 0.5
    middle = float(sample.mean())
    return Interval(middle - half, middle + half, "t")


def _percentile_interval(
    samples: tuple[Floats, ...], statistic: Callable[..., Floats], *, seed: int
) -> Interval:
    drawn = _resampled(samples, statistic, seed=seed)
    low, high = np.quantile(drawn, _expanded(min(len(s) for s in samples)))
    return Interval(float(low), float(high), "bootstrap")


def _resampled(samples: tuple[Floats, ...], statistic: Callable[..., Floats], *, seed: int) -> Floats:
    from scipy import stats

    made: Any = stats.bootstrap(
        samples,
        statistic,
        n_resamples=RESAMPLES,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    drawn: Floats = made.bootstrap_distribution
    return drawn


def _expanded(n: int) -> tuple[float, float]:
    """Return the quantiles of the expanded percentile interval (Hesterberg 2015): wider at small n."""
    from scipy import stats

    below = float(stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1)))
    return below, 1 - below
