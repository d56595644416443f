"""Min väg: one person's way, readable from the last row, in which nothing lies over anything."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from flowmap.errors import PictureError
from flowmap.group import Group
from flowmap.group.model import Lane
from flowmap.records import Principal
from flowmap.samples import list_rounds
from flowmap.show.boxes import Box, around
from flowmap.show.letters import text_width
from flowmap.show.palette import WAIT
from flowmap.show.way import draw_way, draw_ways, prepare_way
from flowmap.show.way.drawing import draw_geometry
from flowmap.show.way.geometry import WayGeometry
from flowmap.tables import BandValues, Contacts, Coverage, Findings, Journal, Patients
from flowmap.words import show_in
from tests.agreement.logs import sepsis
from tests.drawing import entries, journal
from tests.pictures import boxes_of, crossed, ids_of, outside, overlapping, save, texts_of
from tests.ways import anna, basis, contacts_of, coverage, findings, invented, patients, sample

Way = tuple[Contacts, str, Group, Findings | None]


def _anna() -> Way:
    contacts, group, found = anna()
    return contacts, "P07", group, found


def _invented(count: int, days: int = 90) -> Callable[[], Way]:
    def make() -> Way:
        contacts, group = invented(count, days=days)
        return contacts, "P01", group, None

    return make


def _sampled(name: str, code: str) -> Callable[[], Way]:
    def make() -> Way:
        contacts, group, _, found = sample(name)
        return contacts, code, group, found

    return make


ROUND = "2026-var-multisjuka-aldre"
WAYS = {
    "anna": _anna,
    "15-kontakter": _invented(15),
    "40-kontakter": _invented(40),
    "80-kontakter": _invented(80),
    "150-kontakter": _invented(150),
    "tio-ar": _invented(60, days=3650),
    "arjeplog": _sampled("2026-arjeplog-en-person", "P07"),
    **{f"omgang-P{n:02d}": _sampled(ROUND, f"P{n:02d}") for n in range(1, 15)},
}


@cache
def way_named(name: str) -> WayGeometry:
    contacts, code, group, found = WAYS[name]()
    return prepare_way(contacts, patient=code, group=group, findings=found)


@pytest.fixture(params=list(WAYS))
def named_way(request) -> tuple[str, WayGeometry]:
    save(draw_geometry(way_named(request.param)), f"min-vag-{request.param}")
    return request.param, way_named(request.param)


def faults_of(way: WayGeometry) -> list[str]:
    """Return what lies over what: texts over texts, labels over marks, boxes or lines that stand out."""
    texts, labels = boxes_of(way.every_text), boxes_of(way.labels)
    marks = [(mark.name, mark.box.grown(-0.3)) for mark in way.marks]
    boxes = [(b.name, b.box) for b in (*way.stays, *way.bands)]
    strong = [(line.name, line.chain) for line in way.lines if line.kind != "next"]
    return [
        *overlapping(texts),
        *overlapping(labels, marks),
        *overlapping(labels, boxes),
        *crossed(labels, strong),
        *outside([*texts, *marks, *boxes], Box(0, 0, way.width, way.height)),
    ]


def test_nothing_lies_over_anything(named_way):
    """No text lies over another, over a mark, a box, or a wait or handover line; all is inside the sheet."""
    name, way = named_way
    assert faults_of(way) == []
    print(f"{name}: {way.crossings} crossings, {way.unlabelled} without text")  # noqa: T201


@pytest.mark.parametrize("name", [name for name in list_rounds() if name != ROUND])
def test_nothing_lies_over_anything_in_any_round(name):
    """Every person of every sample round has a way in which nothing lies over anything."""
    contacts, group, _, found = sample(name)
    codes = contacts.facts.patients.frame["patient"].astype(str).tolist()
    ways = {code: prepare_way(contacts, patient=code, group=group, findings=found) for code in codes}
    for code, way in ways.items():
        save(draw_geometry(way), f"min-vag-{name}-{code}")
    assert len(ways) >= 1
    assert {code: faults for code, way in ways.items() if (faults := faults_of(way))} == {}


def test_labels_are_seldom_left_out_and_names_seldom_cut():
    """Over all sample rounds nine contacts of ten have their text, and hardly any name is cut."""
    marks = unlabelled = cut = 0
    for name in list_rounds():
        contacts, group, _, found = sample(name)
        for code in contacts.facts.patients.frame["patient"].astype(str):
            way = prepare_way(contacts, patient=code, group=group, findings=found)
            names = [text for text in way.labels if not text.lettering.is_italic]
            cut += sum(text.lines[-1].endswith("…") for text in names)
            unlabelled += way.unlabelled
            marks += sum(mark.shape != "echo" for mark in way.marks)
    print(f"{marks} marks: {unlabelled} contacts without text, {cut} names cut")  # noqa: T201
    assert unlabelled <= 0.06 * marks
    assert cut <= 0.035 * marks


def test_a_name_runs_on_beside_its_mark_rather_than_being_cut():
    """Two lines would meet the wait above and the handover below; one long line does not."""
    way = way_named("omgang-P03")
    written = [" ".join(text.lines) for text in way.labels]
    assert "Utskrivningsinformation" in [text.replace("- ", "") for text in written]
    assert not [text for text in written if text.startswith("Utskrivni") and text.endswith("…")]


def test_a_name_is_left_out_rather_than_a_milestones():
    """Where a lane cannot hold all names, the discharge stays though another contact goes without."""
    way = way_named("arjeplog")
    written = [" ".join(text.lines).replace("- ", "") for text in way.labels]
    assert written.count("Utskriven") == 2
    assert "Utskrivningsklar" in written


@pytest.mark.parametrize("name", list_rounds())
def test_a_waits_text_stands_at_its_line(name):
    """Where only its days find room they stand as near to the line as the whole text would."""
    contacts, group, _, found = sample(name)
    for code in contacts.facts.patients.frame["patient"].astype(str):
        way = prepare_way(contacts, patient=code, group=group, findings=found)
        waits = [line for line in way.lines if line.kind == "wait"]
        for label in (text for text in way.labels if text.lettering.ink == WAIT):
            of = [line for line in waits if line.told.endswith(label.lines[0])]
            away = [
                max(line.chain[0][0] - label.box.right, label.box.left - line.chain[-1][0]) for line in of
            ]
            assert min(away) < 12, (code, label.lines)


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", list_rounds())
def test_lanes_principals_and_rows_are_named_in_full(name, lang):
    """A principal with one low lane has its name on two lines; the rows of days are not cut."""
    with show_in(lang):
        contacts, group, _, found = sample(name)
        for code in contacts.facts.patients.frame["patient"].astype(str):
            way = prepare_way(contacts, patient=code, group=group, findings=found)
            named = [text.lines for text in way.every_text if text.role in {"lane", "strip"}]
            named += [strip.heading for strip in way.principals]
            assert [lines for lines in named if any(line.endswith("…") for line in lines)] == []
            for strip in way.principals:
                widest = max(text_width(line, strip.size, weight="bold") for line in strip.heading)
                assert widest <= strip.box.height


def test_a_folds_name_is_never_cut():
    """Of sick leave, therapy and other services only "recurring services" is said, and that whole."""
    contacts, group, _, found = sample("2026-vuxen-psykisk-ohalsa")
    for code in contacts.facts.patients.frame["patient"].astype(str):
        way = prepare_way(contacts, patient=code, group=group, findings=found)
        assert [fold.name.lines for fold in way.folds if fold.name.lines[-1].endswith("…")] == []


def test_nothing_lies_over_anything_in_the_real_log(real_logs):
    """Sepsis patients have a dozen contacts in a day; every fortieth patient's way is drawn."""
    contacts, group = contacts_of(sepsis(real_logs), group="generisk")
    codes = contacts.frame["patient"].astype(str).unique().tolist()[::40]
    ways = {code: prepare_way(contacts, patient=code, group=group) for code in codes}
    assert len(ways) == 27
    for code in codes[:3]:
        save(draw_geometry(ways[code]), f"min-vag-sepsis-{code}")
    assert {code: faults for code, way in ways.items() if (faults := faults_of(way))} == {}


