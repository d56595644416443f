"""Commands that make and clear: a workspace, a round, the demo, a person out, the notebooks open."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from flowmap.cli.answer import SCREEN, Answer, Screen, is_yes, progress_bar, read_reply
from flowmap.words import listed, ranges, say

if TYPE_CHECKING:
    from flowmap.workspace import Workspace

Name = Annotated[str, Parameter(allow_leading_hyphen=False)]


def init_workspace(
    folder: Path = Path(),
    *,
    municipality: str = "",
    new_key: Annotated[bool, Parameter(negative=())] = False,
    screen: Screen = SCREEN,
) -> Answer:
    """Make a workspace, or a new key for one whose key is gone."""
    from flowmap.identity import key_path
    from flowmap.words import screen_language
    from flowmap.workspace import make_new_key, make_workspace

    if new_key:
        place = make_new_key(folder).parent
        return Answer((say("cli.new_key"), say("cli.key_place", folder=place)), {"workspace": folder.name})
    language = screen.lang or screen_language()
    workspace = make_workspace(folder, municipality=municipality, language=language)
    key = key_path(workspace.settings.key)
    lines = (
        say("cli.init_done", folder=folder.name),
        say("cli.key_place", folder=key.parent),
        *workspace.warnings,
    )
    return Answer(lines, {"workspace": folder.name, "warnings": list(workspace.warnings)})


def new_round(group: Name, *, name: str = "", screen: Screen = SCREEN) -> Answer:
    """Make a round for a patient group in the workspace that the current folder lies in."""
    from flowmap.cli.making import furnish_round
    from flowmap.group import read_group
    from flowmap.workspace import RoundSettings, find_workspace, make_round

    workspace = find_workspace(Path.cwd())
    chosen = read_group(group, folder=workspace.groups)
    title = f"{chosen.title}"
    made = make_round(workspace, name or _round_name(group), settings=RoundSettings(title=title, group=group))
    written = furnish_round(made, chosen, workspace=workspace)
    files = (say("cli.new_file", file=file) for file in written)
    lines = (say("cli.new_done", name=made.name), *files, say("cli.new_next", name=made.name))
    return Answer((*lines, *workspace.warnings), {"round": made.name, "files": written})


def _round_name(group: str) -> str:
    today = datetime.now().date()
    return f"{today.year}-{today.month:02d}-{group}"


def remove_from_workspace(
    code: Name,
    *,
    name: str = "",
    free: Annotated[bool, Parameter(negative=())] = False,
    yes: Annotated[bool, Parameter(negative=())] = False,
    screen: Screen = SCREEN,
) -> Answer:
    """Take a person out of the workspace, or of one round of it, once asked; or free the code for another."""
    from flowmap.cli.making import forget_in_store
    from flowmap.workspace import find_workspace, free_code, remove_person

    workspace = find_workspace(Path.cwd())
    chosen = [name] if name else None
    if free:
        freed = free_code(workspace, code, rounds=chosen)
        return Answer((say("cli.remove_freed", rounds=", ".join(freed)),), {"freed": list(freed)})
    if not yes and not screen.json:
        _ask(workspace, code, chosen)
    forget = forget_in_store(workspace)
    done = remove_person(workspace, code, on=datetime.now().date(), rounds=chosen, forget_in_store=forget)
    lines = [say("cli.remove_done", n=len(done.rounds), deleted=len(done.deleted), rows=done.rows_forgotten)]
    lines.append(say("cli.remove_map_again" if done.is_barred else "cli.remove_not_barred"))
    if done.to_delete_from:
        lines.append(say("cli.remove_left"))
        lines.extend(f"  {path}{_sheets(workspace.folder / path, code)}" for path in done.to_delete_from)
    facts = {
        "rounds": list(done.rounds),
        "deleted": list(done.deleted),
        "rewritten": list(done.rewritten),
        "to_delete_from": list(done.to_delete_from),
        "rows_forgotten": done.rows_forgotten,
        "is_barred": done.is_barred,
    }
    return Answer(tuple(lines), facts)


def _ask(workspace: "Workspace", code: str, rounds: list[str] | None) -> None:
    """Say what would go, and go on only where the answer is yes."""
    from flowmap.cli.making import count_in_store
    from flowmap.errors import WorkspaceError
    from flowmap.workspace import plan_removal

    plan = plan_removal(workspace, code, rounds=rounds, count_in_store=count_in_store(workspace))
    where = listed(list(plan.rounds)) if plan.rounds else say("cli.remove_no_round")
    going = say("cli.remove_going", rounds=where, files=plan.files, rows=plan.rows)
    Answer((going, say("cli.remove_ask"))).tell(as_json=False)
    if not is_yes(read_reply()):
        raise WorkspaceError(say("cli.remove_kept"))


def _sheets(path: Path, code: str) -> str:
    """Return on which sheets and rows of a workbook a person stands, as the user has to find them."""
    from flowmap.journal import list_person_rows

    if path.suffix.lower() != ".xlsx":
        return ""
    found = [
        say("cli.remove_rows", sheet=item.sheet, rows=ranges(item.rows))
        for item in list_person_rows(path, code=code)
    ]
    return f": {'; '.join(found)}" if found else ""


def open_notebooks(name: str = ".", *, screen: Screen = SCREEN) -> Answer:
    """Open the notebooks of a round in JupyterLab; outside a workspace those on the sample round."""
    from flowmap.cli.making import lab_folder
    from flowmap.cli.notebooks import open_lab

    return Answer(code=open_lab(lab_folder(name)))


def run_demo(folder: Path = Path("flowmap-demo"), *, screen: Screen = SCREEN) -> Answer:
    """Make a workspace with an invented round and map it."""
    from flowmap.cli.making import make_demo
    from flowmap.cli.mapping import STEPS, map_folder

    with progress_bar(STEPS + 2, screen=screen) as tell:
        made = make_demo(folder, tell=tell)
        answer = map_folder(made, tell=tell)
    opening = (say("cli.demo_done", folder=folder.name), *answer.lines)
    return Answer(opening, {"workspace": folder.name, **answer.facts})


COMMANDS: dict[str, Callable[..., Answer]] = {
    "demo": run_demo,
    "init": init_workspace,
    "new": new_round,
    "remove": remove_from_workspace,
    "lab": open_notebooks,
}
