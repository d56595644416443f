"""Rules of the group file propose values by fields and by relations; the first that matches wins."""

from types import SimpleNamespace

import pandas as pd
import pytest

from flowmap.errors import InputError
from flowmap.group import Group, Selector, ValueRule, list_groups, read_group
from flowmap.value import check_rules, explain_contact, list_proposals, tag_contacts
from flowmap.value.rating_sheet import prepare_contact_sheet
from tests.drawing_paths import paths, ratings

WAY = """
date      |activity  |mode |repeats_earlier|follows_cancelled|wait_days|is_coerced|status |kind     |
2026-03-01|Läkarbesök|visit|               |                 |         |          |       |         |
2026-03-02|Telefon   |phone|x              |                 |         |          |       |         |
2026-03-03|Telefon   |phone|x              |x                |31       |          |       |         |
2026-03-04|Telefon   |phone|x              |x                |30       |x         |       |         |
2026-03-05|Telefon   |phone|x              |                 |         |          |planned|         |
2026-03-06|Rapport   |phone|x              |                 |         |          |       |about    |
2026-03-07|Avliden   |     |               |                 |         |          |       |milestone|
2026-03-08|Telefon   |phone|x              |                 |         |          |       |         |
"""


def rule(name, value="not_value_creating", **asks):
    return ValueRule(id=name, value=value, because={"sv": "Därför.", "en": "Because."}, **asks)


REPEATED = rule(
    "ringer_igen", when=Selector(modes=("phone",)), relations=("repeats_earlier",), reason="double"
)
AFTER_CANCELLED = rule("ombokad", value="necessary", relations=("follows_cancelled",))
FIRST = (
    "Förslag: gav mig inget (dubbelt). Därför. "
    "Det som stämmer: kontakten är telefon; en tidigare kontakt hade samma ärende. [ringer_igen]"
)
LONG_WAIT = rule("lang_vantan", wait_longer_than_days=30, reason="waiting")


@pytest.fixture
def make_group():
    def make(*rules, **changes) -> Group:
        changes = {"death": Selector(activities=("Avliden",)), "rules": rules, **changes}
        return read_group("generisk").model_copy(update=changes)

    return make


def column(contacts, name):
    return contacts.frame[name].astype(object).where(contacts.frame[name].notna(), None).tolist()


def test_the_first_rule_that_matches_proposes_and_gives_its_reason(make_group):
    contacts = tag_contacts(paths(WAY), make_group(REPEATED, AFTER_CANCELLED))
    assert column(contacts, "rule_id") == [None, "ringer_igen", "ringer_igen", None, None, None, None, None]
    assert column(contacts, "proposed_value")[:3] == [
        "not_assessed",
        "not_value_creating",
        "not_value_creating",
    ]
    assert column(contacts, "proposed_reason")[1] == "double"
    assert column(contacts, "voice")[:2] == ["none", "proposal"]
    contacts = tag_contacts(paths(WAY), make_group(AFTER_CANCELLED, REPEATED))
    assert column(contacts, "rule_id")[:4] == [None, "ringer_igen", "ombokad", None]


def test_no_rule_speaks_of_coerced_planned_or_bereaved_contacts_nor_of_talk_about_the_person(make_group):
    everything = rule(
        "allt", when=Selector(modes=("phone", "visit"), kinds=("contact", "about", "milestone"))
    )
    contacts = tag_contacts(paths(WAY), make_group(everything))
    assert column(contacts, "rule_id") == ["allt", "allt", "allt", None, None, None, None, None]


UNANSWERED = """
date      |activity  |mode |started_by|status    |is_met|
2026-03-01|Telefon   |phone|person    |unanswered|      |
2026-03-02|Telefon   |phone|relative  |unanswered|      |
2026-03-03|Telefon   |phone|care      |unanswered|      |
2026-03-04|Telefon   |phone|relative  |done      |x     |
"""


