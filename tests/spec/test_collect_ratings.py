"""Rating files come back in any number and order: nothing is doubled, and what is wrong is named."""

import re
from datetime import datetime
from itertools import pairwise

import openpyxl
import pandas as pd
import pytest

from flowmap.errors import InputError
from flowmap.group import read_group
from flowmap.paths import trace_paths
from flowmap.records import Stamp
from flowmap.route import read_log
from flowmap.tables import Needs, Ratings
from flowmap.value import (
    Rater,
    check_possible_names,
    choose_to_rate,
    list_gone_ratings,
    move_ratings,
    read_ratings,
    tag_contacts,
    write_person_form,
    write_rating_workbook,
)
from tests.drawing_paths import paths, ratings
from tests.write_samples import FOLDER

GROUP = read_group("bas")
MAY, JUNE = datetime(2026, 5, 1, 9), datetime(2026, 6, 1, 9)
WAY = """
event_id           | date       | clock | activity   | in_short             | mode  | unsure |
111111111111111111 | 2026-03-01 | 09:15 | Läkarbesök | =1+1 ny medicin      | visit |        |
222222222222222222 | 2026-03-05 |       | Ssk-besök  | sår                  | visit | x      |
333333333333333333 | 2026-03-09 |       | Hembesök   | berättade en gång till | visit |      |
"""
ONE, TWO, THREE = (int(str(n) * 18) for n in (1, 2, 3))
BANDS = """
band_id            | activity  | start_on   | end_on     |
777777777777777777 | Hemtjänst | 2026-03-01 | 2026-04-01 |
"""
CSV_HEAD = "event_id;rater;role;value;reason;comment\n"


def round_of(way=WAY, round_id="r1"):
    contacts = tag_contacts(paths(way, bands=BANDS), GROUP)
    return contacts.stamped(Stamp(round_id, "v1", "c1"))


@pytest.fixture
def contacts():
    return round_of()


@pytest.fixture
def workbook(tmp_path, contacts):
    """A workbook written for a rater and filled in by hand: (row, column heading) -> text."""

    def fill(name, rater, answers, of=contacts):
        path = tmp_path / name
        write_rating_workbook(path, of, group=GROUP, rater=rater, chosen=choose_to_rate(of))
        book = openpyxl.load_workbook(path)
        for (sheet, row, heading), text in answers.items():
            page = book[sheet]
            column = [cell.value for cell in page[3]].index(heading) + 1
            page.cell(row, column).value = text
        book.save(path)
        return path

    return fill


def rate(value, reason=None, row=4, sheet="Bedöm"):
    answers = {(sheet, row, "Vad gav kontakten?"): value}
    return answers | ({(sheet, row, "Orsak"): reason} if reason else {})


def take(files, contacts, kept=None, at=MAY, **more):
    return read_ratings(files, contacts, group=GROUP, taken_in_at=at, kept=kept, **more)


def counts(collected):
    return {name: n for name, n in collected.counts().items() if n}


def together(*parts):
    return Ratings(pd.concat([part.ratings.frame.astype(object) for part in parts]).pipe(reshaped))


def reshaped(frame):
    from flowmap.tables import shape_columns

    frame = frame.reset_index(drop=True).astype({"event_id": "int64", "rated_at": "datetime64[us]"})
    return shape_columns(frame, Ratings.columns)


