"""Who works on a command: a second process for those that map a round, started before anything else."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from threading import RLock

from flowmap.beside import ALONE, Beside, Crew, processors

_MAPPING = {"map", "demo"}
_crew: ContextVar[Crew] = ContextVar("flowmap_crew", default=ALONE)


def crew_at_hand() -> Crew:
    """Return who works on the command under way."""
    return _crew.get()


@contextmanager
def gather_crew(tokens: Sequence[str]) -> Iterator[Crew]:
    """Have a second process at work for a command that maps a round, where there is a processor for it.

    It begins with importing what takes long, while the first process finds out what is asked for. Where
    pm4py is imported already there would be little to gain, and the first process works alone.
    """
    is_alone = not _MAPPING.intersection(tokens[:1]) or "--help" in tokens
    if is_alone or processors() < 2 or "pm4py" in sys.modules:
        yield ALONE
        return
    with Beside() as crew:
        crew.give(warm_up)
        token = _crew.set(crew)
        try:
            yield crew
        finally:
            _crew.reset(token)


def warm_up() -> None:
    """Import what a mapping needs, in a process that may be ended at any time.

    Left to itself, a progress bar makes a lock that processes share, and that must be put away.
    """
    from tqdm import tqdm

    from flowmap.discovery.quiet import quiet_pm4py

    tqdm.set_lock(RLock())
    import_module("flowmap.route")
    with quiet_pm4py():
        return
