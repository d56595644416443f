"""pm4py without its banner, progress bars and warnings."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import ModuleType


@contextmanager
def quiet_pm4py() -> Iterator[ModuleType]:
    """Give pm4py inside the block; nothing that it prints or warns of is seen.

    It costs more than a second to import, so it is imported here and nowhere else in discovery.
    """
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pm4py

        yield pm4py