def test_a_workbook_is_blind_with_ids_as_locked_text_and_kort_sagt_in_sight(tmp_path, contacts):
    path = tmp_path / "ssk A.xlsx"
    write_rating_workbook(path, contacts, group=GROUP, rater=Rater("ssk A"), chosen=choose_to_rate(contacts))
    book = openpyxl.load_workbook(path)
    page = book["Bedöm"]
    assert book.sheetnames == ["Bedöm", "Återkommande insatser", "flowmap-lists", "flowmap"]
    assert [book[name].sheet_state for name in book.sheetnames[2:]] == ["veryHidden", "veryHidden"]
    headings = [cell.value for cell in page[3]]
    assert "Regelns förslag" not in headings
    first = dict(zip(headings, page[4], strict=True))
    id_cell = first["Kontaktens id (ändra inte)"]
    assert (id_cell.value, id_cell.data_type, id_cell.protection.locked) == (str(ONE), "s", True)
    assert (first["Kort sagt"].value, first["Kort sagt"].data_type) == ("=1+1 ny medicin", "s")
    assert first["Vad gav kontakten?"].protection.locked is False
    assert page.protection.sheet
    assert dict(zip(headings, page[5], strict=True))["Börja här"].value.startswith("★ granskaren var osäker")
    again = tmp_path / "again.xlsx"
    write_rating_workbook(again, contacts, group=GROUP, rater=Rater("ssk A"), chosen=choose_to_rate(contacts))
    assert again.read_bytes() == path.read_bytes()


def test_a_blind_workbook_tells_nothing_of_what_others_rated(tmp_path):
    given = ratings(f"""
        event_id | rater | value              |
        {ONE}    | ssk A | value_creating     |
        {ONE}    | läk A | not_value_creating |
        {TWO}    | ssk A | value_creating     |
    """)
    contacts = tag_contacts(paths(WAY), GROUP, ratings=given)
    path = tmp_path / "blind.xlsx"

    def shown(**how):
        write_rating_workbook(path, contacts, group=GROUP, rater=Rater("ssk B"), **how)
        page = openpyxl.load_workbook(path)["Bedöm"]
        column = [cell.value for cell in page[3]].index("Börja här") + 1
        return [page.cell(row, column).value for row in (4, 5)]

    assert shown() == ["★ första kontakten med verksamheten", "★ granskaren var osäker"]
    assert shown(is_blind=False)[0].startswith("★ teamets bedömare tycker olika")


def test_a_filled_workbook_gives_ratings_and_a_second_time_nothing_new(workbook, contacts):
    path = workbook("a.xlsx", Rater("ssk A"), rate("gav mig något", "fick svar") | rate("nödvändig", row=5))
    taken = take(path, contacts)
    assert counts(taken) == {"added": 2}
    assert taken.sentence() == "Bedömningar: 2 nya."
    rows = taken.ratings.frame[["event_id", "rater", "role", "value", "reason", "coding_id"]].astype(object)
    assert rows.where(rows.notna(), None).to_numpy().tolist() == [
        [ONE, "ssk A", "team", "value_creating", "got_answer", "c1"],
        [TWO, "ssk A", "team", "necessary", None, "c1"],
    ]
    assert taken.patients == {ONE: "P01", TWO: "P01"}
    again = take(path, contacts, kept=taken.ratings, at=JUNE)
    assert counts(again) == {"unchanged": 2}
    assert len(again.ratings) == 0


def test_any_number_of_files_in_any_order_gives_the_same(workbook, contacts):
    files = [
        workbook("b.xlsx", Rater("läk B"), rate("gav mig inget", "väntan")),
        workbook("a.xlsx", Rater("ssk A"), rate("gav mig något")),
        workbook("p.xlsx", Rater("dotter A", "relative"), rate("behövdes, men gav inget i sig")),
    ]
    one, other = take(files, contacts), take([*reversed(files), files[0]], contacts)
    pd.testing.assert_frame_equal(one.ratings.frame, other.ratings.frame)
    pd.testing.assert_frame_equal(one.rows.frame, other.rows.frame)
    assert counts(one) == {"added": 3}
    tagged = tag_contacts(paths(WAY), GROUP, ratings=one.ratings).frame
    assert (tagged["person_value"][0], tagged["person_by"][0], tagged["disputed"][0]) == (
        "necessary",
        "relative",
        True,
    )


