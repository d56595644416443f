"""A demo workspace made once a test run, by the command itself."""

import contextlib
import io
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flowmap.cli import main
from flowmap.group import read_group
from flowmap.journal.template import write_template


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        return json.loads(self.out)


@contextlib.contextmanager
def standing_in(folder: Path) -> Iterator[None]:
    """Run with ``folder`` as the current folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def run(tokens: Sequence[str | Path], *, at: Path) -> Said:
    """Run a command as a user would, standing in ``at``."""
    out, err = io.StringIO(), io.StringIO()
    with standing_in(at), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(token) for token in tokens])
    return Said(code, out.getvalue(), err.getvalue())


def new_round(at: Path, rows: Sequence[dict[str, str]], *, name: str = "v26") -> Path:
    """Return a workspace with one round, whose health centre's sheet has ``rows``."""
    assert run(["init", "kommunen"], at=at).code == 0
    folder = at / "kommunen"
    assert run(["new", "multisjuka_aldre", "--name", name], at=folder).code == 0
    group = read_group("multisjuka_aldre")
    write_template(folder / "rounds" / name / "journal.xlsx", group=group, rows={"health_centre": rows})
    return folder