def test_labels_stay_in_their_lane_and_leaders_touch_no_other(named_way):
    """A label stands in its event's lane, so that nobody reads it in another's."""
    _, way = named_way
    lanes = [lane.box for lane in way.lanes]
    for _, box in boxes_of(way.labels):
        assert any(lane.top <= box.top and box.bottom <= lane.bottom for lane in lanes)
    assert crossed(boxes_of(way.labels), [("leader", leader) for leader in way.leaders]) == []


def test_marks_of_one_lane_never_meet(named_way):
    """Contacts of one lane stand beside or under one another, never over."""
    _, way = named_way
    marks = [(mark.name, around(mark.x, mark.y, radius=0.9 * mark.radius)) for mark in way.marks]
    assert overlapping(marks) == []


def test_time_runs_from_left_to_right(named_way):
    """No event stands left of one that came before it."""
    _, way = named_way
    xs = [mark.x for mark in way.marks if mark.shape not in {"echo"}]
    assert xs == sorted(xs)


def test_the_picture_is_text_with_a_title_and_a_description(named_way):
    """Text stays text, every id is there once, and the picture says what it is to who does not see it."""
    _, way = named_way
    picture = draw_geometry(way)
    assert picture.svg == draw_geometry(way).svg
    assert 'role="img"' in picture.svg
    assert "<title>Min väg · P" in picture.svg
    assert "<desc>" in picture.svg
    assert any("Viktigt för mig" in text or "är inte känt" in text for text in texts_of(picture.svg))
    assert len(ids_of(picture.svg)) == len(set(ids_of(picture.svg)))
    assert picture._repr_svg_() == picture.svg