def test_a_correction_is_a_new_record_and_an_old_file_brings_nothing_back(workbook, contacts):
    old = workbook("old.xlsx", Rater("ssk A"), rate("gav mig något"))
    new = workbook("new.xlsx", Rater("ssk A"), rate("gav mig inget"))
    first = take(old, contacts)
    second = take(new, contacts, kept=first.ratings, at=JUNE)
    assert counts(second) == {"changed": 1}
    kept = together(first, second)
    assert kept.frame["value"].tolist() == ["value_creating", "not_value_creating"]
    assert counts(take(old, contacts, kept=kept, known_files=frozenset(first.file_hashes))) == {
        "unchanged": 1
    }
    withdrawn = take(workbook("zero.xlsx", Rater("ssk A"), rate("0")), contacts, kept=kept, at=JUNE)
    assert counts(withdrawn) == {"changed": 1}
    assert withdrawn.ratings.frame["value"].isna().all()


def test_two_files_that_say_different_things_of_one_raters_contact_are_both_refused_there(workbook, contacts):
    files = [
        workbook("1.xlsx", Rater("ssk A"), rate("gav mig något") | rate("gav mig något", row=5)),
        workbook("2.xlsx", Rater("ssk A"), rate("gav mig inget")),
    ]
    taken = take(files, contacts)
    assert counts(taken) == {"added": 1, "refused": 2}
    assert taken.problems.frame["rule"].tolist() == ["rating_two_answers"] * 2


def test_a_band_is_rated_on_its_own_sheet(workbook, contacts):
    path = workbook("a.xlsx", Rater("ssk A"), rate("gav mig något", sheet="Återkommande insatser"))
    assert take(path, contacts).ratings.frame["event_id"].tolist() == [int("7" * 18)]


def test_a_contact_that_came_because_another_failed_points_back_by_its_number(workbook, contacts):
    points = {("Bedöm", 6, "Om något annat brast: nr på den kontakten"): "1"}
    path = workbook("a.xlsx", Rater("ssk A"), rate("gav mig inget", "något annat brast", row=6) | points)
    record = take(path, contacts).ratings.frame.iloc[0]
    assert (record["event_id"], record["reason"], record["points_back_to"]) == (
        THREE,
        "failure_elsewhere",
        str(ONE),
    )


def test_what_the_team_agrees_on_together_is_a_consensus_and_one_record(workbook, contacts):
    path = workbook("t.xlsx", Rater("teamet A", is_together=True), rate("gav mig inget"))
    first = take(path, contacts)
    assert first.ratings.frame["rating_basis"].tolist() == ["consensus"]
    other = workbook("t2.xlsx", Rater("teamet B", is_together=True), rate("gav mig inget"))
    assert counts(take(other, contacts, kept=first.ratings)) == {"unchanged": 1}


BAD_ROWS = f"""
{ONE};ssk A;team;jättebra;;
{TWO};ssk A;team;gav mig inget;därför att;
{TWO};;team;gav mig inget;;
{TWO};ssk A;chef;gav mig inget;;
{TWO};ssk A;;gav mig inget;;
1,11111E+17;ssk A;team;gav mig inget;;
{THREE};Anna-Karin;team;gav mig inget;;
191212121212;ssk A;team;gav mig inget;;
{THREE};ssk A;team;gav mig inget;;ring 070-123 45 67
""".lstrip()


