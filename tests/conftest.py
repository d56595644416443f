"""Fixtures that every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from flowmap.discovery.quiet import quiet_pm4py
from flowmap.tables import Table
from flowmap.tables.cells import Cells

# Where changes land the generated cases are the same each time; elsewhere every run tries new ones.
settings.register_profile("landing", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("landing")

REAL_LOGS = Path(
    os.environ.get("FLOWMAP_REAL_LOGS") or Path(__file__).resolve().parents[2] / "shared" / "data"
)
DEMO_ROUND = "2026-var-multisjuka-aldre"


@pytest.fixture(scope="session", autouse=True)
def _steps_make_valid_tables() -> Iterator[None]:
    """Check in full, in every test, each table that a step hands over on its word."""
    taken = Table._check_contents

    def checked(table: Table, cells: Cells) -> None:
        taken(table, cells)
        if cells.is_of_step:
            type(table)(table.frame, table.stamp)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Table, "_check_contents", checked)
        yield


@pytest.fixture(scope="session", autouse=True)
def _work_alone() -> None:
    """Have pm4py imported, so that commands run here need no second process; those started anew have one."""
    with quiet_pm4py():
        return


@pytest.fixture(scope="session")
def real_logs() -> Path:
    """The folder of real event logs beside the project; tests that need it skip where it is absent."""
    if not REAL_LOGS.is_dir():
        pytest.skip("the real logs are not beside the project (../shared/data)")
    return REAL_LOGS


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that ``flowmap demo`` makes, its key where no user has theirs; not to be changed."""
    from tests.workspaces import run

    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLOWMAP_KEY", str(tmp_path_factory.mktemp("keys") / "demo.key"))
        said = run(["demo", "demo"], at=folder)
        assert said.code == 0, said.err
        (folder / "demo.said").write_text(said.out, encoding="utf-8")
        yield folder / "demo"
