"""A second process takes over jobs, and nobody can tell from the answers; it never outlives the first."""

import os
import signal
import subprocess
import sys
import threading
import time
from operator import truediv
from pathlib import Path
from typing import Any

import pytest

from flowmap import beside
from flowmap.beside import ALONE, Beside, once
from flowmap.cli import crew
from flowmap.cli.crew import crew_at_hand, gather_crew
from flowmap.words import say, show_in

SAMPLE = Path(__file__).parents[2] / "sample_logs" / "2026-var-multisjuka-aldre.xlsx"


def gone(pid: int, *, within: float = 10.0) -> bool:
    """Return whether a process ends within some seconds."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def done_there(who: Beside, job: Any, *args: Any, **named: Any) -> Any:
    """Return the answer of a job that has been begun in the other process."""
    answer = who.give(job, *args, **named)
    time.sleep(0.3)
    return answer()


def here() -> int:
    """Return this process, from a function that another process does not find."""
    return os.getpid()


def test_jobs_are_done_in_another_process_and_in_the_first_ones_language():
    """Two jobs come back from one other process; words are in the language of whoever asked."""
    with Beside() as crew_, show_in("en"):
        pids = [done_there(crew_, os.getpid) for _ in range(2)]
        words = done_there(crew_, say, "count.contact", n=2)
    assert pids[0] == pids[1] != os.getpid()
    assert words == "2 contacts"


def test_a_job_that_fails_there_fails_here_with_its_own_error():
    """The error is that of the job, and the process takes on the next one."""
    with Beside() as crew_:
        with pytest.raises(ZeroDivisionError):
            done_there(crew_, truediv, 1, 0)
        assert done_there(crew_, os.getpid) != os.getpid()


def test_what_cannot_be_sent_is_done_here():
    """A function without a name that another process could find is called in this one."""
    with Beside() as crew_:
        assert done_there(crew_, lambda: here()) == os.getpid()  # noqa: PLW0108 (a function has a name)
        assert done_there(crew_, os.getpid) != os.getpid()


def test_when_the_other_process_is_killed_the_jobs_are_done_here():
    """A process that ran out of memory costs time and nothing else."""
    with Beside() as crew_:
        other = done_there(crew_, os.getpid)
        assert other != os.getpid()
        os.kill(other, signal.SIGKILL)
        assert done_there(crew_, truediv, 3, 4) == 0.75
        assert done_there(crew_, os.getpid) == os.getpid()


def test_a_job_that_has_not_begun_is_taken_back():
    """Whoever needs an answer does not wait for a job that stands in line."""
    with Beside() as crew_:
        other = done_there(crew_, os.getpid)
        crew_.give(time.sleep, 60)
        waiting = crew_.give(os.getpid)
        time.sleep(0.2)
        assert waiting() == os.getpid() != other


def test_leaving_ends_the_other_process_at_once():
    """Nobody waits for a job whose answer nobody wants."""
    with Beside() as crew_:
        other = done_there(crew_, os.getpid)
        crew_.give(time.sleep, 60)
        begun = time.monotonic()
    assert time.monotonic() - begun < 20
    assert gone(other)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks a process up under /proc")
def test_the_other_process_ends_when_the_first_is_killed():
    """A machine is not left with processes that wait for nobody."""
    script = (
        "import os, time\n"
        "from flowmap.beside import Beside\n"
        "if __name__ == '__main__':\n"
        "    with Beside() as crew:\n"
        "        answer = crew.give(os.getpid)\n"
        "        time.sleep(1)\n"
        "        print(answer(), flush=True)\n"
        "        time.sleep(60)\n"
    )
    first = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert first.stdout is not None
    other = int(first.stdout.readline())
    assert other != first.pid
    first.kill()
    first.communicate()
    assert gone(other)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="sends Ctrl+C as a POSIX terminal does")
@pytest.mark.parametrize("step", ["Läser bladen", "Mäter", "Ritar bilderna"])
def test_interrupted_with_ctrl_c_a_command_says_so_in_one_sentence(step, tmp_path):
    """Both processes get Ctrl+C from the terminal; the user sees a sentence, and no traceback of either."""
    command = [
        sys.executable,
        "-m",
        "flowmap",
        "map",
        str(SAMPLE),
        "--group",
        "multisjuka_aldre",
        "--out",
        "out",
    ]
    first = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, start_new_session=True, encoding="utf-8"
    )
    assert first.stderr is not None
    said = ""
    while step not in said:
        said += first.stderr.read(1)
    os.killpg(first.pid, signal.SIGINT)
    said += first.communicate(timeout=60)[1]
    assert said.rstrip().splitlines()[-1] == say("cli.interrupted")
    assert "Traceback" not in said
    assert first.returncode != 0


def test_alone_a_job_is_done_once_when_it_is_asked_for():
    """Without a second process nothing is done before its answer is wanted, and then once."""
    done: list[int] = []
    answer = ALONE.give(done.append, 1)
    assert done == []
    answer(), answer()
    assert done == [1]


def test_threads_that_ask_at_once_get_one_answer():
    """Two threads that want the same files do not both make them."""
    made: list[int] = []

    def slow() -> int:
        time.sleep(0.05)
        made.append(1)
        return len(made)

    asked, found = once(slow), []
    threads = [threading.Thread(target=lambda: found.append(asked())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1, 1, 1, 1]


@pytest.mark.parametrize("tokens", [["check"], ["map", "--help"], []])
def test_only_commands_that_map_have_a_second_process(tokens, monkeypatch):
    """Other commands are over before a second process has begun."""
    monkeypatch.delitem(sys.modules, "pm4py", raising=False)
    monkeypatch.setattr(crew, "processors", lambda: 2)
    with gather_crew(tokens) as who:
        assert who is ALONE is crew_at_hand()


@pytest.mark.parametrize(("processors", "has_pm4py"), [(1, False), (2, True)])
def test_where_there_is_nothing_to_gain_the_first_process_works_alone(processors, has_pm4py, monkeypatch):
    """One processor, or pm4py imported already: no second process."""
    monkeypatch.setattr(crew, "processors", lambda: processors)
    if not has_pm4py:
        monkeypatch.delitem(sys.modules, "pm4py", raising=False)
    with gather_crew(["map"]) as who:
        assert who is ALONE


def test_a_mapping_command_has_a_second_process_that_is_warm(monkeypatch):
    """It is there for the command, and only for as long as it runs."""
    monkeypatch.delitem(sys.modules, "pm4py", raising=False)
    monkeypatch.setattr(crew, "processors", lambda: 2)
    with gather_crew(["map", "x.xlsx"]) as who:
        assert isinstance(who, Beside)
        assert crew_at_hand() is who
    assert crew_at_hand() is ALONE


def test_where_no_process_may_be_started_the_first_one_works_alone(monkeypatch):
    """A machine that is locked down maps a round all the same."""

    def refused(self) -> None:
        raise PermissionError

    monkeypatch.delitem(sys.modules, "pm4py", raising=False)
    monkeypatch.setattr(crew, "processors", lambda: 2)
    monkeypatch.setattr("multiprocessing.process.BaseProcess.start", refused)
    with gather_crew(["map", "x.xlsx"]) as who:
        assert who is ALONE


def test_a_second_process_has_none_of_its_own(monkeypatch):
    """Whoever maps rounds in processes of their own is not in the way of this."""
    monkeypatch.setattr(crew, "processors", lambda: 2)
    with Beside() as who:
        assert done_there(who, maps_alone) is True
    with monkeypatch.context() as patch:
        patch.delitem(sys.modules, "pm4py", raising=False)
        assert maps_alone() is False


def maps_alone() -> bool:
    """Return whether a mapping command would work alone in this process."""
    with gather_crew(["map"]) as who:
        return who is ALONE


def test_this_machine_has_a_processor():
    """The number of processors is that which this process may use."""
    assert 1 <= beside.processors() <= (os.cpu_count() or 1)


def test_a_round_mapped_with_and_without_a_second_process_is_the_same_to_the_byte(tmp_path, monkeypatch):
    """Every file that a command with two processes writes equals that of one process, the run record too."""
    options = ["--group", "multisjuka_aldre", "--json", "--out"]
    command = [sys.executable, "-c", TWO_PROCESSES, "map", str(SAMPLE), *options, str(tmp_path / "two")]
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    assert said.stderr.split() == ["Beside"]
    monkeypatch.setattr(crew, "processors", lambda: 1)
    from tests.workspaces import run

    run(["map", str(SAMPLE), *options, "one"], at=tmp_path)
    one, two = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert len(one) > 30
    assert [str(name) for name in one if one[name] != two.get(name)] == []
    assert one.keys() == two.keys()


TWO_PROCESSES = """
import sys
from flowmap.cli import app, crew
crew.processors = lambda: 2
taken = crew.Beside.__enter__
def told(self):
    sys.stderr.write("Beside ")
    return taken(self)
crew.Beside.__enter__ = told
app.main()
"""
