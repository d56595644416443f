"""A later round first shows what the group's last round promised, and what its measures say now."""

from datetime import datetime
from pathlib import Path

import pytest

from flowmap.cli.keeping import keep_mapped
from flowmap.journal import write_template
from flowmap.records import NeedStatus
from flowmap.rounds import find_last_round, keep_needs, open_store
from flowmap.route import RoundMap, follow_last_round, map_round, open_folder
from flowmap.route.writing import gather_material
from flowmap.samples import invent_round
from flowmap.show.report import compose_report
from flowmap.show.report.document import Bullets, Heading
from flowmap.tables import Ledger, Needs
from tests.workspaces import run, standing_in

NAMES = {"2026-var": "2026-var-multisjuka-aldre", "2027-var": "2027-var-multisjuka-aldre"}
TAKEN = {
    "need_id": "rule:sip_syns",
    "in_my_words": "Jag vill veta vad som är bestämt",
    "action": "SIP erbjuds innan hemgång",
    "responsible_role": "MAS",
    "measured_by": "sip_syns",
    "need_status": NeedStatus.AGREED.value,
}


@pytest.fixture
def workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return a workspace with two rounds of three persons, a year apart."""
    monkeypatch.setenv("FLOWMAP_KEY", str(tmp_path / "keys" / "own.key"))
    (tmp_path / "keys").mkdir()
    assert run(["init", "ort"], at=tmp_path).code == 0
    for name, sample_name in NAMES.items():
        assert run(["new", "multisjuka_aldre", "--name", name], at=tmp_path / "ort").code == 0
        sample = invent_round(sample_name, persons=3)
        path = tmp_path / "ort" / "rounds" / name / "journal.xlsx"
        write_template(path, group=open_folder(path.parent).group, rows=sample.sheets)
    return tmp_path / "ort"


def mapped_and_kept(workspace: Path, name: str) -> RoundMap:
    with standing_in(workspace):
        opened = open_folder(name)
        mapped = map_round(list(opened.folder.inputs), group=opened.group, options=opened.options)
        keep_mapped(opened, mapped)
        return follow_last_round(opened, mapped)


def take_on(workspace: Path, *needs: dict[str, str], name: str = "2026-var") -> None:
    with open_store(workspace / "rounds.sqlite") as store:
        keep_needs(store, Needs.from_rows(list(needs)), round_id=name, recorded_at=datetime(2026, 6, 1))


def test_what_the_last_round_took_on_stands_before_the_new_findings(workspace: Path) -> None:
    mapped_and_kept(workspace, "2026-var")
    take_on(workspace, TAKEN, TAKEN | {"need_id": "b", "need_status": NeedStatus.PROPOSED.value})
    later = mapped_and_kept(workspace, "2027-var")
    assert later.promises.frame["need_id"].tolist() == ["rule:sip_syns"]
    told = later.promises.frame["sentence"].tolist()[0]
    assert told.startswith("Vi lovade: SIP erbjuds innan hemgång. Status: beslutad. SIP upprättad: ")
    assert " före, " in told
    blocks = compose_report(gather_material(later)).blocks
    assert isinstance(blocks[0], Heading)
    assert blocks[0].text == "Vad vi lovade förra gången"
    lists = [block for block in blocks if isinstance(block, Bullets)]
    assert lists[0].items == (("MAS", told),)


def test_the_first_round_and_a_round_of_another_group_have_no_promises(workspace: Path) -> None:
    first = mapped_and_kept(workspace, "2026-var")
    take_on(workspace, TAKEN)
    assert len(first.promises) == 0
    assert len(mapped_and_kept(workspace, "2026-var").promises) == 0
    with open_store(workspace / "rounds.sqlite") as store:
        assert find_last_round(store, round_id="x", group_id="palliativ_vard") is None
        assert find_last_round(store, round_id="x", group_id="multisjuka_aldre") == "2026-var"


def test_promises_stand_without_numbers_where_the_group_file_now_counts_in_another_way(
    workspace: Path,
) -> None:
    mapped_and_kept(workspace, "2026-var")
    take_on(workspace, TAKEN)
    own = workspace / "groups" / "multisjuka_aldre.toml"
    shipped = Path(__file__).parents[2] / "flowmap" / "groups" / "multisjuka_aldre.toml"
    own.write_text(shipped.read_text("utf-8").replace("[measures]", "[measures]\nreturn_days = 14"), "utf-8")
    later = mapped_and_kept(workspace, "2027-var")
    assert "går inte att jämföra" in later.promises_note
    promised = "Vi lovade: SIP erbjuds innan hemgång. Status: beslutad. "
    followed = "Uppföljning: SIP upprättad; går inte att mäta i båda kartläggningarna."
    assert later.promises.frame["sentence"].tolist() == [promised + followed]


def test_a_round_kept_by_another_version_leaves_the_promises_without_numbers_and_the_map_whole(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        columns = tuple(column for column in Ledger.columns if column.name != "journal")
        older.setattr(Ledger, "columns", columns)
        older.setattr("flowmap.log.ledger.Ledger", lambda frame: Ledger(frame.drop(columns="journal")))
        older.setattr("flowmap.measures.coordination.find_parts", lambda _, about: (about, about))
        mapped_and_kept(workspace, "2026-var")
    take_on(workspace, TAKEN)
    later = mapped_and_kept(workspace, "2027-var")
    assert "annan version av flowmap" in later.promises_note
    assert len(later.promises) == 1


def test_many_rows_are_read_with_chance_in_mind_and_promises_stand_among_them(workspace: Path) -> None:
    mapped_and_kept(workspace, "2026-var")
    take_on(workspace, TAKEN)
    said = run(["compare", "2026-var", "2027-var"], at=workspace)
    lines = said.out.splitlines()
    assert said.code == 0
    assert "jämförda rader har ett intervall som inte rymmer noll" in lines[2]
    assert lines[3].startswith("Vi lovade: SIP erbjuds innan hemgång.")
    alone = run(["compare", "2026-var", "2026-var"], at=workspace)
    assert "samma kartläggning två gånger" in alone.err + alone.out


def test_a_comparison_begins_with_both_windows_and_asks_where_the_later_round_ended_before(
    workspace: Path,
) -> None:
    asked, before, after, *rows = run(["compare", "2027-var", "2026-var"], at=workspace).out.splitlines()
    assert asked.startswith("Stämmer ordningen?")
    assert before.startswith("Före: ")
    assert "2027" in before
    assert after.startswith("Efter: ")
    assert "2027" not in after
    assert any(row.startswith("SIP upprättad: ") for row in rows)
    facts = run(["compare", "2026-var", "2027-var", "--json"], at=workspace).facts
    assert facts["windows"]["after_ends_before_it_began"] is False
    assert facts["windows"]["before"] < facts["windows"]["after"]