def test_what_cannot_be_understood_is_named_row_by_row_and_the_rest_is_taken(tmp_path, contacts):
    path = tmp_path / "bad.csv"
    path.write_text(CSV_HEAD + BAD_ROWS, encoding="utf-8")
    taken = take(path, contacts)
    assert counts(taken) == {"added": 1, "refused": 8}
    problems = taken.problems.frame
    assert problems[["row", "rule"]].to_numpy().tolist() == [
        [2, "rating_value_unknown"],
        [3, "rating_reason_unknown"],
        [4, "rating_rater_wrong"],
        [5, "rating_role_unknown"],
        [6, "rating_role_missing"],
        [7, "rating_id_mangled"],
        [8, "rating_rater_wrong"],
        [9, "rating_id_unknown"],
        [10, "rating_comment_masked"],
    ]
    assert (
        'Värdet "jättebra" är inte känt, så bedömningen togs inte emot. Välj ett av: "gav mig något", '
        in problems["advice"][0]
    )
    assert taken.ratings.frame["comment"].tolist() == ["ring •••"]
    seen = taken.rows.frame.to_csv() + problems.to_csv()
    assert "191212121212" not in seen
    assert "Anna" not in seen


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_file_is_read_however_excel_wrote_it(tmp_path, contacts, encoding, delimiter):
    path = tmp_path / "a.csv"
    heading = "Kontaktens id (ändra inte);Bedömare;Roll;Vad gav kontakten?\n"
    text = f"{heading}'{ONE};läk Å;närstående;gav mig något\n"
    path.write_bytes(text.replace(";", delimiter).encode(encoding))
    record = take(path, contacts).ratings.frame.iloc[0]
    assert (record["event_id"], record["role"], record["value"]) == (ONE, "relative", "value_creating")


def test_a_comment_that_may_hold_a_name_is_asked_about_and_the_rating_is_taken(tmp_path, contacts):
    path = tmp_path / "named.csv"
    rows = [
        f"{ONE};ssk A;team;gav mig inget;;Anna Lindgren var otrevlig",
        f"{TWO};ssk A;team;gav mig inget;;SIP",
    ]
    path.write_text(CSV_HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    taken = take(path, contacts)
    assert counts(taken) == {"added": 2}
    found = taken.problems.frame
    assert found[["row", "rule", "severity"]].to_numpy().tolist() == [
        [2, "rating_comment_may_name", "warning"]
    ]
    assert "Lindgren" not in str(found.to_dict())
    own = GROUP.model_copy(update={"allowed_words": ("Anna", "Lindgren")})
    assert len(read_ratings(path, contacts, group=own, taken_in_at=MAY).problems) == 0
    warned = check_possible_names(Needs.empty(), taken.ratings, group=GROUP).frame
    assert warned["column"].tolist() == ["Kommentar (inga namn)"]


def test_files_that_cannot_be_used_are_refused_whole_and_named(tmp_path, workbook, contacts):
    good = workbook("good.xlsx", Rater("ssk A"), rate("gav mig något"))
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[:2000])
    other_round = workbook("other.xlsx", Rater("ssk B"), rate("+"), of=round_of(round_id="r2"))
    later = tmp_path / "later.xlsx"
    book = openpyxl.load_workbook(good)
    book["flowmap"]["B2"].value = "9"
    book.save(later)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "empty.csv").write_text("a;b\n1;2\n")
    names = ["cut.xlsx", "other.xlsx", "later.xlsx", "a.pdf", "empty.csv", "nowhere.csv"]
    taken = take([*(tmp_path / name for name in names), good], contacts)
    assert dict(zip(taken.problems.frame["file"], taken.problems.frame["rule"], strict=True)) == {
        "a.pdf": "rating_file_kind",
        "cut.xlsx": "rating_file_damaged",
        "empty.csv": "rating_file_no_ratings",
        "later.xlsx": "rating_file_version",
        "nowhere.csv": "rating_file_missing",
        "other.xlsx": "rating_other_round",
    }
    assert counts(taken) == {"added": 1, "refused": 1}
    assert taken.ratings.frame["rater"].tolist() == ["ssk A"]
    assert other_round.name == "other.xlsx"


def test_a_csv_file_cut_off_in_a_row_gives_its_whole_rows(tmp_path, contacts):
    path = tmp_path / "cut.csv"
    path.write_text(CSV_HEAD + f"{ONE};ssk A;team;gav mig något;;\n{TWO};ssk A;team;gav mi", encoding="utf-8")
    taken = take(path, contacts)
    assert counts(taken) == {"added": 1, "refused": 1}
    assert taken.problems.frame["rule"].tolist() == ["rating_row_cut", "rating_value_unknown"]