def test_no_rule_speaks_of_a_call_that_nobody_answered_and_people_still_may(make_group):
    """Whoever called: it counts as load alone. A daughter who rates it is heard."""
    asks = rule("inget_svar", when=Selector(statuses=("unanswered",)), reason="no_answer")
    group = make_group(asks, rule("allt", when=Selector(modes=("phone",))))
    silent = tag_contacts(paths(UNANSWERED), group)
    assert column(silent, "rule_id") == [None, None, None, "allt"]
    assert column(silent, "voice") == ["none", "none", "none", "proposal"]
    given = ratings("""
        event_id | rater  | role     | value              | reason    |
        2        | dotter | relative | not_value_creating | no_answer |
    """)
    heard = tag_contacts(paths(UNANSWERED), group, ratings=given)
    assert column(heard, "voice") == ["none", "person", "none", "proposal"]
    assert column(heard, "value")[1] == "not_value_creating"
    told = explain_contact(silent, group, event_id=1).sentences
    assert "Ingen svarade. Då föreslår ingen regel något; det är människors sak att bedöma." in told
    listed = list_proposals(silent, group)
    assert listed["event_id"].tolist() == [4]
    problems = check_rules(silent, group)
    assert ["rule_only_unmet", "inget_svar"] in problems.frame[["rule", "column"]].astype(
        str
    ).to_numpy().tolist()


@pytest.mark.parametrize("name", [name for name in list_groups() if name != "generisk"])
def test_no_group_that_ships_has_a_rule_for_what_nobody_answered(name):
    rules = read_group(name).rules
    assert rules
    assert not [each.id for each in rules if "unanswered" in each.when.statuses or each.reason == "no_answer"]


def test_a_wait_longer_than_the_limit_counts_and_the_limit_itself_does_not(make_group):
    way = WAY.replace("|x         |", "|          |")
    contacts = tag_contacts(paths(way), make_group(LONG_WAIT))
    assert column(contacts, "rule_id")[:4] == [None, None, "lang_vantan", None]


def test_a_rule_that_asks_for_nothing_proposes_nothing(make_group):
    contacts = tag_contacts(paths(WAY), make_group(rule("tom")))
    assert column(contacts, "rule_id") == [None] * 8


def test_a_reason_that_something_else_failed_lets_a_rule_propose(make_group):
    given = ratings("""
        event_id | rater | value        | reason              |
        1        | ssk A | not_assessed | failure_elsewhere   |
        2        | ssk A | not_assessed |                     |
    """)
    group = make_group(rule("brast", relations=("caused_by_failure",), reason="failure_elsewhere"))
    contacts = tag_contacts(paths(WAY), group, ratings=given)
    assert column(contacts, "rule_id")[:3] == ["brast", None, None]


def test_every_rule_that_matches_is_listed_and_one_is_first(make_group):
    group = make_group(REPEATED, AFTER_CANCELLED)
    listed = list_proposals(tag_contacts(paths(WAY), group), group)
    assert listed[["event_id", "rule_id", "is_first"]].to_numpy().tolist() == [
        [2, "ringer_igen", True],
        [3, "ringer_igen", True],
        [3, "ombokad", False],
    ]


def test_explain_says_what_matched_and_why(make_group):
    group = make_group(REPEATED, AFTER_CANCELLED, LONG_WAIT)
    explained = explain_contact(tag_contacts(paths(WAY), group), group, event_id="2")
    assert explained.rules.frame[["rule_id", "matched", "is_first"]].to_numpy().tolist() == [
        ["ringer_igen", True, True],
        ["ombokad", False, False],
        ["lang_vantan", False, False],
    ]
    assert explained.sentences == (
        "Telefon, 2 mars 2026, P01",
        FIRST,
        "Ingen har bedömt kontakten.",
        "Andra förslag hade gällt om det här stämt, men det gör det inte för kontakten:",
        "  behövdes, men gav inget i sig, om: kontakten före blev inte av [ombokad]",
        "  gav mig inget (väntan), om: väntan före var längre än 30 dagar [lang_vantan]",
    )


def test_explain_lets_every_voice_speak_for_itself(make_group):
    given = ratings("""
        event_id | rater    | role     | value              | reason     |
        1        | hon A    | person   | not_value_creating | waiting    |
        1        | dotter A | relative | value_creating     |            |
        1        | ssk A    | team     | value_creating     | got_answer |
    """)
    group = make_group()
    told = explain_contact(tag_contacts(paths(WAY), group, ratings=given), group, event_id=1).sentences
    assert told[1:] == (
        "Gruppfilen har inga regler som föreslår värde.",
        "Personens röst (personen själv): gav mig inget (väntan).",
        "Personens röst (närstående): gav mig något.",
        "De som talar för personen säger olika.",
        "Teamet (en bedömare): gav mig något (fick svar).",
        "Personen och teamet säger olika. Prata om det.",
    )


