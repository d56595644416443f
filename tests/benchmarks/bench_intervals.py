"""How often the intervals hold the truth: simulated, per distribution, number of patients and method.

Run as a script. Nominal is 95 %. The method that ``flowmap.intervals`` uses is ``bootstrap_t``; the others
are those it was chosen among. Shares: Wilson against the plain (Wald) interval.
"""

from collections.abc import Callable

import numpy as np
from scipy import stats

from flowmap.intervals import bootstrap_interval, wilson

RUNS = 500
RESAMPLES = 999
SIZES = (5, 14, 30, 100)
Draw = Callable[[np.random.Generator, int], np.ndarray]
DISTRIBUTIONS: dict[str, tuple[Draw, float]] = {
    "normal": (lambda rng, n: rng.normal(10, 3, n), 10.0),
    "exponential": (lambda rng, n: rng.exponential(10, n), 10.0),
    "lognormal": (lambda rng, n: rng.lognormal(0, 1, n), float(np.exp(0.5))),
    "poisson": (lambda rng, n: rng.poisson(2, n).astype(float), 2.0),
    "many zeros": (lambda rng, n: (rng.random(n) < 0.4) * rng.poisson(5, n) * 1.0, 2.0),
}
METHODS = ("percentile", "basic", "BCa", "expanded", "t", "bootstrap_t")


def interval(values: np.ndarray, method: str, seed: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean by one method."""
    if np.ptp(values) == 0:
        return float("nan"), float("nan")
    if method == "bootstrap_t":
        made = bootstrap_interval(values, seed=seed)
        return made.low, made.high
    if method == "t":
        half = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5
        return values.mean() - half, values.mean() + half
    rng, n = np.random.default_rng(seed), len(values)
    outer = (
        stats.norm.cdf(np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1)) if method == "expanded" else 0.975
    )
    made = stats.bootstrap(
        (values,),
        np.mean,
        method="percentile" if method == "expanded" else method,
        confidence_level=2 * outer - 1,
        n_resamples=RESAMPLES,
        rng=rng,
        vectorized=True,
    )
    return made.confidence_interval.low, made.confidence_interval.high


def coverage(draw: Draw, truth: float, n: int, method: str) -> tuple[float, float]:
    """Return how often the interval holds the truth, and its median length; no interval holds nothing."""
    rng = np.random.default_rng(n)
    ends = np.array([interval(draw(rng, n), method, seed) for seed in range(RUNS)])
    held = (ends[:, 0] <= truth) & (truth <= ends[:, 1])
    return float(held.mean()), float(np.nanmedian(ends[:, 1] - ends[:, 0]))


def share_coverage(share: float, n: int) -> tuple[float, float]:
    """Return how often Wilson's, and the plain, interval of a share hold the truth; exact, no simulation."""
    k = np.arange(n + 1)
    weight = stats.binom.pmf(k, n, share)
    low, high = wilson(k, np.full(n + 1, n))
    half = 1.96 * np.sqrt(k / n * (1 - k / n) / n)
    wilson_held = weight[(low <= share) & (share <= high)].sum()
    return float(wilson_held), float(weight[(k / n - half <= share) & (share <= k / n + half)].sum())


def main() -> None:
    """Print the tables, then how far each method is from nominal, so that the choice can be seen."""
    print(f"Means: coverage of nominal 95 % (median length), {RUNS} runs")
    print(f"{'':>4} {'':12}" + "".join(f"{method:>18}" for method in METHODS))
    off: dict[str, list[float]] = {method: [] for method in METHODS}
    for n in SIZES:
        for name, (draw, truth) in DISTRIBUTIONS.items():
            cells = [coverage(draw, truth, n, method) for method in METHODS]
            print(f"{n:>4} {name:12}" + "".join(f"{100 * c:10.1f} ({w:5.2f})" for c, w in cells))
            for method, (held, _) in zip(METHODS, cells, strict=True):
                off[method].append(100 * held - 95)
    print("\nDistance from nominal, points: mean; largest shortfall; mean shortfall at n = 5 and 14")
    for method in METHODS:
        gaps = np.array(off[method])
        few = np.minimum(gaps[: 2 * len(DISTRIBUTIONS)], 0)
        print(f"{method:>12} {np.abs(gaps).mean():6.1f} {gaps.min():6.1f} {few.mean():6.1f}")
    best = min(METHODS, key=lambda method: np.abs(off[method]).mean())
    print(f"closest to nominal: {best}")
    print("\nShares: coverage of nominal 95 %, exact")
    print(f"{'n':>4} {'share':>6} {'Wilson':>8} {'plain':>8}")
    for n in SIZES:
        for share in (0.05, 0.2, 0.5):
            held, plain = share_coverage(share, n)
            print(f"{n:>4} {share:>6} {100 * held:8.1f} {100 * plain:8.1f}")


if __name__ == "__main__":
    main()
