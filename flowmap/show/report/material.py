"""What a report is made of: the round's tables, its pictures, and sentences that other steps worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flowmap.group import Group
from flowmap.show.picture import Picture
from flowmap.tables import Contacts, Expected, Findings, Measures, Needs, Problems, Promises

FEWEST_FOR_A_FLOW = 3
Drawn = Picture | str  # a picture, or the sentence with which it refused


@dataclass(frozen=True)
class AnalystPart:
    """What pm4py discovered, in plain parts: sentences, figures (name, value), a picture, the self-check."""

    sentences: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    picture: Drawn | None = None
    self_check: str = ""


@dataclass(frozen=True)
class Material:
    """Everything a report may show. ``ways`` has a drawn way a patient, in the patients' order.

    ``plan`` are the needs for the handlingsplan, ``reko`` those for the next REKO meeting.
    """

    title: str
    subtitle: str
    group: Group
    contacts: Contacts
    expected: Expected
    measures: Measures
    findings: Findings
    problems: Problems
    plan: Needs = field(default_factory=Needs.empty)
    reko: Needs = field(default_factory=Needs.empty)
    promises: Promises = field(default_factory=Promises.empty)
    promises_note: str = ""
    ways: Mapping[str, Drawn] = field(default_factory=dict)
    group_way: Drawn | None = None
    flow: Drawn | None = None
    charts: tuple[Drawn, ...] = ()
    value_sentences: tuple[str, ...] = ()
    flow_sentences: tuple[str, ...] = ()
    analyst: AnalystPart | None = None
    stamps: tuple[str, ...] = ()

    @property
    def patients(self) -> tuple[str, ...]:
        """The patients with a row in the log, in order."""
        labels = self.contacts.frame["patient"].cat
        return tuple(str(labels.categories[code]) for code in sorted(set(labels.codes)))
