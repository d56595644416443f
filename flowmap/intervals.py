"""Intervals that say how sure a figure is: Wilson for shares, a seeded bootstrap over patients for the rest.

Patients are drawn, never contacts: contacts of one person are alike, and drawing them would make intervals
too short. Of the methods tried (percentile, basic, BCa, expanded percentile, t and bootstrap-t) the
bootstrap-t covers closest to 95 %: over five distributions and n = 5, 14, 30, 100 it is off by 2.2 points in
the mean, t by 3.6, the expanded percentile by 3.9, BCa by 6.1. It pays with longer intervals where values are
skewed and few, and is still short there: ``tests/benchmarks/bench_intervals.py`` prints what each covers; see
``bootstrap_interval``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
RESAMPLES = 1999
SEED = 20260301
LARGE = 500  # from so many patients the normal interval is what the bootstrap tends to, at no cost
_ENDLESS = 1e9
_DRAWN_AT_ONCE = 4_000_000  # numbers held at once, 32 MB
Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends of a 95 % interval and what made it: ``wilson``, ``bootstrap``, ``normal`` or ``none``."""

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
    middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    low = np.where(k == 0, np.minimum(n, 0.0), np.maximum(middle - half, 0.0))
    high = np.where(k == n, 1.0, np.minimum(middle + half, 1.0))
    return low, high


def wilson_interval(part: float, whole: float) -> Interval:
    """Return the Wilson interval of one share; none where ``whole`` is below 3."""
    if whole < 3:
        return NO_INTERVAL
    low, high = wilson(part, whole)
    return Interval(float(low), float(high), "wilson")


def wilson_change(before: ArrayLike, after: ArrayLike, *, is_paired: bool) -> Interval:
    """Return the 95 % interval of a change of a share, from one 0 or 1 a patient; none below 3 patients.

    Wilson's limits of the two shares put together; ``is_paired``: with the correlation between a patient's
    two values. Source: Newcombe 1998, methods 10 (unpaired, Statistics in Medicine 17:873) and 10 (paired,
    17:2635).
    """
    old, new = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if min(len(old), len(new)) < 3:
        return NO_INTERVAL
    (low_old, high_old), (low_new, high_new) = (wilson(s.sum(), len(s)) for s in (old, new))
    share_old, share_new = float(old.mean()), float(new.mean())
    phi = _correlation(old, new) if is_paired else 0.0
    below = _hypotenuse(share_new - float(low_new), float(high_old) - share_old, phi)
    above = _hypotenuse(float(high_new) - share_new, share_old - float(low_old), phi)
    change = share_new - share_old
    return Interval(max(change - below, -1.0), min(change + above, 1.0), "wilson")


def _hypotenuse(one: float, other: float, phi: float) -> float:
    return float(np.sqrt(max(one**2 - 2 * phi * one * other + other**2, 0.0)))


def _correlation(old: Floats, new: Floats) -> float:
    """Return the correlation of two columns of 0 and 1, with Newcombe's correction where it is positive."""
    both, neither = float((old * new).sum()), float(((1 - old) * (1 - new)).sum())
    gained, lost = float(((1 - old) * new).sum()), float((old * (1 - new)).sum())
    margins = (both + lost) * (gained + neither) * (both + gained) * (lost + neither)
    product = both * neither - gained * lost
    if product > 0:
        product = max(product - len(old) / 2, 0.0)
    return product / margins**0.5 if margins else 0.0


def bootstrap_interval(
    values: ArrayLike, *, seed: int = SEED, within: tuple[float, float] = (-np.inf, np.inf)
) -> Interval:
    """Return the 95 % bootstrap-t interval of the mean of one value a patient; none below 3 patients.

    Ends are kept ``within`` what the value can be. Where all values are alike there is no interval: the data
    say nothing of how it varies. From 500 patients the normal interval stands in, since the two meet.
    Where too few draws vary to be scaled (few patients, many alike) the expanded percentile stands in.

    What it covers of nominal 95 %, by simulation (500 runs, so ±1–2 points), at n = 5, 14, 30, 100:

    ===========  =====  =====  =====  =====
    values       5      14     30     100
    ===========  =====  =====  =====  =====
    normal       92.6   95.6   94.2   93.2
    exponential  91.4   94.8   95.4   96.2
    lognormal    89.0   92.0   88.6   93.4
    Poisson (2)  93.2   94.6   95.4   94.0
    many zeros   85.8   94.8   96.6   97.0
    ===========  =====  =====  =====  =====

    It is short where values are very skewed, and at n = 5 for counts that are mostly 0. On the same draws
    BCa covered 73.0 to 85.4 % at n = 5 and 86.0 to 94.8 % at n = 14.
    """
    sample = np.asarray(values, dtype=np.float64)
    sample = sample[~np.isnan(sample)]
    return _mean_interval((sample,), seed=seed, within=within)


