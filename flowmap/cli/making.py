"""Make a round ready to work in: template, notebooks, letters; the demo's invented round; a person out."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from flowmap.group import Group, read_group
from flowmap.journal import write_template
from flowmap.route import RoundOptions, open_folder, read_sources
from flowmap.words import say
from flowmap.workspace import RoundFolder, Workspace, write_letters

Tell = Callable[[str], None]
_INVENTED_AT = datetime(2026, 1, 1)  # the demo is the same whenever it is made


def furnish_round(made: RoundFolder, group: Group, *, workspace: Workspace) -> list[str]:
    """Write what a new round begins with, and return the files' names within it."""
    from flowmap.cli.notebooks import copy_notebooks

    written = [made.settings_file, write_template(made.journal, group=group).path]
    written += [
        item.path
        for item in write_letters(
            made.folder, municipality=workspace.settings.municipality, group=str(group.title)
        )
    ]
    written += copy_notebooks(made.notebooks, settings=notebook_settings(made, workspace))
    return [path.relative_to(made.folder).as_posix() for path in written]


def notebook_settings(made: RoundFolder, workspace: Workspace) -> dict[str, str]:
    """Return what a round's notebooks begin with: its sheets and its group (a file if it is the team's)."""
    own = workspace.groups / f"{made.settings.group}.toml"
    group = f"../../../groups/{own.name}" if own.is_file() else made.settings.group
    return {"FIL": "../journal.xlsx", "GRUPP": group}


def forget_in_store(workspace: Workspace) -> Callable[[str, Sequence[str]], int] | None:
    """Return what takes a person out of the store, or ``None`` where there is no store."""
    if not workspace.store.exists():
        return None

    def forget(code: str, rounds: Sequence[str]) -> int:
        from flowmap.rounds import open_store, remove_patient

        with open_store(workspace.store) as store:
            now = datetime.now()
            return sum(
                remove_patient(store, patient=code, round_id=name, removed_at=now).rows for name in rounds
            )

    return forget


def count_in_store(workspace: Workspace) -> Callable[[str, Sequence[str]], int] | None:
    """Return what counts a person's rows in the store, or ``None`` where there is no store."""
    if not workspace.store.exists():
        return None

    def count(code: str, rounds: Sequence[str]) -> int:
        from flowmap.rounds import count_patient, open_store

        with open_store(workspace.store) as store:
            return sum(count_patient(store, patient=code, round_id=name) for name in rounds)

    return count


def lab_folder(name: str) -> Path:
    """Return the folder to open JupyterLab in: the notebooks of the named round, or of the only one.

    Raises
    ------
    WorkspaceError
        No workspace here, or several rounds and none named.
    """
    return open_folder(name).folder.notebooks


def make_demo(folder: Path, *, tell: Tell) -> Path:
    """Make a workspace with an invented round, its basis and its ratings; return the round's folder."""
    from flowmap.samples import invent_round
    from flowmap.workspace import BasisSetting, RoundSettings, make_round, make_workspace

    tell(say("step.invent"))
    sample = invent_round()
    workspace = make_workspace(folder, municipality=say("cli.demo_municipality"))
    basis = tuple(BasisSetting.model_validate(item) for item in sample.basis)
    settings = RoundSettings(title=sample.title, group=sample.group_id, basis=basis)
    made = make_round(workspace, sample.name, settings=settings)
    tell(say("step.template"))
    group = read_group(sample.group_id)
    furnish_round(made, group, workspace=workspace)
    write_template(made.journal, group=group, rows=sample.sheets)
    _keep_ratings(made)
    return made.folder


def _keep_ratings(made: RoundFolder) -> None:
    """Put the invented ratings into the store, as if rating workbooks had been collected."""
    from flowmap.log import build_log
    from flowmap.rounds import keep_ratings, open_store
    from flowmap.samples import invent_round, resolve_ratings

    opened = open_folder(made.folder)
    options = RoundOptions(round_id=made.name, settings=made.settings, key=opened.options.key)
    log = build_log(read_sources(made.journal, group=opened.group, options=options), opened.group)
    ratings = resolve_ratings(invent_round().ratings, log)
    owners = dict(zip(log.frame["event_id"].tolist(), log.frame["patient"].astype(str), strict=True))
    bands = log.facts.bands.frame
    owners |= dict(zip(bands["band_id"].tolist(), bands["patient"].astype(str), strict=True))
    with open_store(opened.workspace.store) as store:
        keep_ratings(store, ratings, round_id=made.name, patients=owners, taken_in_at=_INVENTED_AT)
