"""The draws behind intervals are those of ``scipy.stats.bootstrap``, and quantiles those of ``scipy.stats``."""

import numpy as np
import pytest
from scipy import stats

from flowmap import intervals


@pytest.mark.parametrize("sizes", [(3,), (14,), (60,), (5, 9)])
def test_draws_are_those_of_scipy(sizes):
    """With the same seed, the means of all draws are the same numbers, of one sample and of two."""
    rng = np.random.default_rng(7)
    samples = tuple(rng.gamma(2.0, 3.0, size) for size in sizes)
    ours = intervals._drawn(samples, intervals._means, seed=11)
    theirs = stats.bootstrap(
        samples,
        intervals._means,
        n_resamples=intervals.RESAMPLES,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(11),
    ).bootstrap_distribution
    assert ours.shape == (intervals.RESAMPLES,)
    assert np.array_equal(ours, theirs)


@pytest.mark.parametrize("n", [3, 5, 14, 100])
def test_expanded_quantiles_are_those_of_the_t_distribution(n):
    """The quantiles of the expanded percentile interval, as Hesterberg writes them."""
    below, above = intervals._expanded((np.arange(n, dtype=float),))
    expected = stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1))
    assert below == pytest.approx(expected, rel=1e-12)
    assert above == pytest.approx(1 - expected)
