"""Each command is run on journals full of identifiers: none leaves in any output, message or store."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from tests.canary.identifiers import seen_in
from tests.canary.planting import (
    EXTRACT_COLUMNS,
    IN_NAMES,
    PLANTED,
    SOUGHT,
    plant_extract,
    plant_workbook,
    seen_in_outputs,
)
from tests.workspaces import Said, run

KEY = "0f" * 32
ROUNDS = ("2026-var", "2026-host")
OTHER = f"kommun {IN_NAMES}.xlsx"
# The workbooks that are the journal itself: typed, annotated, or to be rated in. Nothing else may hold any.
JOURNALS = (
    *(f"rounds/{name}/journal.xlsx" for name in ROUNDS),
    *(f"rounds/{name}/journal.granskad.xlsx" for name in ROUNDS),
    f"rounds/2026-var/{OTHER}",
    f"rounds/2026-var/kommun {IN_NAMES}.granskad.xlsx",
    *(f"rounds/{name}/round.toml" for name in ROUNDS),  # settings hold what their user typed
    "flowmap.toml",
)
BASIS = """
[[basis]]
patients = ["{}", "alla"]
journals = "alla"
basis = "consent"
decided_by = "verksamhetschef {}"
decided_on = 2026-01-15
keep_until = 2027-12-31
"""
ACCEPT = """
[[accept]]
check = "{}"
because = "Kontrollerat med {}"
"""

Run = Callable[..., Said]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace with two rounds whose sheets are full of identifiers, and a key kept elsewhere."""
    folder = tmp_path_factory.mktemp("canaries")
    key = tmp_path_factory.mktemp("keys") / "own.key"
    key.write_text(KEY, encoding="ascii")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FLOWMAP_KEY", str(key))
        assert run(["init", "kommunen"], at=folder).code == 0
        _plant(folder / "kommunen" / "flowmap.toml", "municipality", PLANTED[:100])
        for name in ROUNDS:
            said = run(["new", "multisjuka_aldre", "--name", name], at=folder / "kommunen")
            assert said.code == 0, said.err
            made = folder / "kommunen" / "rounds" / name
            plant_workbook(made / "journal.xlsx", made / "journal.xlsx")
            _plant_settings(made / "round.toml")
        _add_another_file(folder / "kommunen" / "rounds" / ROUNDS[0])
        yield folder / "kommunen"


def _plant(file: Path, key: str, texts: Sequence[str]) -> None:
    """Write canaries as the value of a key in a settings file."""
    text = re.sub(rf"(?m)^{key} = .*$", lambda _: f"{key} = {_quoted(*texts)}", file.read_text("utf-8"))
    file.write_text(text, encoding="utf-8")


def _quoted(*texts: str) -> str:
    return json.dumps("; ".join(texts), ensure_ascii=False)


def _plant_settings(file: Path) -> None:
    """Fill a round's own texts with every canary: title, who decided, for whom, and reasons."""
    _plant(file, "title", PLANTED)
    checks = ("near_duplicate", "identifier_masked", "same_contact_two_journals", "person_number_in_text")
    basis = [BASIS.format(*(_quoted(text)[1:-1] for text in (text, text))) for text in PLANTED]
    accept = [
        ACCEPT.format(check, _quoted(text)[1:-1])
        for check, text in zip(checks * len(PLANTED), PLANTED, strict=False)
    ]
    file.write_text("".join([file.read_text("utf-8"), *basis, *accept]), encoding="utf-8")


def _add_another_file(made: Path) -> None:
    """Let the round read a second workbook too, whose name holds a person number."""
    book = openpyxl.load_workbook(made / "journal.xlsx")
    for title in book.sheetnames:
        if title != "Kommunal HSL":
            del book[title]
    book["Kommunal HSL"].delete_rows(6, 100)
    book.save(made / OTHER)
    text = (made / "round.toml").read_text(encoding="utf-8")
    text = text.replace('["journal.xlsx"]', f'["journal.xlsx", "{OTHER}"]')
    (made / "round.toml").write_text(text, encoding="utf-8")