def test_annas_way_holds_what_the_workshop_needs():
    """What matters to her, who has rated what, her daughter's calls, the stay, the wait, the fold."""
    contacts, code, group, found = _anna()
    way = prepare_way(contacts, patient=code, group=group, findings=found)
    words = [" ".join(text.lines) for text in way.every_text]
    assert "Viktigt för mig: ”Att få bo hemma, och att slippa berätta allt en gång till.”" in words
    assert any(
        "23 kontakter med mig i 5 verksamheter" in w and "jag och mina närstående har bedömt 10" in w
        for w in words
    )
    assert [lane.lane for lane in way.lanes] == [
        "jag",
        "halsocentral",
        "akut",
        "slutenvard",
        "hemsjukvard",
        "hemtjanst",
    ]
    assert [strip.heading for strip in way.principals] == [("Region",), ("Kommun",)]
    assert [" ".join(fold.name.lines).replace("- ", "") for fold in way.folds] == [
        "25 dagar bara återkommande insatser"
    ]
    assert "Vårdtillfälle 9 dagar" in [stay.told for stay in way.stays]
    assert [line.told for line in way.lines if line.kind == "wait"] == [
        "Från utskrivningsklar till utskrivning: 3 dagar"
    ]
    assert sorted(line.told for line in way.lines if line.kind == "handover") == [
        "Överlämning: Inskrivning",
        "Överlämning: Rapport",
        "Överlämning: Utskrivning",
    ]
    assert any("Hemtjänst 4 ggr/dag · 17 olika personer på 14 dagar" in w for w in words)
    assert len(way.findings) == 3
    assert way.unlabelled == 0


def test_who_called_stands_once_and_echoes_in_my_lane():
    """A call that the daughter made is one contact, where it was received, and an echo in the top lane."""
    contacts, code, group, _ = _anna()
    way = prepare_way(contacts, patient=code, group=group)
    echoes = {mark.event_id: mark for mark in way.marks if mark.shape == "echo"}
    own = contacts.frame.query("started_by in ['person', 'relative'] and kind == 'contact'")
    assert set(echoes) == set(own["event_id"])
    for mark in way.marks:
        if mark.shape != "echo" and mark.event_id in echoes:
            assert echoes[mark.event_id].x == mark.x
            assert way.lanes[0].box.top < echoes[mark.event_id].y < way.lanes[0].box.bottom < mark.y
    ends = {point for line in way.lines for point in (line.chain[0], line.chain[-1])}
    assert all(y > way.lanes[0].box.bottom for _, y in ends)


def test_lines_join_contacts_and_never_milestones_or_what_was_said_about_me():
    """The quiet line goes from contact to contact; where a handover joins two it is the only line."""
    contacts, code, group, _ = _anna()
    frame = contacts.frame.set_index("event_id")
    way = prepare_way(contacts, patient=code, group=group)
    pairs = [
        tuple(map(int, line.name.rsplit("next-", 1)[1].split("-")))
        for line in way.lines
        if line.kind == "next"
    ]
    assert pairs
    assert all(frame.loc[a, "kind"] == frame.loc[b, "kind"] == "contact" for a, b in pairs)


def test_value_and_voice_are_drawn_as_they_are():
    """The thick edge is the person's own voice, hollow is a proposal only, and empty is not assessed."""
    contacts, code, group, _ = _anna()
    frame = contacts.frame.set_index("event_id")
    way = prepare_way(contacts, patient=code, group=group)
    for mark in way.marks:
        if mark.shape == "contact":
            assert (mark.value, mark.voice) == tuple(frame.loc[mark.event_id, ["value", "voice"]])


