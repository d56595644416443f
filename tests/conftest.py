"""Fixtures that every test may use."""

from pathlib import Path

import pytest

REAL_LOGS = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def real_logs() -> Path:
    """The folder of real event logs beside the project; tests that need it skip where it is absent."""
    if not REAL_LOGS.is_dir():
        pytest.skip("the real logs are not beside the project (../shared/data)")
    return REAL_LOGS