def test_rows_taken_out_of_a_workbook_are_told(workbook, contacts):
    path = workbook("a.xlsx", Rater("ssk A"), rate("gav mig något"))
    book = openpyxl.load_workbook(path)
    book["Bedöm"].delete_rows(6)
    book.save(path)
    taken = take(path, contacts)
    assert counts(taken) == {"added": 1}
    assert "1 rad saknas i filen" in taken.problems.frame["advice"][0]


def test_a_rating_whose_contact_has_changed_is_kept_and_the_likely_new_one_is_offered(workbook, contacts):
    path = workbook("a.xlsx", Rater("ssk A"), rate("gav mig något", row=5))
    changed = round_of(WAY.replace(str(TWO), "9" * 18).replace("| sår ", "| sårvård "))
    taken = take(path, changed)
    row = taken.rows.frame.iloc[0]
    assert (row["became"], row["likely_event"]) == ("gone", "9" * 18)
    assert row["likely_because"] == "samma dag, aktivitet, verksamhet och kontaktsätt"
    assert taken.ratings.frame["event_id"].tolist() == [TWO]
    assert taken.patients == {TWO: "P01"}
    listed = list_gone_ratings(taken.ratings, changed, group=GROUP, earlier=paths(WAY)).frame
    assert listed[["event_text", "likely_event"]].to_numpy().tolist() == [[str(TWO), "9" * 18]]
    moved = move_ratings(taken.ratings, to={TWO: int("9" * 18)}, moved_at=JUNE).frame
    assert moved[["event_id", "value"]].astype(object).to_numpy().tolist() == [
        [int("9" * 18), "value_creating"]
    ]


def test_where_two_contacts_are_as_likely_nothing_is_offered(workbook, contacts):
    path = workbook("a.xlsx", Rater("ssk A"), rate("gav mig något", row=5))
    twins = "888888888888888888 | 2026-03-05 | | Ssk-besök | | visit | |\n"
    twins += twins.replace("8", "9", 18)
    changed = round_of(
        "\n".join(line for line in WAY.splitlines() if "sår" not in line).replace(
            "333333333333333333", twins + "333333333333333333"
        )
    )
    assert take(path, changed).rows.frame["likely_event"].tolist() == [""]


def test_the_form_for_the_person_asks_about_the_chosen_ones_in_plain_words(tmp_path, contacts):
    path = tmp_path / "form.xlsx"
    rater = Rater("dotter A", "relative")
    chosen = choose_to_rate(contacts, most=1)
    write_person_form(path, contacts, group=GROUP, patient="P01", rater=rater, chosen=chosen)
    book = openpyxl.load_workbook(path)
    page = book["Att skriva ut"]
    printed = [cell.value for row in page for cell in row if cell.value]
    assert printed[0] == "Gav det mig något?"
    assert printed[3:8] == [
        "1. Ssk-besök, 5 mars 2026, Hälsocentral",
        "☐ gav mig något",
        "☐ behövdes, men gav inget i sig",
        "☐ gav mig inget",
        "Varför?",
    ]
    assert "sår" not in " ".join(printed)  # kort sagt is the team's
    assert "Lämna tillbaka pappret" in page.oddFooter.center.text
    assert "kartläggningen" not in str(page.oddFooter.center.text)
    assert str(page.page_setup.paperSize) == "9"
    assert min(cell.font.size for row in page for cell in row if cell.value) >= 16
    answers = book["Svar"]
    headings = [cell.value for cell in answers[3]]
    answers.cell(4, headings.index("Vad gav kontakten?") + 1).value = "gav mig inget"
    answers.cell(4, headings.index("Kommentar (inga namn)") + 1).value = "fick vänta"
    book.save(path)
    record = take(path, contacts).ratings.frame.iloc[0]
    assert (record["event_id"], record["role"], record["value"], record["comment"]) == (
        TWO,
        "relative",
        "not_value_creating",
        "fick vänta",
    )


