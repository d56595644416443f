"""Take filled files back in: ratings into the store, needs beside them; say what became of each row."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from flowmap.cli.answer import Answer
from flowmap.errors import InputError
from flowmap.rounds import (
    Store,
    keep_needs,
    keep_ratings,
    list_rounds,
    list_taken_in,
    open_store,
    read_ratings_of,
    read_round,
)
from flowmap.route import OpenRound
from flowmap.tables import Contacts, EventLog, Problems, Ratings
from flowmap.value import Collected, list_gone_ratings, move_ratings, read_needs_sheet, read_ratings
from flowmap.value.read_needs import is_needs_sheet
from flowmap.words import say


def collect_files(opened: OpenRound, contacts: Contacts, *, files: list[Path], at: datetime) -> Answer:
    """Take files into the round's store, each import whole or not at all; return what became of the rows."""
    sheets = [path for path in files if is_needs_sheet(path)]
    with open_store(opened.workspace.store) as store:
        collected = _ratings(
            opened, contacts, files=[f for f in files if f not in sheets], store=store, at=at
        )
        needs, found = _needs(opened, contacts, sheets=sheets, store=store, at=at)
    lines = [*_said(collected), *([say("cli.collect_needs", n=needs)] if sheets else [])]
    problems = [collected.problems, *found] if collected else found
    lines += list(_advice(problems))
    facts: dict[str, Any] = {"needs": needs, **(_counts(collected) if collected else {})}
    is_refused = any(table.counts()["error"] for table in problems)
    return Answer(tuple(lines), facts, 1 if is_refused else 0)


def find_filled(asked: Iterable[Path], round_folder: Path) -> list[Path]:
    """Return the files asked for: where the user stands, else in the round's folder, as ``rate`` names them.

    A pattern such as ``bedomningar/*.xlsx`` gives every file that it fits: not every terminal does so itself.

    Raises
    ------
    InputError
        A file is in neither place.
    """
    found: list[Path] = []
    for path in asked:
        places = [] if ".." in path.parts or path.is_absolute() else [Path(), round_folder]
        fitting = [file for place in places for file in _fitting(place, path)]
        if not path.is_file() and not fitting:
            raise InputError(say("cli.no_file", file=path.name))
        found += [path] if path.is_file() else fitting
    return list(dict.fromkeys(found))


def _fitting(place: Path, path: Path) -> list[Path]:
    if "*" in path.name:
        return [file for file in sorted((place / path.parent).glob(path.name)) if file.is_file()]
    return [place / path] if (place / path).is_file() else []


def _ratings(
    opened: OpenRound, contacts: Contacts, *, files: list[Path], store: Store, at: datetime
) -> Collected | None:
    if not files:
        return None
    name = opened.folder.name
    collected = read_ratings(
        files,
        contacts,
        group=opened.group,
        taken_in_at=at,
        kept=read_ratings_of(store, round_id=name),
        known_files=list_taken_in(store, round_id=name),
    ).without_codes_of(opened.options.removed)
    keep_ratings(
        store,
        collected.ratings,
        round_id=name,
        patients=collected.patients,
        taken_in_at=at,
        file_hashes=collected.file_hashes,
    )
    return collected


def _needs(
    opened: OpenRound, contacts: Contacts, *, sheets: list[Path], store: Store, at: datetime
) -> tuple[int, list[Problems]]:
    kept, problems = 0, []
    patients = frozenset(contacts.facts.patients.frame["patient"].astype(str))
    for path in sheets:
        read = read_needs_sheet(
            path,
            group=opened.group,
            round_id=opened.folder.name,
            patients=patients,
            removed=opened.options.removed,
        )
        kept += keep_needs(store, read.needs, round_id=opened.folder.name, recorded_at=at)
        problems.append(read.problems)
    return kept, problems


def _said(collected: Collected | None) -> list[str]:
    if collected is None:
        return []
    counts = _counts(collected)
    return [say(f"cli.collect_{what}", n=n) for what, n in counts.items() if n]


def _counts(collected: Collected) -> dict[str, int]:
    became = collected.rows.frame["became"].value_counts()
    return {what: int(became.get(what, 0)) for what in ("added", "changed", "unchanged", "refused", "gone")}


def _advice(problems: Iterable[Problems]) -> Iterable[str]:
    for table in problems:
        for row in table.frame.astype(object).to_dict("records"):
            number = say("problem_place.row", row=str(row["row"])) if row["row"] else ""
            parts = (row["file"], row["sheet"], number, row["column"])
            place = ", ".join(str(part) for part in parts if part)
            yield f"{place}: {row['advice']}" if place else str(row["advice"])


def move_gone(opened: OpenRound, contacts: Contacts, *, at: datetime) -> Answer:
    """Give the ratings of contacts that the sheets no longer have to the likely new ones, as new records."""
    name = opened.folder.name
    with open_store(opened.workspace.store) as store:
        ratings = read_ratings_of(store, round_id=name)
        earlier = _earlier(store, ratings, contacts)
        rows = list_gone_ratings(ratings, contacts, group=opened.group, earlier=earlier).frame
        offered = rows[rows["likely_event"] != ""]
        to = dict(
            zip(offered["event_text"].astype("int64"), offered["likely_event"].astype("int64"), strict=True)
        )
        moved = move_ratings(ratings, to=to, moved_at=at)
        owners = dict(
            zip(contacts.frame["event_id"].tolist(), contacts.frame["patient"].astype(str), strict=True)
        )
        kept = keep_ratings(store, moved, round_id=name, patients=owners, taken_in_at=at) if len(moved) else 0
    left = len(rows) - len(offered)
    lines = [say("cli.moved", n=kept), *([say("cli.not_moved", n=left)] if left else [])]
    return Answer(tuple(lines), {"moved": kept, "left": left})


def _earlier(store: Store, ratings: Ratings, contacts: Contacts) -> EventLog | None:
    """Return the last kept log of the round that still has a contact which is rated and now gone."""
    round_id = contacts.stamp.round_id
    known = {*contacts.frame["event_id"].tolist(), *contacts.facts.bands.frame["band_id"].tolist()}
    gone = set(ratings.frame["event_id"].tolist()) - known
    snapshots = list_rounds(store)
    own = snapshots.loc[snapshots["round_id"] == round_id, "snapshot_id"].tolist()
    for number in reversed(own if gone else []):
        log = read_round(store, round_id=round_id, snapshot_id=number).log
        if log.frame["event_id"].isin(gone).any():
            return log
    return None
