"""Read any event log in one call, for those who come from other tools."""

from flowmap.group import Group, read_group
from flowmap.log import build_log
from flowmap.rounds import RoundTables, find_window
from flowmap.route.mapping import Columns, RoundMap, RoundOptions, Sources, read_sources
from flowmap.tables import EventLog


def read_log(
    sources: Sources, *, columns: Columns | None = None, group: Group | str = "generisk"
) -> EventLog:
    """Return the event log of a file (``.xlsx .csv .parquet .xes``), several files, or a DataFrame.

    ``columns`` is the name of a ready column file, the path of another, or a mapping. Errors are those of
    ``read_journal``; rows with problems are left out as it says.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"case": ["a", "a"], "act": ["Besök", "Remiss"]})
    >>> frame["time"] = ["2026-03-01", "2026-03-05"]
    >>> log = read_log(frame, columns={"patient": "case", "activity": "act", "start": "time"})
    >>> list(log.frame["activity"])
    ['Besök', 'Remiss']
    """
    group = read_group(group) if isinstance(group, str) else group
    journal = read_sources(sources, group=group, options=RoundOptions(columns=columns))
    return build_log(journal, group)


def round_tables(mapped: RoundMap) -> RoundTables:
    """Return what comparing needs of a mapped round: ``compare_rounds(round_tables(a), round_tables(b))``."""
    settings = mapped.options.settings
    facts = mapped.contacts.facts
    return RoundTables(
        measures=mapped.measures,
        group=mapped.group,
        title=(settings.title if settings else "") or str(mapped.group.title),
        patients=facts.patients,
        coverage=facts.coverage,
        expected=mapped.expected,
        window=find_window(mapped.contacts),
    )