def assert_silent(said: Said, *, codes: tuple[int, ...] = (0, 1)) -> None:
    """The command answered as expected, and repeated nothing that was planted."""
    assert said.code in codes, said.out + said.err
    assert "flowmap själv" not in said.err
    assert seen_in("message", (said.out + said.err).encode(), SOUGHT) == []


@pytest.mark.slow
def test_no_identifier_leaves_a_round_by_any_command(place: Path) -> None:
    """Check, map, rate, collect, agree, explain, compare and remove; then every file is looked into."""
    first, second = ROUNDS
    for more in ([], ["--json"], ["--annotate"]):
        assert_silent(run(["check", first, *more], at=place))
    mapped = run(["map", first, "--json"], at=place)
    assert_silent(mapped)
    assert mapped.facts["patients"] == 3
    assert mapped.facts["entries"] > 50
    assert_silent(run(["map", second], at=place))
    written = _rate(place)
    assert_silent(run(["collect", *written, "--name", first, "--json"], at=place))
    assert_silent(run(["agree", first, "--json"], at=place))
    assert_silent(run(["explain", _some_contact(place), "--name", first], at=place))
    assert_silent(run(["compare", first, second, "--out", place / "jamforelse.csv"], at=place))
    assert_silent(run(["compare", first, second, "--json"], at=place))
    rated = [path.relative_to(place).as_posix() for path in written]
    assert seen_in_outputs(place, journals=[*JOURNALS, *rated]) == []
    assert_silent(run(["remove", "P02", "--yes"], at=place))
    assert seen_in_outputs(place, journals=[*JOURNALS, *rated]) == []


def _rate(place: Path) -> list[Path]:
    """Write a rater's workbook, a person's form and the needs sheet; return them."""
    written = []
    for options in (["--rater", "ssk A"], ["--person", "P01", "--rater", "person A"], ["--needs"]):
        said = run(["rate", ROUNDS[0], *options, "--json"], at=place)
        assert_silent(said)
        written.append(place / "rounds" / ROUNDS[0] / said.facts["written"])
    return written


def _some_contact(place: Path) -> str:
    from flowmap.cli.rating import contacts_of
    from flowmap.route import open_folder

    return str(contacts_of(open_folder(place / "rounds" / ROUNDS[0])).frame["event_id"].iloc[0])


def test_settings_that_point_somebody_out_are_errors_named_by_their_key(place: Path) -> None:
    """Names too are asked about, since these texts stand on pictures and in tables."""
    found = run(["check", ROUNDS[1], "--json"], at=place).facts["problems"]
    told = {p["column"] for p in found if p["rule"] == "identifier_in_settings"}
    assert {"title", "basis[1].decided_by"} <= told
    assert all(p["file"] == "round.toml" for p in found if p["rule"] == "identifier_in_settings")


def test_what_is_looked_into_holds_what_was_planted(place: Path) -> None:
    """The search finds the journals themselves, so that its silence elsewhere means something."""
    seen = seen_in_outputs(place / "rounds" / ROUNDS[1])
    assert len({line.split("canary")[-1] for line in seen if line.startswith("journal.xlsx")}) > 150


@pytest.mark.parametrize(
    ("ending", "chosen"), [("csv", slice(0, 70)), ("xlsx", slice(70, 82)), ("parquet", slice(82, 200))]
)
def test_no_identifier_leaves_an_extract(tmp_path: Path, ending: str, chosen: slice) -> None:
    """Patients become P01…, staff codes, texts are masked; the file's own name is masked as well."""
    source = tmp_path / f"utdrag {IN_NAMES}.{ending}"
    plant_extract(source, PLANTED[chosen])
    (tmp_path / "kolumner.toml").write_text(EXTRACT_COLUMNS, encoding="utf-8")
    options: list[str | Path] = ["--columns", tmp_path / "kolumner.toml"]
    said = run(["map", source, *options, "--out", tmp_path / "ut", "--json"], at=tmp_path)
    assert_silent(said)
    assert said.facts["patients"] == len(PLANTED[chosen])
    for more in ([], ["--json"]):
        assert_silent(run(["check", source, *options, *more], at=tmp_path))
    assert_silent(run(["check", source, "--suggest-columns"], at=tmp_path))
    draft = f"utdrag {IN_NAMES}.kolumner.toml"
    assert seen_in("draft", (tmp_path / draft).read_bytes(), SOUGHT) == []
    (tmp_path / draft).unlink()
    assert seen_in_outputs(tmp_path, journals=[source.name]) == []


