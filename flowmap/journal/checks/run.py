"""Run every check on a journal, and let the round's settings accept what the team has looked at."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np
import pandas as pd

from flowmap.group import Group
from flowmap.journal.checks import attributes, beside, dates, doubles, labels, reviewed, routine, stays
from flowmap.journal.checks.facts import Facts, Flagged
from flowmap.records import Place, Severity
from flowmap.tables import Journal, Problem, Problems, shape_columns
from flowmap.tables.segments import Flags
from flowmap.words import say
from flowmap.workspace import AcceptedCheck, RoundSettings

MOST_SHOWN = 200  # of one check; the last one says how many more there are
Check = Callable[[Facts], Iterator[Flagged | Problem]]
CHECKS: tuple[Check, ...] = (
    dates.check_future,
    dates.check_birth,
    dates.check_end,
    dates.check_band_end,
    dates.check_window,
    stays.check_overlap,
    stays.check_inside,
    doubles.check_exact,
    doubles.check_near,
    doubles.check_two_journals,
    labels.check_unknown,
    labels.check_alike,
    labels.check_spellings,
    attributes.check_attributes,
    routine.check_routine,
    beside.check_beside,
    reviewed.check_reviewed,
    reviewed.check_unread,
    reviewed.check_coverage_given,
    reviewed.check_one_journal,
    reviewed.check_unsure,
    reviewed.check_basis,
    reviewed.check_own_words,
)


def check_journal(
    journal: Journal,
    *,
    group: Group,
    settings: RoundSettings | None = None,
    today: date | None = None,
) -> Problems:
    """Return what reading found and what the checks find; one row is one problem, errors first.

    ``settings`` (the round's) give the window, the basis and the checks that the team accepts, each with its
    reason in ``accepted_because``; without them nothing is asked about basis and coverage. ``today`` is
    what days to come are measured against. Of each check at most 200 are listed.
    """
    facts = Facts(journal, group, settings, today)
    found = [problem for check in CHECKS for problem in _listed(facts, list(check(facts)))]
    frame = pd.concat([_plain(journal.problems), _plain(Problems.of(found))], ignore_index=True)
    frame = _sorted(frame)
    frame["accepted_because"] = _accepted(frame, settings.accept if settings else ())
    return Problems(shape_columns(frame, Problems.columns), journal.problems.stamp)


def accept_problems(problems: Problems, settings: RoundSettings | None) -> Problems:
    """Return problems with the round's reason beside each that it accepts, also those found later."""
    frame = _plain(problems)
    frame["accepted_because"] = _accepted(frame, settings.accept if settings else ())
    return Problems(shape_columns(frame, Problems.columns), problems.stamp)


def list_same_contacts(
    journal: Journal, *, group: Group, settings: RoundSettings | None
) -> tuple[tuple[int, int], ...]:
    """Return the pairs of entry ids that stand in two journals and that the team accepts as one contact.

    The round accepts them with ``check = "same_contact_two_journals"``, all or those of some rows.
    """
    accept = [item for item in (settings.accept if settings else ()) if item.check == _SAME]
    if not accept:
        return ()
    facts = Facts(journal, group, settings, None)
    kept, doubled = doubles.two_journal_rows(facts)
    columns = ["file", "sheet", "row"]
    taken = np.zeros(len(kept), dtype=np.bool_)
    for item in accept:
        for rows in (kept, doubled):
            taken |= _covers(item, facts.entries[columns].iloc[rows])
    ids = facts.entries["entry_id"].to_numpy()
    pairs = zip(ids[kept[taken]].tolist(), ids[doubled[taken]].tolist(), strict=True)
    return tuple(sorted(pairs))


_SAME = "same_contact_two_journals"
_MORE = "more_of_the_same"


def _listed(facts: Facts, found: Sequence[Flagged | Problem]) -> Iterator[Problem]:
    """Yield a check's problems, at most as many as are shown."""
    sizes = [len(item.rows) if isinstance(item, Flagged) else 1 for item in found]
    left, more = MOST_SHOWN, max(0, sum(sizes) - MOST_SHOWN)
    for item in found:
        problems = list(_at_rows(facts, item, left)) if isinstance(item, Flagged) else [item][:left]
        left -= len(problems)
        yield from problems
    if more:
        last = found[-1]
        place = Place(column=last.rule)
        yield Problem(_MORE, last.severity, place, {"check": last.rule, "n": more})


def _at_rows(facts: Facts, item: Flagged, most: int) -> Iterator[Problem]:
    rows = item.rows[:most]
    shown = facts.entries[["file", "sheet", "row"]].iloc[rows]
    column = say(f"field.{item.column}")
    for n, (file, sheet, row) in enumerate(shown.itertuples(index=False, name=None)):
        yield Problem(item.rule, item.severity, Place(file, sheet, int(row), column), item.values(n))


def _plain(problems: Problems) -> pd.DataFrame:
    return problems.frame.astype({"severity": object})


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    """Order by severity, then by place; what reading found stands before what the checks found."""
    ranks = {severity.value: rank for rank, severity in enumerate(Severity)}
    keyed = frame.assign(rank=frame["severity"].map(ranks).astype(np.int64))
    keyed = keyed.sort_values(["rank", "file", "sheet", "row"], kind="stable")
    return keyed.drop(columns="rank").reset_index(drop=True)


def _accepted(frame: pd.DataFrame, accept: Sequence[AcceptedCheck]) -> pd.Series:
    """Return the reason that accepts each row; of several the first."""
    reasons = pd.Series("", index=frame.index, dtype=object)
    for item in accept:
        is_check = (frame["rule"] == item.check).to_numpy()
        if not (item.file or item.sheet or item.rows):
            is_check = is_check | ((frame["rule"] == _MORE) & (frame["column"] == item.check)).to_numpy()
        reasons[is_check & _covers(item, frame) & (reasons == "").to_numpy()] = item.because
    return reasons


def _covers(item: AcceptedCheck, frame: pd.DataFrame) -> Flags:
    covered = np.ones(len(frame), dtype=np.bool_)
    if item.file:
        covered &= (frame["file"].astype(object) == item.file).to_numpy()
    if item.sheet:
        covered &= (frame["sheet"].astype(object) == item.sheet).to_numpy()
    if item.rows:
        covered &= frame["row"].isin(item.rows).to_numpy()
    return covered
