"""The commands for value: ``rate``, ``collect``, ``agree``, ``explain``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flowmap.cli.answer import SCREEN, Answer, Screen, quoted
from flowmap.errors import InputError
from flowmap.words import day, say

if TYPE_CHECKING:
    from flowmap.route import OpenRound
    from flowmap.tables import Contacts, Disagreements

Tick = Annotated[bool, Parameter(negative=())]
RATINGS_FOLDER = "bedomningar"
_MOST_ON_AGENDA = 15  # what a workshop of two hours has time for


@Parameter(name="*")
@dataclass(frozen=True)
class Who:
    """Who rates: a role and a letter, a role other than the team's, and whether the team rates together."""

    rater: str = ""
    role: str = ""
    together: Annotated[bool, Parameter(negative=())] = False


NOBODY = Who()


def rate_command(
    name: str = ".",
    *,
    who: Who = NOBODY,
    person: str = "",
    needs: Tick = False,
    screen: Screen = SCREEN,
) -> Answer:
    """Write a rater's workbook, a person's form, or the needs sheet."""
    from flowmap.identity import person_code
    from flowmap.route import open_folder

    opened = open_folder(name)
    folder = opened.folder.folder / RATINGS_FOLDER
    folder.mkdir(exist_ok=True)
    if needs:
        written = _write_needs(opened, folder)
    elif person:
        written = _write_form(opened, folder, patient=person_code(person) or person, who=who)
    elif who.rater:
        written = _write_workbook(opened, folder, who=who)
    else:
        raise InputError(say("cli.rate_what"))
    shown = written.relative_to(opened.folder.folder).as_posix()
    collect = f"flowmap collect {quoted(shown)} --name {quoted(opened.folder.name)}"
    return Answer(
        (say("cli.rate_done", file=shown, command=collect),), {"written": shown, "collect": collect}
    )


def contacts_of(opened: "OpenRound") -> "Contacts":
    """Return the round's contacts with the ratings kept so far."""
    from flowmap.log import build_log
    from flowmap.paths import trace_paths
    from flowmap.route import read_sources
    from flowmap.value import tag_contacts

    journal = read_sources(list(opened.folder.inputs), group=opened.group, options=opened.options)
    paths = trace_paths(build_log(journal, opened.group), opened.group)
    return tag_contacts(paths, opened.group, ratings=opened.options.ratings)


def _plain(text: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in text.lower())


def _role(who: Who) -> str:
    """Return the role as tables have it; a word that names none goes on, to be refused."""
    from flowmap.value.raters import read_role

    return read_role(who.role) or who.role


def _write_workbook(opened: "OpenRound", folder: Path, *, who: Who) -> Path:
    from flowmap.value import Rater, write_rating_workbook
    from flowmap.value.raters import TEAM

    chosen = Rater(who.rater, _role(who) or TEAM, is_together=who.together)
    path = folder / f"bedomning-{_plain(who.rater)}.xlsx"
    return write_rating_workbook(path, contacts_of(opened), group=opened.group, rater=chosen).path


def _write_form(opened: "OpenRound", folder: Path, *, patient: str, who: Who) -> Path:
    from flowmap.value import Rater, write_person_form

    chosen = Rater(who.rater or say("cli.rater_person"), _role(who) or "person")
    path = folder / f"formular-{_plain(patient)}-{_plain(chosen.role)}.xlsx"
    return write_person_form(
        path, contacts_of(opened), group=opened.group, patient=patient, rater=chosen
    ).path


def _write_needs(opened: "OpenRound", folder: Path) -> Path:
    from flowmap.expected import check_expected
    from flowmap.findings import list_findings
    from flowmap.measures import measure_flow
    from flowmap.rounds import join_needs, propose_needs
    from flowmap.value import write_needs_sheet

    contacts, group = contacts_of(opened), opened.group
    expected = check_expected(contacts, group)
    findings = list_findings(contacts, measure_flow(contacts, group), expected=expected, group=group)
    needs = join_needs(opened.options.needs, propose_needs(findings))
    path = folder / "behov.xlsx"
    return write_needs_sheet(path, needs, group=group, round_id=opened.folder.name).path


def collect_command(
    files: Annotated[list[Path] | None, Parameter(consume_multiple=True)] = None,
    *,
    name: str = ".",
    move: Tick = False,
    screen: Screen = SCREEN,
) -> Answer:
    """Take filled workbooks, forms and needs sheets back in; move ratings whose contact has changed."""
    from flowmap.cli.collecting import collect_files, find_filled, move_gone
    from flowmap.route import open_folder

    if not files and not move:
        raise InputError(say("cli.collect_what"))
    opened = open_folder(name)
    found = find_filled(files or (), opened.folder.folder)
    contacts = contacts_of(opened)
    if move:
        return move_gone(opened, contacts, at=datetime.now())
    return collect_files(opened, contacts, files=found, at=datetime.now())


def agree_command(name: str = ".", *, at: datetime | None = None, screen: Screen = SCREEN) -> Answer:
    """Show where raters agree, now or as it stood on a day."""
    from flowmap.value import measure_agreement

    opened = _opened_at(name, at)
    contacts = contacts_of(opened)
    found = measure_agreement(opened.options.ratings or _no_ratings(), contacts)
    facts: dict[str, Any] = {
        "sentences": list(found.sentences),
        "figures": _records(found.figures),
        "confusion": _records(found.confusion),
        "disagreements": _records(found.disagreements),
    }
    return Answer((*found.sentences, *_agenda(found.disagreements, contacts)), facts)


def _agenda(disagreements: "Disagreements", contacts: "Contacts") -> list[str]:
    """Return the contacts to talk about, those furthest apart first, as lines."""
    days = contacts.frame.set_index("event_id")["start"]
    rows = disagreements.frame.head(_MOST_ON_AGENDA)
    lines = [
        f"  {patient}, {day(days[event].date())}, {activity}: {said}"
        for patient, event, activity, said in zip(
            rows["patient"], rows["event_id"], rows["activity"], rows["sentence"], strict=True
        )
    ]
    if not lines:
        return []
    left = len(disagreements) - len(lines)
    more = [say("cli.agree_more", n=left)] if left else []
    return [say("cli.agree_agenda"), *lines, *more]


def _no_ratings() -> Any:
    from flowmap.tables import Ratings

    return Ratings.empty()


def _opened_at(name: str, at: datetime | None) -> "OpenRound":
    """Return the round with the ratings as they stood at a moment."""
    from dataclasses import replace

    from flowmap.rounds import open_store, read_ratings_of
    from flowmap.route import open_folder

    opened = open_folder(name)
    if at is None or not opened.workspace.store.exists():
        return opened
    with open_store(opened.workspace.store) as store:
        ratings = read_ratings_of(store, round_id=opened.folder.name, at=at)
    return replace(opened, options=replace(opened.options, ratings=ratings))


def _records(table: Any) -> list[dict[str, Any]]:
    import json

    rows: list[dict[str, Any]] = json.loads(
        table.frame.astype(object).to_json(orient="records", date_format="iso")
    )
    return rows


def explain_command(contact: str, *, name: str = ".", screen: Screen = SCREEN) -> Answer:
    """Show why a contact got its proposal."""
    from flowmap.route import open_folder
    from flowmap.value import explain_contact

    opened = open_folder(name)
    found = explain_contact(contacts_of(opened), opened.group, event_id=contact)
    return Answer(found.sentences, {"contact": contact, "sentences": list(found.sentences)})


COMMANDS: dict[str, Callable[..., Answer]] = {
    "rate": rate_command,
    "collect": collect_command,
    "agree": agree_command,
    "explain": explain_command,
}