REFUSED = [
    ["map", f"{IN_NAMES}.csv", "--out", "ut"],
    ["map", f"utdrag {IN_NAMES}.xlsx"],
    ["map", IN_NAMES],
    ["map", "utdrag.csv", "--out", "ut", "--columns", IN_NAMES],
    ["map", "utdrag.csv", "--out", "ut", "--columns", f"{IN_NAMES}.toml"],
    ["map", "utdrag.csv", "--out", "ut", "--columns", "fel.toml"],
    ["map", "utdrag.csv", "--out", "ut", "--group", IN_NAMES],
    ["map", "utdrag.csv"],
    ["map", "utdrag.csv", "--out", "ut", f"--{IN_NAMES}"],
    ["map", "utdrag.csv", "--out", "ut", "--lang", IN_NAMES],
    ["map", "utdrag.csv", "--columns", "kolumner.toml", "--out", f"utdrag.csv/{IN_NAMES}"],
    ["check", f"{IN_NAMES}.csv"],
    ["check", IN_NAMES],
    ["check", "utdrag.csv", "--columns", IN_NAMES],
    ["check", "fel.toml", "--suggest-columns"],
    ["rate", "--rater", IN_NAMES],
    ["rate", "--rater", "ssk A", "--role", IN_NAMES],
    ["rate", "--person", IN_NAMES],
    ["rate", IN_NAMES, "--needs"],
    ["collect", f"{IN_NAMES}.xlsx"],
    ["collect", "--name", IN_NAMES, "utdrag.csv"],
    ["agree", IN_NAMES],
    ["agree", "--at", IN_NAMES],
    ["explain", IN_NAMES],
    ["explain", "193903072391"],
    ["compare", IN_NAMES, "2026-host"],
    ["compare", "2026-host", f"x{IN_NAMES}"],
    ["remove", "19121212-1212"],
    ["remove", "P01", "--name", IN_NAMES],
    ["init", IN_NAMES],
    ["init", "annan", "--municipality", f"Kommun {IN_NAMES}"],
    ["new", IN_NAMES],
    ["new", "bas", "--name", IN_NAMES],
    ["new", "bas", "--name", "omgang 39 03 07 2391"],
    ["lab", IN_NAMES],
    [IN_NAMES],
]


@pytest.mark.parametrize("as_json", [False, True], ids=["said", "json"])
def test_a_refused_command_repeats_no_identifier_and_writes_none(place: Path, as_json: bool) -> None:
    """Missing files, wrong columns, rounds, raters and persons named by a person number."""
    at = place / "rounds" / ROUNDS[1]
    texts = {
        "utdrag.csv": f"case;act;{IN_NAMES}\n{IN_NAMES};{PLANTED[3]};i går\n",
        "kolumner.toml": '[columns]\npatient = "case"\nactivity = "act"\n',
        "fel.toml": f'[columns]\npatient = "{IN_NAMES}"\n"{PLANTED[3]}" = "x"\n',
    }
    for name, text in texts.items():
        (at / name).write_text(text, encoding="utf-8")
    before = set(place.rglob("*"))
    for tokens in REFUSED:
        said = run([*tokens, *(["--json"] if as_json else [])], at=at)
        assert said.code == 2, (tokens, said.out, said.err)
        assert said.out if as_json else said.err, tokens
        assert_silent(said, codes=(2,))
    assert not [path for path in place.rglob("*") if path not in before and IN_NAMES in str(path)]
    for name in texts:
        (at / name).unlink()
