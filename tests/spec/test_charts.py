"""Charts of measures: what they show is worked out as a small table, and drawn without traces elsewhere."""

import re

import pandas as pd
import pytest

from flowmap.errors import PictureError
from flowmap.group import Group, read_group
from flowmap.show import draw_change, draw_load, draw_measures, draw_people_met, draw_value_by
from flowmap.show.charts.comparing import prepare_change
from flowmap.show.charts.measuring import prepare_amounts, prepare_shares
from flowmap.show.charts.valuing import prepare_value_by
from flowmap.show.picture import Picture
from flowmap.tables import Comparison, GroupFigures, Measures
from flowmap.words import show_in
from tests.drawing import drawn
from tests.pictures import save, texts_of
from tests.ways import anna

GROUP = read_group("multisjuka_aldre")
AMOUNTS = """
patient | measure     | provider | amount | amount_unit
P01     | contacts    |          | 36     | contacts
P02     | contacts    |          | 45     | contacts
P03     | contacts    |          |        | contacts
P01     | band_visits |          | 330    | visits
P01     | people_met  |          | 9      | people
P02     | people_met  |          | 12     | people
P04     | people_met  |          | 12     | people
P01     | people_met  | region   | 4      | people
"""
FIGURES = """
measure    | provider | by  | amount_unit | n  | is_share | mean | low  | high
sip_seen   |          | all | seen        | 12 | x        | 0.5  | 0.25 | 0.75
sip_seen   |          | sex | seen        | 6  | x        | 0.5  | 0.1  | 0.9
contacts   |          | all | contacts    | 14 |          | 40.2 | 37   | 43
"""
COMPARED = """
measure  | provider | amount_unit | before | after | n_before | n_after
sip_seen |          | seen        | 0.25   | 0.75  | 12       | 14
contacts |          | contacts    | 40     | 35    | 12       | 14
"""
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def rows_of(text: str) -> list[dict[str, object]]:
    """Return drawn rows with numbers as numbers."""
    frame = drawn(text)
    number = [*("amount", "n", "mean", "low", "high", "before", "after", "n_before", "n_after")]
    for name in number:
        if name in frame:
            frame[name] = pd.to_numeric(frame[name])
    if "is_share" in frame:
        frame["is_share"] = frame["is_share"] == "x"
    return frame.to_dict("records")


def measures(amounts: str = AMOUNTS, figures: str = FIGURES) -> Measures:
    blank = {"not_measured": 0, "not_measured_because": "", "rests_on_one": False, "values": ""}
    whole = [{"interval": "wilson", "median": None, **blank, **row} for row in rows_of(figures)]
    rows = [{"evidence": (), **row} for row in rows_of(amounts)]
    return Measures(Measures.from_rows(rows).frame, group_figures=GroupFigures.from_rows(whole))


def compared(text: str = COMPARED) -> Comparison:
    blank = {"is_paired": False, "differs": "", "sentence": ""}
    rows = [{**blank, "change": r["after"] - r["before"], **r} for r in rows_of(text)]
    return Comparison.from_rows(rows)


def every_chart(group: Group = GROUP) -> dict[str, Picture]:
    contacts, anna_group, _ = anna()
    return {
        "belastning": draw_load(measures(), group=group),
        "manniskor": draw_people_met(measures(), group=group),
        "matt": draw_measures(measures(), group=group.model_copy(update={"measures": ALL_FIRST})),
        "varde": draw_value_by(contacts, group=anna_group),
        "fore-och-efter": draw_change(compared(), group=group),
    }


ALL_FIRST = GROUP.measures.model_copy(update={"highlight": ()})


def test_an_amount_is_one_row_a_person_and_the_missing_are_left_out():
    """P03 could not be measured, and parts of a measure are not its whole."""
    found = prepare_amounts(measures(), "contacts")
    assert found.astype({"patient": str}).to_dict("records") == [
        {"patient": "P01", "amount": 36.0},
        {"patient": "P02", "amount": 45.0},
    ]
    assert len(prepare_amounts(measures(), "people_met")) == 3


def test_what_is_missing_is_said_in_the_chart():
    """Nobody takes a person who is not measured for one without contacts."""
    assert any("1 person är inte mätt" in text for text in texts_of(draw_load(measures(), group=GROUP).svg))


