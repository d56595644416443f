"""The whole route of a round, in lines that a newcomer can read aloud: from sheets to what can be shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from flowmap.beside import ALONE, Crew
from flowmap.discovery import Agreement, Model
from flowmap.errors import InputError
from flowmap.exchange import read_xes
from flowmap.expected import check_expected
from flowmap.findings import list_findings
from flowmap.flow import summarise_flow
from flowmap.group import Group, read_group
from flowmap.identity import NOBODY_REMOVED, RemovedPersons
from flowmap.journal import accept_problems, check_journal, list_same_contacts, read_journal
from flowmap.journal.sources import FRAME_FILE
from flowmap.log import build_log
from flowmap.measures import measure_flow
from flowmap.paths import trace_paths
from flowmap.records import Stamp
from flowmap.route.choosing import choose_graph
from flowmap.route.looking import Look, look_at_flow
from flowmap.tables import (
    Contacts,
    EventLog,
    Expected,
    Findings,
    FlowGraph,
    FlowSummary,
    Journal,
    Measures,
    Needs,
    Paths,
    Problems,
    Promises,
    Ratings,
)
from flowmap.value import check_possible_names, read_ratings, tag_contacts, without_named_roles
from flowmap.words import say
from flowmap.workspace import RoundSettings

Sources: TypeAlias = str | Path | pd.DataFrame | Sequence[str | Path | pd.DataFrame]
Tell = Callable[[str], None]
_NO_CLOCK = datetime(2000, 1, 1)  # the same files give the same tables, whenever they are read
MOST_SENT = 100_000  # events that are copied to a second process
FEWEST_PATIENTS = 3  # one or two persons have their ways, and no flow
Columns = str | Path | Mapping[str, str]


def be_silent(step: str) -> None:
    """Say nothing of a step."""


@dataclass(frozen=True)
class RoundOptions:
    """What is known of a round beside its sheets: its name, settings and key, what was rated and agreed on.

    ``ratings`` are those kept in the store, ``rating_files`` are read as they lie. ``columns`` is the name
    of a ready column file, a path, or a mapping such as ``{"patient": "case", "activity": "act"}``.
    ``today`` is what days to come are measured against; without it none is.
    ``removed`` are those taken out of the round, whose rows are rejected.
    ``placement`` is where the flow picture's plan is kept, so that the next round of the group looks alike.
    """

    round_id: str = ""
    columns: Columns | None = None
    settings: RoundSettings | None = None
    key: bytes = b""
    ratings: Ratings | None = None
    rating_files: tuple[Path, ...] = ()
    needs: Needs = field(default_factory=Needs.empty)
    today: date | None = None
    placement: Path | None = None
    removed: RemovedPersons = NOBODY_REMOVED


@dataclass(frozen=True)
class RoundMap:
    """Every table of a mapped round. With fewer than three patients there is no graph and no model.

    ``look`` gives what pm4py finds, and waits where a second process is looking; ``model`` and ``agreement``
    ask it. ``promises`` are those of the group's last round, where there is one; ``promises_note`` says why
    they have no numbers.
    """

    group: Group
    journal: Journal
    problems: Problems
    log: EventLog
    contacts: Contacts
    summary: FlowSummary
    expected: Expected
    measures: Measures
    findings: Findings
    graph: FlowGraph | None = None
    look: Callable[[], Look] = Look
    promises: Promises = field(default_factory=Promises.empty)
    promises_note: str = ""
    options: RoundOptions = RoundOptions()

    @property
    def model(self) -> Model | None:
        """The model that pm4py discovered."""
        return self.look().model

    @property
    def agreement(self) -> Agreement | None:
        """Whether pm4py, given this order, finds exactly these transitions."""
        return self.look().agreement


def map_round(
    sources: Sources,
    *,
    group: Group | str = "generisk",
    options: RoundOptions = RoundOptions(),
    tell: Tell = be_silent,
    crew: Crew = ALONE,
) -> RoundMap:
    """Map a round: read, build, trace, tag, fold, choose, discover, check, measure and sum up.

    ``tell`` is called with each step's name as it begins. ``crew`` may have a second process, which looks
    at the flow with pm4py while this one measures. Errors are those of the steps.
    """
    group = read_group(group) if isinstance(group, str) else group
    tell(say("step.read"))
    journal = _readable(read_sources(sources, group=group, options=options))
    problems = check_sources(journal, group=group, options=options)
    options = replace(options, needs=without_named_roles(options.needs, group))
    tell(say("step.build"))
    same_contact = list_same_contacts(journal, group=group, settings=options.settings)
    log = build_log(journal, group, same_contact=same_contact)
    tell(say("step.trace"))
    paths = trace_paths(log, group)
    tell(say("step.tag"))
    options = replace(options, ratings=_ratings(paths, group, options))
    contacts = tag_contacts(paths, group, ratings=options.ratings)
    tell(say("step.fold"))
    summary = summarise_flow(contacts)
    crew = crew_for(crew, contacts) if summary.patients >= FEWEST_PATIENTS else ALONE
    look = crew.give(look_at_flow, contacts, summary)
    tell(say("step.expect"))
    expected = check_expected(contacts, group)
    tell(say("step.measure"))
    measures = measure_flow(contacts, group)
    tell(say("step.find"))
    findings = list_findings(contacts, measures, expected=expected, group=group)
    mapped = RoundMap(
        group, journal, problems, log, contacts, summary, expected, measures, findings, options=options
    )
    tell(say("step.discover"))
    return _with_flow(mapped, look) if summary.patients >= FEWEST_PATIENTS else mapped


def crew_for(crew: Crew, contacts: Contacts) -> Crew:
    """Return who works on a log: of a long one no copy is sent to a second process."""
    return crew if len(contacts) <= MOST_SENT else ALONE


def check_sources(journal: Journal, *, group: Group, options: RoundOptions) -> Problems:
    """Return what to look at in the sheets and the settings, and in the needs and ratings taken in."""
    problems = check_journal(journal, group=group, settings=options.settings, today=options.today)
    named = check_possible_names(options.needs, options.ratings, group=group)
    return problems.together(accept_problems(named, options.settings))


def _ratings(paths: Paths, group: Group, options: RoundOptions) -> Ratings | None:
    """Return the ratings kept in the store, or those that lie in files beside a log outside a workspace."""
    if not options.rating_files:
        return options.ratings
    contacts = tag_contacts(paths, group)
    return read_ratings(options.rating_files, contacts, group=group, taken_in_at=_NO_CLOCK).ratings


def _with_flow(mapped: RoundMap, look: Callable[[], Look]) -> RoundMap:
    """Return the round with what only a group of three or more has: graph, model, the check against pm4py."""
    titles = {lane.id: str(lane.title) for lane in mapped.group.lanes}
    graph = choose_graph(summarise_flow(mapped.contacts, lane_titles=titles))
    return replace(mapped, graph=graph, look=look)


def read_sources(sources: Sources, *, group: Group, options: RoundOptions = RoundOptions()) -> Journal:
    """Read journal sheets, extracts and XES logs into one journal that knows which round it is."""
    journal = read_journal(
        _opened(sources),
        columns=options.columns,
        group=group,
        key=options.key,
        settings=options.settings,
        removed=options.removed,
    )
    if not options.round_id:
        return journal
    return replace(journal, entries=journal.entries.stamped(Stamp(round_id=options.round_id)))


def _readable(journal: Journal) -> Journal:
    """Refuse a journal without a single entry: there is no way to map."""
    if not len(journal.entries) and not len(journal.bands):
        rows, files = journal.rows, ", ".join(sorted(journal.input_hashes))
        raise InputError(say("route.nothing_to_map", files=files, rejected=rows.rejected, blank=rows.blank))
    return journal


def _opened(sources: Sources) -> list[str | Path | pd.DataFrame]:
    """Return sources that reading takes: an XES log is opened at its own door, all else goes as it is."""
    several = [sources] if isinstance(sources, str | Path | pd.DataFrame) else list(sources)
    return [
        _named(read_xes(source), Path(source))
        if isinstance(source, str | Path) and Path(source).suffix.lower() == ".xes"
        else source
        for source in several
    ]


def _named(frame: pd.DataFrame, file: Path) -> pd.DataFrame:
    """Return the frame that a file became, with the file's name for what is said of it."""
    frame.attrs[FRAME_FILE] = file.name
    return frame