def test_a_call_that_nobody_answered_is_small_and_neutral_until_somebody_rates_it():
    """It is told as no answer, proposes nothing and stands in no row of the value strip."""
    rows = """
        date       | activity           | mode  | started_by | status
        2026-01-10 | Läkarbesök         | visit | care       | done
        2026-01-20 | Rådgivning telefon | phone | relative   | unanswered
        2026-01-30 | Läkarbesök         | visit | care       | done
    """
    contacts, group = contacts_of(journal(rows))
    way = prepare_way(contacts, patient="P01", group=group)
    met, call, _ = (mark for mark in way.marks if mark.shape == "contact")
    assert (call.value, call.voice) == ("not_assessed", "none")
    assert call.radius < met.radius
    assert "inget svar" in call.told
    assert "bedömd" in met.told
    assert "bedömd" not in call.told
    assert len(way.strip) == 2


def test_days_keep_their_scale_outside_folds_and_dense_days():
    """Fifteen contacts in ninety days: quiet days are all equally wide."""
    contacts, code, group, _ = _invented(15)()
    way = prepare_way(contacts, patient=code, group=group)
    weeks = [b - a for a, b in zip(way.week_lines, way.week_lines[1:], strict=False)]
    assert min(weeks) > 0
    assert sum(abs(week - min(weeks)) < 1 for week in weeks) >= 3


def test_a_journal_that_was_not_reviewed_is_shown_and_said():
    """A lane whose journal nobody may read is hatched, not empty, and the header says so."""
    contacts, group = contacts_of(
        journal(
            "date | activity\n2026-01-10 | Läkarbesök\n2026-01-20 | Läkarbesök",
            coverage="patient | journal | coverage_status\n"
            "P01 | health_centre | whole\nP01 | municipal_social | not_allowed",
        )
    )
    way = prepare_way(contacts, patient="P01", group=group)
    assert [lane.lane for lane in way.lanes if lane.is_hatched] == ["hemtjanst"]
    assert any("inte granskat: social dokumentation" in " ".join(text.lines) for text in way.texts)
    assert "inte granskat" in [item.text.lines[0] for item in way.legend]


def test_the_basis_is_asked_for_where_it_is_missing():
    """Without a basis the picture is stamped; with one for every journal it is not."""
    rows = "date | activity\n2026-01-10 | Läkarbesök"
    bare, group = contacts_of(journal(rows))
    stamped = prepare_way(bare, patient="P01", group=group)
    assert ("Underlag ej angivet",) in [stamp.text.lines for stamp in stamped.stamps]
    based, _ = contacts_of(Journal(entries=entries(rows), basis=basis("P01")))
    way = prepare_way(based, patient="P01", group=group)
    assert [stamp.text.lines for stamp in way.stamps] == [("Arbetsmaterial för teamet",)]


def test_where_nobody_has_rated_the_figures_say_so():
    """Proposals alone are never shown as somebody's word."""
    contacts, group = contacts_of(
        journal("date | activity\n2026-01-10 | Provtagning\n2026-01-12 | Läkarbesök")
    )
    words = texts_of(draw_way(contacts, patient="P01", group=group).svg)
    assert any("ingen har bedömt: värdet är ett förslag för 1 kontakt" in word for word in words)


def test_findings_beyond_three_are_counted():
    """Three findings are shown with their standing, and how many more there are is said."""
    contacts, code, group, _ = _anna()
    found = findings(code, *(f"Iakttagelse {n}." for n in range(5)))
    way = prepare_way(contacts, patient=code, group=group, findings=found)
    assert len(way.findings) == 3
    assert any("2 iakttagelser till står i rapporten" in " ".join(text.lines) for text in way.texts)


def test_the_picture_speaks_english_too():
    """Every word comes from the catalogue."""
    contacts, code, group, _ = _anna()
    with show_in("en"):
        words = texts_of(draw_way(contacts, patient=code, group=group).svg)
    assert any("What matters to me" in word for word in words)
    assert not any("kontakter" in word or "dagar" in word or "gav mig" in word for word in words)
    assert not any("Vårdtillfälle" in word for word in words)


