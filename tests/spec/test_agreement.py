"""How alike raters are: said in words first, equal to published examples, and undefined where it must be."""

import krippendorff
import numpy as np
import pytest

from flowmap.group import read_group
from flowmap.value import measure_agreement, tag_contacts
from flowmap.value.alpha import alpha_of, coincidences, measure_alpha
from flowmap.words import show_in
from tests.drawing_paths import paths, ratings


def counted(*raters: str) -> np.ndarray:
    """Return units × categories from each rater's values, drawn with a dot for a missing one."""
    columns = [line.split() for line in raters]
    categories = sorted({value for line in columns for value in line} - {"."})
    units = range(len(columns[0]))
    return np.array([[sum(c[u] == k for c in columns) for k in categories] for u in units])


# Krippendorff, Computing Krippendorff's alpha-reliability (2011), sections A, B and C.
BINARY = counted("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
NOMINAL = counted("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR_OBSERVERS = counted(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)


@pytest.mark.parametrize(
    ("counts", "level", "published"),
    [
        (BINARY, "nominal", 0.095),
        (NOMINAL, "nominal", 0.692),
        (FOUR_OBSERVERS, "nominal", 0.743),
        (FOUR_OBSERVERS, "ordinal", 0.815),
    ],
    ids=["binary data, two observers", "nominal, two observers", "four observers with gaps", "ordinal"],
)
def test_alpha_equals_krippendorffs_own_worked_examples(counts, level, published):
    patients = np.arange(len(counts))
    assert measure_alpha(counts, patients, level=level).alpha == pytest.approx(published, abs=0.0005)
    paired = counts[counts.sum(axis=1) > 1]
    assert alpha_of(coincidences(paired).sum(axis=0), level=level) == pytest.approx(published, abs=0.0005)


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_the_bootstraps_alpha_is_the_packages_alpha(level):
    made = np.random.default_rng(7)
    for _ in range(60):
        counts = made.integers(0, 3, (made.integers(2, 15), 3))
        paired = counts[counts.sum(axis=1) > 1]
        if (paired.sum(axis=0) > 0).sum() < 2:
            continue
        theirs = krippendorff.alpha(
            value_counts=paired, value_domain=np.arange(3), level_of_measurement=level
        )
        assert alpha_of(coincidences(paired).sum(axis=0), level=level) == pytest.approx(theirs)


def test_the_interval_draws_patients_and_is_the_same_each_time():
    patients = np.arange(len(FOUR_OBSERVERS)) // 2
    one = measure_alpha(FOUR_OBSERVERS, patients, level="nominal")
    assert one == measure_alpha(FOUR_OBSERVERS, patients, level="nominal")
    assert one.low < one.alpha < one.high <= 1
    few = measure_alpha(FOUR_OBSERVERS, np.zeros(12, dtype=int), level="nominal")
    assert np.isnan([few.low, few.high]).all()
    assert few.alpha == one.alpha


WAY = """
patient | date       | activity   | lane |
P01     | 2026-03-01 | Läkarbesök | hc   |
P01     | 2026-03-02 | Telefon    | hc   |
P02     | 2026-03-01 | Telefon    | hsv  |
P03     | 2026-03-01 | Telefon    | hsv  |
P03     | 2026-03-02 | Läkarbesök | hc   |
"""
GIVEN = """
event_id | rater    | role     | value              | rating_basis |
1        | ssk A    | team     | value_creating     |              |
1        | läk A    | team     | value_creating     |              |
2        | ssk A    | team     | value_creating     |              |
2        | läk A    | team     | not_value_creating |              |
2        | ssk B    | team     | value_creating     |              |
3        | ssk A    | team     | necessary          |              |
3        | läk A    | team     | value_creating     |              |
4        | ssk A    | team     | necessary          |              |
4        | läk A    | team     | necessary          |              |
5        | ssk A    | team     | necessary          |              |
5        | läk A    | team     | not_assessed       |              |
5        | teamet A | team     | necessary          | consensus    |
1        | hon A    | person   | not_value_creating |              |
"""


def agree(given=GIVEN, way=WAY, **how):
    drawn = ratings(given)
    return measure_agreement(drawn, tag_contacts(paths(way), read_group("generisk"), ratings=drawn), **how)


def test_agreement_is_said_in_words_first():
    sentences = agree().sentences
    assert sentences[0] == "Teamets bedömare var lika i 2 av 4 kontakter; oftast oense om Telefon (2 av 3)."
    assert sentences[1].startswith("Krippendorffs alfa: 0,30 (95 % intervall ")
    with show_in("en"):
        assert agree().sentences[0].startswith("The team's raters were alike in 2 of 4 contacts; most often")


def test_agreement_is_shown_per_activity_lane_and_role():
    figures = agree().figures.frame
    columns = ["by", "part", "contacts", "alike", "raters", "patients"]
    assert figures[columns].astype(object).to_numpy().tolist() == [
        ["all", "", 4, 2, 3, 3],
        ["activity", "Läkarbesök", 1, 1, 2, 1],
        ["activity", "Telefon", 3, 1, 3, 3],
        ["lane", "hc", 2, 1, 3, 1],
        ["lane", "hsv", 2, 1, 2, 2],
        ["role", "ssk", 1, 1, 2, 1],
        ["role", "läk – ssk", 4, 2, 3, 3],
    ]
    why = figures["undefined_because"].astype(object).where(figures["undefined_because"].notna(), None)
    assert why.tolist() == [None, "one_category", None, "one_person", "two_persons", "one_category", None]


def test_pairs_of_values_are_counted_each_pair_once():
    confusion = agree().confusion.frame
    assert confusion.astype(object).to_numpy().tolist() == [
        ["not_value_creating", "not_value_creating", 0],
        ["not_value_creating", "necessary", 0],
        ["not_value_creating", "value_creating", 2],
        ["necessary", "necessary", 1],
        ["necessary", "value_creating", 1],
        ["value_creating", "value_creating", 2],
    ]


def test_disagreements_are_an_agenda_with_the_furthest_apart_first():
    agenda = agree().disagreements.frame
    assert agenda[["event_id", "steps_apart", "sentence"]].astype(object).to_numpy().tolist() == [
        [2, 2, "läk A: gav mig inget; ssk A: gav mig något; ssk B: gav mig något"],
        [3, 1, "ssk A: behövdes, men gav inget i sig; läk A: gav mig något"],
    ]


def test_what_cannot_be_worked_out_is_said():
    lines = GIVEN.strip().splitlines()
    head, only_ssk_a = lines[0], [line for line in lines[1:] if "ssk A" in line]
    alone = agree("\n".join([head, *only_ssk_a]))
    assert alone.sentences == ("Bara en har bedömt, så det går inte att säga hur lika bedömare är.",)
    assert len(alone.disagreements) == 0
    alike = agree("\n".join([head, *lines[1:3], *lines[8:10]]).replace("necessary     ", "value_creating"))
    assert alike.sentences == (
        "Teamets bedömare var lika i alla 2 kontakter som flera har bedömt.",
        "Alla gav samma värde, så alfa går inte att räkna ut.",
    )
    every = "event_id | rater | value |\n"
    for event, value in ((1, "necessary"), (3, "value_creating"), (4, "necessary")):
        every += f"{event} | ssk A | {value} |\n{event} | läk A | {value} |\n"
    assert agree(every).sentences[1].startswith("Krippendorffs alfa: 1,00 om värdena")
    assert agree(every).sentences[2] == "Bedömarna tyckte lika överallt, så inget intervall ges."
    one_person = agree(way=WAY.replace("P02", "P01").replace("P03", "P01").replace("03-01", "03-02"))
    assert one_person.sentences[-1] == "Bedömningarna gäller en enda person, så inget intervall ges."
    assert "intervall " not in one_person.sentences[1]
    apart = agree("event_id | rater | value |\n 1 | ssk A | necessary |\n 2 | läk A | necessary |")
    assert apart.sentences[0].startswith("Ingen kontakt är bedömd av två eller fler")


def test_those_who_speak_for_the_person_are_compared_among_themselves():
    more = GIVEN + "1 | dotter A | relative | value_creating | |\n"
    told = agree(more, voice="person")
    assert told.sentences[0] == (
        "De som talar för personen var lika i 0 av 1 kontakt; oftast oense om Läkarbesök (1 av 1)."
    )


def many(patients: int, contacts: int) -> tuple[np.ndarray, np.ndarray]:
    """Return counts of three raters' values, alike within patients, and whose contacts they are."""
    dice = np.random.default_rng(3)
    easy = np.repeat(dice.random(patients), contacts)  # some persons' contacts are agreed on, others' not
    true = dice.integers(0, 3, patients * contacts)
    given = [np.where(dice.random(len(true)) < easy, true, dice.integers(0, 3, len(true))) for _ in range(3)]
    counts = np.stack([sum(values == k for values in given) for k in range(3)], axis=1)
    return counts.astype(np.int64), np.repeat(np.arange(patients), contacts)


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_from_500_patients_the_normal_interval_stands_in_and_is_what_the_draws_tend_to(level, monkeypatch):
    counts, patients = many(600, 8)
    normal = measure_alpha(counts, patients, level=level)
    monkeypatch.setattr("flowmap.value.alpha.LARGE", 10**9)
    drawn = measure_alpha(counts, patients, level=level)
    assert normal.alpha == drawn.alpha
    width = drawn.high - drawn.low
    assert normal.low == pytest.approx(drawn.low, abs=width * 0.05)
    assert normal.high == pytest.approx(drawn.high, abs=width * 0.05)


def test_the_interval_draws_patients_and_not_contacts():
    """Contacts of one person are alike: drawing contacts would make the interval far too short."""
    counts, patients = many(40, 30)
    by_patient = measure_alpha(counts, patients, level="nominal")
    by_contact = measure_alpha(counts, np.arange(len(counts)), level="nominal")
    assert by_patient.high - by_patient.low > 1.5 * (by_contact.high - by_contact.low)
