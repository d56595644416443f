"""Why a contact got its proposal: what each rule asked for, and what held."""

from dataclasses import dataclass

import pandas as pd

from flowmap.errors import InputError
from flowmap.group import Group, Selector, ValueRule
from flowmap.records import Value
from flowmap.tables import Contacts, Voices
from flowmap.tables.rated import RuleMatches
from flowmap.value.counts import value_rows
from flowmap.value.proposals import closed_to_rules, match_rules, rule_conditions
from flowmap.words import day, has_words, say


@dataclass(frozen=True)
class Explanation:
    """What each voice says of one contact, and what each rule asked of it, in sentences and as a table."""

    title: str
    voices: tuple[str, ...]
    silence: tuple[str, ...]
    rules: RuleMatches

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything in the order to read it aloud: the proposal, the voices, what would have been.

        Where rules keep silent about the contact, what each of them asks for is left out.
        """
        rows = self.rules.frame.to_dict("records")
        matched = [_rule_sentence(row) for row in rows if row["matched"]]
        others = [] if self.silence else [_rule_sentence(row) for row in rows if row["not_held"]]
        answer = matched or self.silence or [say("explain.none_matched" if rows else "explain.no_rules")]
        heading = [say("explain.others")] if others else []
        return (self.title, *answer, *self.voices, *heading, *others)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{sentence}</p>" for sentence in self.sentences)


def explain_contact(contacts: Contacts, group: Group, *, event_id: int | str) -> Explanation:
    """Return what each voice says of one contact, and for every rule what matched and why.

    ``event_id`` is the contact's id, as a number or as text; or its number (*Nr*) in a rating workbook of
    the round as it now stands, whose title then says which contact it is.

    Raises
    ------
    InputError
        The round has no such contact.
    """
    frame = contacts.frame
    row = _asked(frame, _number(event_id))
    silence = [name for name, closed in closed_to_rules(frame, group) if closed[row.index[0]]]
    return Explanation(
        title=_title(row.iloc[0]),
        voices=tuple(_voice_sentences(row.iloc[0], contacts.voices)),
        silence=tuple(say(f"explain.silent_{name}") for name in silence),
        rules=_explain_rules(row, group, is_open=not silence),
    )


def _asked(frame: pd.DataFrame, number: int) -> pd.DataFrame:
    """Return the contact with an id, or else the one with that number in a rating workbook."""
    row = frame[frame["event_id"] == number]
    if row.empty and number > 0:
        row = frame[value_rows(frame)].iloc[number - 1 : number]
    if row.empty:
        raise InputError(say("explain.unknown_id"))
    return row


def _number(event_id: int | str) -> int:
    try:
        return int(event_id)
    except ValueError:
        raise InputError(say("explain.unknown_id")) from None


def _title(row: pd.Series) -> str:
    return say(
        "explain.title", activity=row["activity"], day=day(row["start"].date()), patient=row["patient"]
    )


def _voice_sentences(row: pd.Series, voices: Voices) -> list[str]:
    """Return what each voice says of the contact: every speaker on their own, then the team."""
    spoken = voices.frame
    own = spoken[spoken["event_id"] == row["event_id"]]
    said = [
        say("explain.person", by=say(f"speaker.{one['speaker']}"), value=_value(one["value"], one["reason"]))
        for one in own.to_dict("records")
    ]
    if row["speakers_differ"]:
        said.append(say("explain.speakers_differ"))
    if row["disputed"]:
        said.append(say("explain.disputed"))
    elif row["team_value"] != Value.NOT_ASSESSED:
        basis = say(f"rating_basis.{row['rating_basis']}")
        said.append(say("explain.team", basis=basis, value=_value(row["team_value"], row["team_reason"])))
    if _differ(row):
        said.append(say("explain.voices_differ"))
    return said or [say("explain.nobody")]


def _differ(row: pd.Series) -> bool:
    person, team = row["person_value"], row["team_value"]
    return Value.NOT_ASSESSED not in {person, team} and bool(person != team)


def _value(value: str, reason: object) -> str:
    text = say(f"value.{value}")
    return f"{text} ({say(f'reason.{reason}')})" if isinstance(reason, str) else text


def _explain_rules(row: pd.DataFrame, group: Group, *, is_open: bool) -> RuleMatches:
    rows: list[dict[str, object]] = []
    for rule in group.rules:
        held = {name: bool(rows_held[0]) for name, rows_held in rule_conditions(row, rule)}
        matched = is_open and bool(held) and all(held.values())
        is_first = matched and not any(earlier["matched"] for earlier in rows)
        rows.append(
            {
                "rule_id": rule.id,
                "matched": matched,
                "is_first": is_first,
                "value": rule.value.value,
                "reason": rule.reason.value if rule.reason else None,
                "because": str(rule.because),
                "held": "; ".join(_condition(rule, name) for name, holds in held.items() if holds),
                "not_held": "; ".join(_condition(rule, name) for name, holds in held.items() if not holds),
            }
        )
    return RuleMatches.from_rows(rows)


def _condition(rule: ValueRule, name: str) -> str:
    if name == "wait":
        return say("condition.wait", n=rule.wait_longer_than_days)
    if name not in Selector.model_fields:
        return say(f"condition.{name}")
    asked = getattr(rule.when, name)
    if isinstance(asked, bool):
        return say(f"condition.{name}_{'yes' if asked else 'no'}")
    return say(f"condition.{name}", listed=_either([_word(name, item) for item in asked]))


_WORDS = {"kinds": "kind", "principals": "principal", "journals": "journal", "modes": "mode"}
_WORDS |= {"started_by": "started_by", "statuses": "status"}


def _word(field: str, item: object) -> str:
    key = f"{_WORDS.get(field, '-')}.{item}"
    return say(key) if has_words(key) else str(item)


def _either(items: list[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return say("condition.or", before=", ".join(items[:-1]), last=items[-1])


def _rule_sentence(row: dict[str, object]) -> str:
    key = "first" if row["is_first"] else "also" if row["matched"] else "not"
    return say(
        f"explain.rule_{key}",
        rule=row["rule_id"],
        value=_value(str(row["value"]), row["reason"]),
        because=row["because"],
        held=row["held"],
        not_held=row["not_held"],
    )


def list_proposals(contacts: Contacts, group: Group) -> pd.DataFrame:
    """Return every rule that matches a contact, first or not.

    One row is one rule that matches one contact: ``event_id``, ``rule_id``, ``is_first`` (the one that
    proposes), ``value``, in the order of the way and then of the file.
    """
    frame = contacts.frame
    parts = []
    for place, (rule, matched) in enumerate(match_rules(frame, group)):
        rows = matched.nonzero()[0]
        part = pd.DataFrame({"way_row": rows, "place": place})
        parts.append(part.assign(rule_id=rule.id, value=rule.value.value))
    if not parts:
        return pd.DataFrame(columns=["event_id", "rule_id", "is_first", "value"])
    found = pd.concat(parts).sort_values(["way_row", "place"]).reset_index(drop=True)
    found["event_id"] = frame["event_id"].to_numpy()[found["way_row"].to_numpy()]
    found["is_first"] = ~found.duplicated("way_row")
    return found[["event_id", "rule_id", "is_first", "value"]]