def bootstrap_intervals(
    samples: Sequence[Floats], *, within: Sequence[tuple[float, float]], seed: int = SEED
) -> list[Interval]:
    """Return ``bootstrap_interval`` of each sample (without NaN): the same ends, in far fewer calls.

    Samples of one length share their draws, as they do when each is drawn on its own with the same seed.
    """
    found: dict[int, Interval] = {}
    by_length: dict[int, list[int]] = {}
    for at, sample in enumerate(samples):
        if 3 <= len(sample) < LARGE and _error((sample,)) > 0:
            by_length.setdefault(len(sample), []).append(at)
    for length, places in by_length.items():
        most = max(_DRAWN_AT_ONCE // (RESAMPLES * length), 1)
        for first in range(0, len(places), most):
            chunk = places[first : first + most]
            ends = _stacked_ends(np.stack([samples[at] for at in chunk]), seed=seed)
            found |= {
                at: _kept(*end, within[at], "bootstrap")
                if end
                else _by_percentile((samples[at],), seed=seed, within=within[at])
                for at, end in zip(chunk, ends, strict=True)
            }
    return [
        found.get(at) or _mean_interval((sample,), seed=seed, within=within[at])
        for at, sample in enumerate(samples)
    ]


def _stacked_ends(stack: Floats, *, seed: int) -> list[tuple[float, float] | None]:
    """Return both ends for each row; ``None`` where too few draws vary to be scaled."""
    middle, error = stack.mean(axis=-1), _error((stack,))
    steps = _drawn((stack - middle[:, np.newaxis],), _steps_off, seed=seed)
    low, high = np.quantile(steps, (0.025, 0.975), method="inverted_cdf", axis=-1)
    is_endless = np.maximum(-low, high) > _ENDLESS
    ends = zip(middle - high * error, middle - low * error, is_endless, strict=True)
    return [None if endless else (float(start), float(end)) for start, end, endless in ends]


def bootstrap_change(before: ArrayLike, after: ArrayLike, *, is_paired: bool, seed: int = SEED) -> Interval:
    """Return the 95 % interval of mean(after) − mean(before).

    None below 3 patients on either side, nor where nothing varies.

    ``is_paired``: both hold the same patients in the same order, and patients are drawn with both values.
    """
    old, new = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    samples = (new - old,) if is_paired else (new, old)
    return _mean_interval(samples, seed=seed, within=(-np.inf, np.inf))


def _mean_interval(samples: tuple[Floats, ...], *, seed: int, within: tuple[float, float]) -> Interval:
    """Return the interval of the mean, or of the first mean minus the second."""
    if min(len(sample) for sample in samples) < 3:
        return NO_INTERVAL
    middle, error = _middle(samples), float(_error(samples))
    if error == 0:
        return NO_INTERVAL
    if min(len(sample) for sample in samples) >= LARGE:
        return _kept(middle - Z * error, middle + Z * error, within, "normal")
    steps = _drawn(tuple(sample - sample.mean() for sample in samples), _steps_off, seed=seed)
    low_step, high_step = np.quantile(steps, (0.025, 0.975), method="inverted_cdf")
    if max(-low_step, high_step) > _ENDLESS:  # too many draws without any variation to scale by
        return _by_percentile(samples, seed=seed, within=within)
    return _kept(middle - high_step * error, middle - low_step * error, within, "bootstrap")


def _by_percentile(samples: tuple[Floats, ...], *, seed: int, within: tuple[float, float]) -> Interval:
    """Return the expanded percentile interval, for draws of which too many have nothing to scale by."""
    low, high = np.quantile(_drawn(samples, _means, seed=seed), _expanded(samples))
    return _kept(low, high, within, "bootstrap")


def _kept(low: float, high: float, within: tuple[float, float], method: str) -> Interval:
    return Interval(max(float(low), within[0]), min(float(high), within[1]), method)


def _means(*samples: Floats, axis: int = -1) -> Floats:
    middle = samples[0].mean(axis=axis)
    return np.asarray(middle - samples[1].mean(axis=axis) if len(samples) > 1 else middle)


def _middle(samples: tuple[Floats, ...]) -> float:
    return float(_means(*samples))


def _error(samples: tuple[Floats, ...], axis: int = -1) -> Floats:
    """Return the standard error of the mean, or of the difference of two (Welch)."""
    return np.asarray(np.sqrt(sum(s.var(axis=axis, ddof=1) / s.shape[axis] for s in samples)))


def _steps_off(*drawn: Floats, axis: int = -1) -> Floats:
    """Return the statistic of the bootstrap-t: how many of its own standard errors a draw's mean is off 0."""
    off, error = _means(*drawn, axis=axis), _error(drawn, axis=axis)
    endless = np.sign(np.round(off, 12)) * 10 * _ENDLESS
    return np.where(error > 0, off / np.where(error > 0, error, 1.0), endless)


def _drawn(samples: tuple[Floats, ...], statistic: Callable[..., Floats], *, seed: int) -> Floats:
    """Return the statistic of each draw: as many values from each sample (last axis), with replacement.

    The draws are those of ``scipy.stats.bootstrap``, which tests hold; importing it takes longer than a
    round's figures do.
    """
    rng = np.random.default_rng(seed)
    places = [rng.integers(0, sample.shape[-1], (RESAMPLES, sample.shape[-1])) for sample in samples]
    return statistic(*(sample[..., at] for sample, at in zip(samples, places, strict=True)), axis=-1)


def _expanded(samples: tuple[Floats, ...]) -> tuple[float, float]:
    """Return the quantiles of the expanded percentile interval (Hesterberg 2015): wider at small n."""
    from scipy import special

    n = min(len(sample) for sample in samples)
    below = float(special.ndtr(-np.sqrt(n / (n - 1)) * special.stdtrit(n - 1, 0.975)))
    return below, 1 - below