def test_a_bands_value_is_said_once_with_whose_word_it_is():
    """Home care is valued as a whole: the person's word before the team's, and no contact gets it."""
    contacts, code, group, _ = _anna()
    bands = contacts.facts.bands.frame.set_index("activity")["band_id"]
    rows = [
        {"band_id": bands["Hemtjänst"], "voice": "team", "value": "necessary"},
        {"band_id": bands["Hemtjänst"], "voice": "person", "value": "value_creating"},
        {"band_id": bands["Sårvård"], "voice": "team", "value": "necessary"},
    ]
    valued = replace(contacts, band_values=BandValues.from_rows(rows))
    told = [band.told for band in prepare_way(valued, patient=code, group=group).bands]
    assert told[0].startswith("Sårvård 2 ggr/vecka · 3 olika personer på 14 dagar · = enligt teamet")
    assert told[1].startswith("Hemtjänst 4 ggr/dag · 17 olika personer på 14 dagar · + enligt mig")


def test_an_uncertain_order_is_dashed_and_counted():
    """Two visits the same day without clocks: nothing written says which came first."""
    contacts, group = contacts_of(
        journal("date | activity\n2026-01-10 | Läkarbesök\n2026-01-10 | Provtagning")
    )
    way = prepare_way(contacts, patient="P01", group=group)
    assert [line.is_uncertain for line in way.lines] == [True]
    assert any("ordningen är osäker efter 1 av 2 kontakter" in " ".join(text.lines) for text in way.texts)
    assert ("ordningen osäker",) in [item.text.lines for item in way.legend]


def test_lanes_where_nothing_is_seen_are_named_not_drawn():
    """An empty lane takes no room; the foot names it, as not seen and not as not had."""
    contacts, group = contacts_of(journal("date | activity\n2026-01-10 | Läkarbesök"))
    way = prepare_way(contacts, patient="P01", group=group)
    assert [lane.lane for lane in way.lanes] == ["jag", "halsocentral"]
    assert any("inga kontakter syns i: 1177" in " ".join(text.lines) for text in way.texts)


# ---- what a real journal may hold ----


def _draws(text: str, **beside: object) -> WayGeometry:
    contacts, group = contacts_of(journal(text, **beside))  # type: ignore[arg-type]
    picture = draw_way(contacts, patient="P01", group=group)
    assert texts_of(picture.svg)
    way = prepare_way(contacts, patient="P01", group=group)
    assert overlapping(boxes_of(way.every_text)) == []
    assert outside(boxes_of(way.every_text), Box(0, 0, way.width, way.height)) == []
    return way


def test_nothing_to_draw_is_a_sentence():
    """No contacts: a sentence that says what to look at, and no code of a person in it."""
    contacts, group = contacts_of(
        Journal(entries=entries("date | activity\n2026-01-10 | Läkarbesök"), patients=patients("P01", "P02"))
    )
    with pytest.raises(PictureError, match="inget att rita"):
        draw_way(contacts, patient="P02", group=group)
    with pytest.raises(PictureError, match="finns inte i kartläggningen"):
        draw_way(contacts, patient="P99", group=group)


def test_one_contact_is_a_way():
    """One contact is drawn, named and dated."""
    way = _draws("date | activity\n2026-01-10 | Läkarbesök")
    assert [mark.shape for mark in way.marks] == ["contact"]
    assert way.unlabelled == 0


def test_everything_on_one_day_still_spreads():
    """Thirty contacts on one day stand beside one another."""
    rows = "date | clock | activity\n" + "\n".join(
        f"2026-01-10 | {8 + n // 4:02d}:{n % 4 * 15:02d} | Läkarbesök" for n in range(30)
    )
    way = _draws(rows)
    assert len({(mark.x, mark.y) for mark in way.marks}) == 30


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(1)</script> & \"så\" 'här'",
        "utskrivningsplaneringssamordningsmöte" * 5,
        "שלום עליכם مرحبا",
        "ringer 📞👵🏽 \u202ebaklänges\u202c \x07",
        "{\\rtf1 fet \\b text}",
        "]]> <!-- --> &amp;amp;",
    ],
)
def test_what_is_written_is_never_markup(said):
    """Markup, 200 letters, right-to-left text and emoji are shown as text, cut where there is no room."""
    frame = entries("date | activity\n2026-01-10 | Läkarbesök\n2026-01-12 | Läkarbesök").frame
    frame["in_short"] = pd.Categorical([said, said])
    frame["activity_text"] = pd.Categorical([said, "Läkarbesök"])
    from flowmap.tables import Entries, shape_columns

    contacts, group = contacts_of(Journal(entries=Entries(shape_columns(frame, Entries.columns))))
    picture = draw_way(contacts, patient="P01", group=group)
    assert texts_of(picture.svg)
    assert "<script" not in picture.svg
    assert "\u202e" not in picture.svg
    way = prepare_way(contacts, patient="P01", group=group)
    assert overlapping(boxes_of(way.every_text)) == []
    assert outside(boxes_of(way.every_text), Box(0, 0, way.width, way.height)) == []


