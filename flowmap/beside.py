"""Work beside: a second process that takes over jobs while this one goes on with its own.

A command that maps a round spends its time in Python, where threads take turns; processes do not. Jobs are
functions of a module with arguments that can be pickled. They are done one after the other, and whatever goes
wrong there (a job that fails, a process that was ended) is done here instead, so that the answer or the error
is the same with and without.
"""

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from threading import Lock, current_thread, main_thread
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar, cast

from flowmap.words import screen_language, show_in

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import TracebackType

SELDOM = (200_000, 20, 100)  # cyclic garbage is looked for: a command is short, and it took an eighth of it
P = ParamSpec("P")
T = TypeVar("T")


class Crew(Protocol):
    """Who works on jobs: this process alone, or a second one too."""

    def give(self, job: Callable[P, T], *args: P.args, **named: P.kwargs) -> Callable[[], T]:
        """Take on a job, and return what to call for its answer, as often as one likes."""


class Alone:
    """Nobody but this process: each job is done when its answer is asked for."""

    def give(self, job: Callable[P, T], *args: P.args, **named: P.kwargs) -> Callable[[], T]:
        """Return what does the job when it is first called."""
        return once(lambda: job(*args, **named))


ALONE = Alone()


class Beside:
    """A second process; ``with Beside() as crew`` starts it, and ends it whatever it is doing.

    It ends by itself when this process is gone. ``OSError``: the machine lets none be started.
    """

    def __enter__(self) -> "Beside":
        context = get_context("spawn")
        self._near, far = context.Pipe()
        self._process = context.Process(target=serve, args=(far,), daemon=True)
        try:
            with _uninterrupted():
                self._process.start()
        except OSError:
            self._near.close()
            raise
        finally:
            far.close()  # only the other process holds it now: when that is gone, reading here fails at once
        self._line = ThreadPoolExecutor(1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None"
    ) -> None:
        self._process.kill()  # it has nothing to put in order, and leaving on its own takes it half a second
        self._process.join()
        self._line.shutdown(cancel_futures=True)
        self._near.close()

    def give(self, job: Callable[P, T], *args: P.args, **named: P.kwargs) -> Callable[[], T]:
        """Hand the job over, and return what waits for its answer.

        What fails there is done here, and so is a job that has not been begun when its answer is asked for.
        """
        order = (screen_language(), job, args, named)
        future: Future[tuple[bool, Any]] = self._line.submit(self._ask, order)

        def answer() -> T:
            if not future.cancel():
                is_done, made = future.result()
                if is_done:
                    return cast("T", made)
            return job(*args, **named)

        return once(answer)

    def _ask(self, order: tuple[object, ...]) -> tuple[bool, Any]:
        try:
            self._near.send(order)
            answer: tuple[bool, Any] = self._near.recv()
        except Exception:  # ended, out of memory, or something that cannot be sent: done here instead
            return False, None
        return answer


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ignore Ctrl+C inside the block, and in the processes started there: the first one ends them.

    Only a main thread may ask for that, and only where processes inherit it (not in Windows).
    """
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def once(ask: Callable[[], T]) -> Callable[[], T]:
    """Return what asks the first time it is called, and gives that answer ever after, to any thread."""
    lock, asked = Lock(), cache(ask)

    def answer() -> T:
        with lock:
            return asked()

    return answer


def serve(far: "Connection") -> None:
    """Do jobs as they come, until the other end is gone; what runs in the second process."""
    gc.set_threshold(*SELDOM)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where it is not inherited
    while True:
        try:
            language, job, args, named = far.recv()
            far.send(_done(language, job, args, named))
        except (EOFError, OSError):
            return


def _done(language: str, job: Callable[..., Any], args: Any, named: Any) -> tuple[bool, Any]:
    try:
        with show_in(language):
            return True, job(*args, **named)
    except Exception:  # done again in the first process, where it is told as it should
        return False, None


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
