"""Files built to harm are refused with a sentence, or read: never a crash, never more than 1 GB."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowmap.errors import FlowmapError, InputError
from flowmap.group import read_group
from flowmap.journal import read_journal
from tests.agreement import hostile
from tests.sheets import workbook

ROOT = Path(__file__).resolve().parents[2]
# Thousands of mutated files with FLOWMAP_FUZZ=20; few enough for every day without it.
FUZZ = int(os.environ.get("FLOWMAP_FUZZ", "1"))
MUTATED = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    database=None,
)
REFUSED = {
    "entity_bomb", "external_entity", "zip_bomb", "many_spaces", "far_cell", "row_beyond", "many_sheets",
    "false_sizes", "long_cell", "huge_number", "foreign_encoding", "wide_workbook", "wide_text",
    "only_quotes",
}  # fmt: skip
SMALL = tuple(make for make in hostile.HOSTILE if make.__name__ not in {"low_cell", "only_quotes"})


@pytest.mark.parametrize("make", SMALL, ids=lambda make: make.__name__)
def test_a_hostile_file_is_refused_with_a_sentence_or_read(make: object, tmp_path: Path) -> None:
    """Bombs, far cells, false sizes, thousands of sheets, formulas, NULs, lone surrogates, wide tables."""
    assert callable(make)
    path = make(tmp_path / "fil.xlsx")
    if make.__name__ in REFUSED:
        with pytest.raises(InputError, match=r"fil\.(xlsx|csv) "):
            read_journal(path)
    else:
        journal = read_journal(path)
        assert journal.rows.balances()
        assert journal.rows.entries >= 1


def test_formulas_links_and_macros_are_texts_that_nothing_follows(tmp_path: Path) -> None:
    """A formula stands with its cached value, and a text that begins like one is a text."""
    journal = read_journal(hostile.formulas_and_links(tmp_path / "fil.xlsx"))
    entry = journal.entries.frame.iloc[0]
    assert (entry["patient"], entry["activity_text"]) == ("P01", "=cmd|' /C calc'!A0")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read where Linux tells it")
def test_all_hostile_files_together_stay_under_a_gigabyte(tmp_path: Path) -> None:
    """One process reads them all, and its memory is measured.

    The status file says what the process itself used; ``ru_maxrss`` may be that of the one that started it.
    """
    script = (
        "import sys\nfrom pathlib import Path\nfrom flowmap.errors import FlowmapError\n"
        "from flowmap.journal import read_journal\nfrom tests.agreement.hostile import HOSTILE\n"
        "for make in HOSTILE:\n    try:\n"
        "        read_journal(make(Path(sys.argv[1]) / f'{make.__name__}.xlsx'))\n"
        "    except FlowmapError:\n        pass\n"
        "print(Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0])\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=True)
    assert int(done.stdout) * 1024 < 1_000_000_000
    assert done.stderr == ""


@pytest.fixture(scope="module")
def good_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("good")
    book = workbook(
        folder / "a.xlsx",
        {
            "Hälsocentral": """
            | P   | Datum      | Tid   | Aktivitet  | Hur     | Kort sagt |
            | P01 | 2026-03-01 | 14:30 | Läkarbesök | Telefon | om sår    |
            | P02 | 46082.5    |       | Provtagning|         |           |
            """,
            "Personer": "| P | Åldersgrupp |\n| P01 | 80–84 |",
        },
    )
    frame = pd.DataFrame(
        {"case": ["a", "b"], "activity": ["x", "y"], "time": ["2026-03-01", "2026-03-02 10:00"]}
    )
    frame.to_parquet(folder / "a.parquet")
    text = 'Utdrag;;\ncase;activity;time\na;"x; ""y""";2026-03-01\nb;å;1/3 2026\n\nc;z\n'
    return {
        ".xlsx": book.read_bytes(),
        ".parquet": (folder / "a.parquet").read_bytes(),
        ".csv": text.encode("cp1252"),
        ".txt": text.encode("utf-16"),
    }


BYTES = st.one_of(
    st.binary(min_size=1, max_size=6),
    st.sampled_from(
        [b"\0", b'"', b";", b"\r", b"\n\n", b"\xff\xfe", b"&a;", b"<!DOCTYPE", b"</c>", b"<c>", b"1e400"]
    ),
)


@st.composite
def cuts(draw: st.DrawFn, content: bytes) -> bytes:
    """Return the content with some bytes written over, put in, taken away, doubled or cut off."""
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.integers(0, 30))
        new = draw(BYTES)
        kind = draw(st.sampled_from(["over", "in", "out", "double", "end"]))
        content = {
            "over": content[:place] + new + content[place + len(new) :],
            "in": content[:place] + new + content[place:],
            "out": content[:place] + content[place + length :],
            "double": content[:place] + content[place : place + length] * 3 + content[place + length :],
            "end": content[:place],
        }[kind]
    return content


def read_or_refuse(folder: Path, ending: str, content: bytes) -> None:
    path = folder / f"fuzz{ending}"
    path.write_bytes(content)
    for group in (None, read_group("generisk")):
        try:
            journal = read_journal(path, group=group)
        except FlowmapError:
            continue
        else:
            assert journal.rows.balances()
            assert journal.rows.entries == len(journal.entries) + len(journal.bands)


@pytest.mark.parametrize("ending", [".csv", ".txt", ".parquet", ".xlsx"])
def test_any_mutated_file_is_read_or_refused(
    ending: str, good_files: dict[str, bytes], tmp_path: Path
) -> None:
    """Bytes of a good file are changed at random."""

    @settings(MUTATED, max_examples=80 * FUZZ)
    @given(cuts(good_files[ending]))
    def check(content: bytes) -> None:
        read_or_refuse(tmp_path, ending, content)

    check()


def test_any_workbook_with_mutated_parts_is_read_or_refused(
    good_files: dict[str, bytes], tmp_path: Path
) -> None:
    """The zip is whole, so that the change reaches what lies inside."""
    with zipfile.ZipFile(BytesIO(good_files[".xlsx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    @settings(MUTATED, max_examples=120 * FUZZ)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(parts)))
        changed = data.draw(cuts(parts[name]))
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, changed if part == name else content)
        read_or_refuse(tmp_path, ".xlsx", packed.getvalue())

    check()