def test_people_met_stand_most_first_then_by_code():
    """P02 and P04 met twelve each, P01 nine."""
    said = texts_of(draw_people_met(measures(), group=GROUP).svg)
    assert [text for text in said if text.startswith("P0")] == ["P02", "P04", "P01"]


def test_shares_are_those_of_the_whole_round_with_an_interval():
    """Amounts, and shares of a part of the round, stand elsewhere."""
    group = GROUP.model_copy(update={"measures": ALL_FIRST})
    found = prepare_shares(measures(), group=group)
    assert found[["measure", "mean", "low", "high", "n"]].astype({"measure": str}).to_dict("records") == [
        {"measure": "sip_seen", "mean": 0.5, "low": 0.25, "high": 0.75, "n": 12}
    ]
    said = " ".join(texts_of(draw_measures(measures(), group=group).svg)).replace("\u00a0", " ")
    assert "6 av 12" in said


def test_value_counts_each_voice_apart():
    """Anna has spoken of some contacts and the team of others; proposals are in no row."""
    contacts, group, _ = anna()
    counts = prepare_value_by(contacts, group=group)
    values = ["value_creating", "necessary", "not_value_creating"]
    by_voice = counts.groupby("voice")[values].sum().to_dict("index")
    frame = contacts.frame
    frame = frame[(frame["kind"] == "contact") & frame["is_step"]]
    for voice, column in (("person", "person_value"), ("team", "team_value")):
        assert by_voice[voice] == {value: int((frame[column] == value).sum()) for value in values}
    assert counts[values].to_numpy().sum() == 20


def test_before_and_after_holds_shares_only():
    """Forty contacts are no share."""
    found = prepare_change(compared(), group=GROUP)
    assert found[["before", "after"]].to_dict("records") == [{"before": 0.25, "after": 0.75}]


def test_the_same_measures_give_the_same_bytes_and_are_pictures_of_text():
    """Text is text, with a title, a description and a language; nothing in it is fetched."""
    first, second = every_chart(), every_chart()
    for name, picture in first.items():
        save(picture, f"diagram-{name}")
        assert picture.svg == second[name].svg
        assert len(texts_of(picture.svg)) > 4
        assert picture.svg.count("<title>") == 1
        assert "<desc>" in picture.svg
        assert 'lang="sv"' in picture.svg
        assert set(re.findall(r"https?://[^\"' <)]+", picture.svg)) <= NAMESPACES
        assert "<script" not in picture.svg
        assert "<metadata" not in picture.svg


def test_no_setting_of_matplotlib_changes():
    """A notebook's own figures look afterwards as they did before."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    before, backend, figures = dict(mpl.rcParams), mpl.get_backend(), plt.get_fignums()
    every_chart()
    assert dict(mpl.rcParams) == before
    assert mpl.get_backend() == backend
    assert plt.get_fignums() == figures


def test_a_chart_of_nothing_or_of_too_much_refuses_in_a_sentence():
    """The sentence says where to look instead."""
    nothing = measures(AMOUNTS.partition("P01")[0] + "P01 | visits | | 1 | visits\n")
    many = AMOUNTS + "".join(f"Q{at:02d} | contacts | | {at} | contacts\n" for at in range(61))
    for draw in (draw_load, draw_people_met):
        with pytest.raises(PictureError, match="tabellerna"):
            draw(nothing, group=GROUP)
    with pytest.raises(PictureError, match="tabellerna"):
        draw_load(measures(many), group=GROUP)
    with pytest.raises(PictureError, match="tabellerna"):
        draw_change(compared(COMPARED.replace("seen ", "days ")), group=GROUP)


def test_words_from_a_group_file_are_never_markup_or_formulas():
    """A dollar sign sets no formula, and < is a letter."""
    title = GROUP.title.model_copy(update={"sv": "<script>$x^2$ & \u202e mer</script>"})
    picture = draw_load(measures(), group=GROUP.model_copy(update={"title": title}))
    assert "<script" not in picture.svg
    assert any("<script>$x^2$ & mer</script>" in text for text in texts_of(picture.svg))


def test_charts_speak_english_too():
    """One catalogue, two languages."""
    with show_in("en"):
        charts = every_chart()
    for picture in charts.values():
        assert 'lang="en"' in picture.svg
    assert "Different people I met" in charts["manniskor"].title