def _group_with_lanes(group: Group, count: int) -> Group:
    lanes = [
        Lane(
            id=f"l{n}",
            title=f"Verksamhet med ett ganska långt namn {n}",
            principal=Principal.REGION,
            units=(f"enhet {n}",),
        )  # type: ignore[arg-type]
        for n in range(count)
    ]
    return group.model_copy(update={"lanes": (group.lanes[0], *lanes), "activities": ()})


@pytest.mark.parametrize("count", [17, 40])
def test_many_lanes_are_drawn_or_refused_with_advice(count, monkeypatch):
    """Seventeen lanes are drawn; forty are refused, and the sentence says to join them in the group file."""
    from tests import ways

    group = _group_with_lanes(ways.read_group("multisjuka_aldre"), count)
    monkeypatch.setattr(ways, "read_group", lambda _: group)
    rows = "date | activity | unit\n" + "\n".join(
        f"2026-01-{1 + n % 28:02d} | Läkarbesök | enhet {n}" for n in range(count)
    )
    contacts, _ = contacts_of(journal(rows))
    if count == 40:
        with pytest.raises(PictureError, match="Slå ihop verksamheter i gruppfilen"):
            draw_way(contacts, patient="P01", group=group)
    else:
        way = prepare_way(contacts, patient="P01", group=group)
        assert len(way.lanes) == 18
        assert overlapping(boxes_of(way.every_text)) == []


def test_ten_years_are_folded():
    """Two visits ten years apart: the years between are folded and named."""
    way = _draws("date | activity\n2016-01-10 | Läkarbesök\n2026-01-12 | Läkarbesök")
    assert len(way.folds) == 1
    assert "dagar då" in " ".join(way.folds[0].name.lines)


def test_a_way_of_thousands_is_refused_with_advice():
    """Beyond its limit the picture says what to do."""
    contacts, group = invented(420)
    with pytest.raises(PictureError, match="Välj en kortare granskningsperiod"):
        draw_way(contacts, patient="P01", group=group)


def test_the_same_way_gives_the_same_bytes_in_another_process():
    """No set's order, no clock, no machine shows in the picture."""
    program = (
        "import hashlib\nfrom tests.ways import anna\nfrom flowmap.show import draw_way\n"
        "c, g, f = anna()\np = draw_way(c, patient='P07', group=g, findings=f)\n"
        "print(hashlib.sha256(p.svg.encode()).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": "/usr/bin", "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].strip()) == 64


def test_coverage_in_part_is_said_at_the_lane():
    """A journal read in part is not hatched, but its lane says so."""
    rows = entries("date | activity\n2026-01-10 | Läkarbesök")
    part = Coverage.from_rows([{"patient": "P01", "journal": "health_centre", "coverage_status": "part"}])
    contacts, group = contacts_of(Journal(entries=rows, coverage=part))
    way = prepare_way(contacts, patient="P01", group=group)
    said = [" ".join(text.lines) for lane in way.lanes for text in lane.heading]
    assert any("delvis granskat: hälsocentral" in word.replace("- ", "") for word in said)
    assert len(coverage("P01")) == 4


def test_what_matters_is_not_known_where_nobody_asked():
    """A person whose cell is empty gets the sentence that says so, and no stray word."""
    rows = entries("date | activity\n2026-01-10 | Läkarbesök")
    asked = patients("P01").frame
    for empty in ("", None, float("nan")):
        asked["important_to_me"] = pd.Series([empty], dtype=object)
        contacts, group = contacts_of(Journal(entries=rows, patients=Patients(asked)))
        words = texts_of(draw_way(contacts, patient="P01", group=group).svg)
        assert "Vad som är viktigt för personen är inte känt" in words


def test_several_ways_are_those_drawn_one_by_one():
    """The tables are read once; a person nobody knows gets the sentence instead of a picture."""
    contacts, group, _, found = sample(ROUND)
    drawn = draw_ways(contacts, patients=["P03", "P99", "P01"], group=group, findings=found)
    assert list(drawn) == ["P03", "P99", "P01"]
    for code in ("P01", "P03"):
        assert drawn[code] == draw_way(contacts, patient=code, group=group, findings=found)
    assert isinstance(drawn["P99"], str)
    with pytest.raises(PictureError) as refused:
        draw_way(contacts, patient="P99", group=group)
    assert drawn["P99"] == str(refused.value)
