"""The commands for value: ``rate``, ``collect``, ``agree``, ``explain``."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from flowmap.cli.answer import SCREEN, Answer, Screen
from flowmap.errors import InputError
from flowmap.words import say

if TYPE_CHECKING:
    from flowmap.route import OpenRound
    from flowmap.tables import Contacts

Tick = Annotated[bool, Parameter(negative=())]
RATINGS_FOLDER = "bedomningar"


def rate_command(
    name: str = ".",
    *,
    rater: str = "",
    person: str = "",
    role: str = "",
    needs: Tick = False,
    screen: Screen = SCREEN,
) -> Answer:
    """Write a rater's workbook, a person's form, or the needs sheet."""
    from flowmap.route import open_folder

    opened = open_folder(name)
    folder = opened.folder.folder / RATINGS_FOLDER
    folder.mkdir(exist_ok=True)
    if needs:
        written = _write_needs(opened, folder)
    elif person:
        written = _write_form(opened, folder, patient=person, rater=rater, role=role)
    elif rater:
        written = _write_workbook(opened, folder, rater=rater, role=role)
    else:
        raise InputError(say("cli.rate_what"))
    shown = written.relative_to(opened.folder.folder).as_posix()
    return Answer((say("cli.rate_done", file=shown),), {"written": shown})


def _contacts(opened: "OpenRound") -> "Contacts":
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


def _write_workbook(opened: "OpenRound", folder: Path, *, rater: str, role: str) -> Path:
    from flowmap.value import Rater, write_rating_workbook
    from flowmap.value.raters import TEAM

    chosen = Rater(rater, role or TEAM)
    path = folder / f"bedomning-{_plain(rater)}.xlsx"
    return write_rating_workbook(path, _contacts(opened), group=opened.group, rater=chosen).path


def _write_form(opened: "OpenRound", folder: Path, *, patient: str, rater: str, role: str) -> Path:
    from flowmap.value import Rater, write_person_form

    chosen = Rater(rater or say("cli.rater_person"), role or "person")
    path = folder / f"formular-{_plain(patient)}-{_plain(chosen.role)}.xlsx"
    return write_person_form(path, _contacts(opened), group=opened.group, patient=patient, rater=chosen).path


def _write_needs(opened: "OpenRound", folder: Path) -> Path:
    from flowmap.expected import check_expected
    from flowmap.findings import list_findings
    from flowmap.measures import measure_flow
    from flowmap.rounds import join_needs, propose_needs
    from flowmap.value import write_needs_sheet

    contacts, group = _contacts(opened), opened.group
    expected = check_expected(contacts, group)
    findings = list_findings(contacts, measure_flow(contacts, group), expected=expected, group=group)
    needs = join_needs(opened.options.needs, propose_needs(findings))
    path = folder / "behov.xlsx"
    return write_needs_sheet(path, needs, group=group, round_id=opened.folder.name).path


def collect_command(
    files: Annotated[list[Path], Parameter(consume_multiple=True)],
    *,
    name: str = ".",
    screen: Screen = SCREEN,
) -> Answer:
    """Take filled workbooks, forms and needs sheets back in."""
    from flowmap.cli.collecting import collect_files
    from flowmap.route import open_folder

    missing = next((path for path in files if not path.is_file()), None)
    if missing is not None:
        raise InputError(say("cli.no_file", file=missing.name))
    opened = open_folder(name)
    return collect_files(opened, _contacts(opened), files=list(files), at=datetime.now())


def agree_command(name: str = ".", *, screen: Screen = SCREEN) -> Answer:
    """Show where raters agree."""
    from flowmap.route import open_folder
    from flowmap.tables import Ratings
    from flowmap.value import measure_agreement

    opened = open_folder(name)
    found = measure_agreement(opened.options.ratings or Ratings.empty(), _contacts(opened))
    facts: dict[str, Any] = {
        "sentences": list(found.sentences),
        "figures": _records(found.figures),
        "disagreements": _records(found.disagreements),
    }
    return Answer(found.sentences, facts)


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
    found = explain_contact(_contacts(opened), opened.group, event_id=contact)
    return Answer(found.sentences, {"contact": contact, "sentences": list(found.sentences)})


COMMANDS: dict[str, Callable[..., Answer]] = {
    "rate": rate_command,
    "collect": collect_command,
    "agree": agree_command,
    "explain": explain_command,
}
