"""Who works on a command: a second process for those that map a round, started before anything else."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from importlib import import_module
from multiprocessing import current_process
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
    with ExitStack() as until_done:
        crew = until_done.enter_context(_beside()) if _has_work_for_two(tokens) else ALONE
        token = _crew.set(crew)
        try:
            yield crew
        finally:
            _crew.reset(token)


def _has_work_for_two(tokens: Sequence[str]) -> bool:
    is_mapping = bool(_MAPPING.intersection(tokens[:1])) and "--help" not in tokens
    is_helper = current_process().daemon  # somebody else's second process, which may have none of its own
    return is_mapping and not is_helper and processors() > 1 and "pm4py" not in sys.modules


@contextmanager
def _beside() -> Iterator[Crew]:
    """Have a second process that imports what it needs; where none may be started, nobody."""
    with ExitStack() as until_done:
        try:
            crew = until_done.enter_context(Beside())
        except OSError:
            yield ALONE
            return
        crew.give(warm_up)
        yield crew


def warm_up() -> None:
    """Import what a mapping needs, in a process that may be ended at any time.

    Left to itself, a progress bar makes a lock that processes share, and that must be put away.
    """
    from tqdm import tqdm

    from flowmap.discovery.quiet import quiet_pm4py

    tqdm.set_lock(RLock())
    import_module("flowmap.route.looking")
    with quiet_pm4py():
        return