def test_explain_takes_the_number_that_stands_in_a_rating_workbook(make_group):
    """Ids are long; a number that is no id is the row's number, and the title says which contact it is."""
    way = """
    event_id | date       | activity | mode  | kind    |
    301      | 2026-03-01 | Besök    | visit | contact |
    302      | 2026-03-02 | Rapport  | phone | about   |
    303      | 2026-03-03 | Telefon  | phone | contact |
    """
    group = make_group(REPEATED)
    contacts = tag_contacts(paths(way), group)
    sheet = prepare_contact_sheet(contacts, group=group)
    place = [column.name for column in sheet.columns].index("nr")
    assert [(row[place], row[-1]) for row in sheet.rows] == [("1", "301"), ("2", "303")]
    for row in sheet.rows:
        by_id = explain_contact(contacts, group, event_id=row[-1]).sentences
        assert explain_contact(contacts, group, event_id=row[place]).sentences == by_id
    with pytest.raises(InputError, match="Skriv Nr från bedömningsboken"):
        explain_contact(contacts, group, event_id=3)


def test_explain_says_when_rules_keep_silent_and_when_the_contact_is_unknown(make_group):
    group = make_group(REPEATED)
    contacts = tag_contacts(paths(WAY), group)
    assert explain_contact(contacts, group, event_id=4).sentences[1:] == (
        "Kontakten var inte frivillig. Då föreslår ingen regel något.",
        "Ingen har bedömt kontakten.",
    )
    with pytest.raises(InputError, match="finns inte i den här kartläggningen"):
        explain_contact(contacts, group, event_id="4x")


def test_rules_that_never_match_contradict_or_are_shadowed_are_reported(make_group):
    group = make_group(
        REPEATED,
        AFTER_CANCELLED,
        rule("aldrig", when=Selector(modes=("video",))),
        rule("tom"),
        rule("tvang", when=Selector(is_coerced=True)),
        rule("fel_orsak", value="value_creating", when=Selector(modes=("visit",)), reason="waiting"),
    )
    problems = check_rules(tag_contacts(paths(WAY), group), group).frame
    assert problems[["rule", "column"]].astype(str).to_numpy().tolist() == [
        ["rule_asks_nothing", "tom"],
        ["rule_only_coerced", "tvang"],
        ["rule_reason", "fel_orsak"],
        ["rule_shadowed", "ombokad"],
        ["rule_contradicts", "ombokad"],
    ]
    assert "ringer_igen går alltid före" in problems["advice"][3]


def test_a_rule_that_names_an_activity_the_group_lacks_is_reported(make_group):
    group = make_group(rule("felstavad", when=Selector(activities=("Telefn",))), takes_any_activity=False)
    problems = check_rules(tag_contacts(paths(WAY), group), group).frame
    assert problems["rule"].tolist() == ["rule_unknown_activity"]


@pytest.mark.parametrize("persons", [2, 3])
def test_rules_that_match_nothing_are_one_row_and_only_where_the_round_has_three_persons(make_group, persons):
    """A round of one or two persons says little of which rules a group needs."""
    unused = [rule(name, when=Selector(modes=("video",))) for name in ("aldrig", "heller_inte")]
    group = make_group(REPEATED, *unused)
    frame = tag_contacts(paths(WAY), group).frame
    people = pd.Categorical([f"P0{n % persons + 1}" for n in range(len(frame))])
    contacts = SimpleNamespace(frame=frame.assign(patient=people))
    problems = check_rules(contacts, group).frame
    found = problems[problems["rule"] == "rule_never"]
    told = ["2 regler stämmer inte på någon kontakt i den här kartläggningen: aldrig och heller_inte."]
    assert found["advice"].tolist() == (told if persons == 3 else [])
    assert (found["column"] == "").all()