def test_the_answers_say_whose_voice_they_are_and_the_sheet_speaks_of_the_form(tmp_path, contacts):
    """The form was written for the person; in one row it was a relative who ticked the paper."""
    path = tmp_path / "form.xlsx"
    own = Rater("person A", "person")
    write_person_form(path, contacts, group=GROUP, patient="P01", rater=own, chosen=choose_to_rate(contacts))
    book = openpyxl.load_workbook(path)
    sheet, bands = book["Svar"], book["Återkommande insatser"]
    above = f"{sheet['A1'].value} {sheet['A2'].value} {bands['A1'].value} {bands['A2'].value}"
    assert "★" not in above
    assert "personens ögon" not in above
    assert "gav det mig något?" in above
    headings = [cell.value for cell in sheet[3]]
    who, value = (headings.index(name) + 1 for name in ("Vem svarar", "Vad gav kontakten?"))
    rows = range(4, sheet.max_row + 1)
    assert {sheet.cell(row, who).value for row in rows} == {"personen själv"}
    assert not sheet.cell(4, who).protection.locked
    offered = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    listed = [cell.value for cell in book["flowmap-lists"]["C"] if cell.value]
    assert any("$C$1" in formula for formula in offered)
    assert listed[:2] == ["personen själv", "närstående"]
    for row in (4, 5):
        sheet.cell(row, value).value = "gav mig inget"
    sheet.cell(4, who).value = "Närstående"
    book.save(path)
    taken = take(path, contacts)
    assert sorted(taken.ratings.frame["role"]) == ["person", "relative"]
    sheet.cell(4, who).value = "granne"
    book.save(path)
    refused = take(path, contacts).problems.frame
    assert refused["rule"].tolist() == ["rating_role_unknown"]
    assert '"närstående"' in refused["advice"][0]


def test_no_question_of_the_form_is_cut_or_split_between_pages(tmp_path):
    """Rows are as high as their wrapped lines, and a page holds as many questions as there is room for."""
    path, group = tmp_path / "form.xlsx", read_group("multisjuka_aldre")
    way = tag_contacts(
        trace_paths(read_log(FOLDER / "2026-arjeplog-en-person.xlsx", group=group), group), group
    )
    write_person_form(path, way, group=group, patient="P07", rater=Rater("dotter A", "relative"))
    page = openpyxl.load_workbook(path)["Att skriva ut"]
    heights = {number: page.row_dimensions[number].height for number in range(1, page.max_row + 1)}
    asked = {cell.row: cell.value for cell in page["A"] if re.match(r"Å?\d+\. ", str(cell.value))}
    for number, text in asked.items():
        assert heights[number] >= 20 * sum(-(-len(line) // 52) for line in text.split("\n"))
    starts = [0, *(b.id for b in page.row_breaks.brk), page.max_row]
    assert len(starts) > 4
    assert all(start + 1 in asked for start in starts[1:-1])
    pages = [sum(heights[n] for n in range(a + 1, b + 1)) for a, b in pairwise(starts)]
    assert max(pages) <= 725


@pytest.mark.parametrize(
    ("code", "role"), [("Anna", "team"), ("", "team"), ("ssk A", "chef"), ("ssk AB", "team")]
)
def test_a_rater_is_a_role_and_a_letter(code, role):
    with pytest.raises(InputError):
        Rater(code, role)


def test_the_form_is_not_for_the_team(tmp_path, contacts):
    with pytest.raises(InputError, match="Blanketten är för personen"):
        write_person_form(tmp_path / "f.xlsx", contacts, group=GROUP, patient="P01", rater=Rater("ssk A"))
    rater = Rater("dotter A", "relative")
    with pytest.raises(InputError, match="inga kontakter"):
        write_person_form(tmp_path / "f.xlsx", contacts, group=GROUP, patient="P99", rater=rater)
