"""List a round's findings: the group's first, those that touch most before the rest, then each person's."""

from collections.abc import Iterator

from flowmap.findings.amounts import find_in_measures
from flowmap.findings.rules import find_in_rules
from flowmap.findings.scene import Finding, Scene
from flowmap.findings.voices import find_in_voices
from flowmap.group import Group
from flowmap.records import Standing
from flowmap.tables import Contacts, Expected, Findings, Measures

_RANK = {standing.value: rank for rank, standing in enumerate(Standing)}


def list_findings(contacts: Contacts, measures: Measures, *, expected: Expected, group: Group) -> Findings:
    """Say in plain sentences what is seen in the reviewed journals.

    One row is a finding in the screen language. Those of the group come first, ranked by persons touched,
    then by size (the share touched), then by standing (lag before föreskrift before riktlinje before eget
    mål); then each person's own, with ``about_patient``: what path rules and the way itself show, then
    measures and waits, and single contacts last, so that nobody's call stands before what care was to do.
    A round of one person has only the latter. No sentence names a cause or says that
    something is not there: only that it is not seen.
    """
    scene = Scene(contacts, measures, expected, group)
    found = [*find_in_rules(scene), *find_in_measures(scene), *find_in_voices(scene)]
    kept = sorted(_kept(found, scene), key=_rank)
    return Findings.from_rows([_row(finding) for finding in kept], contacts.stamp)


def _kept(found: list[Finding], scene: Scene) -> Iterator[Finding]:
    for finding in found:
        if finding.about is not None or len(scene.patients) > 1:
            yield finding


def _rank(finding: Finding) -> tuple[bool, str, int, int, float, int, str]:
    """Return the sort key; persons in order of code, each person's findings by tier and then by size."""
    standing = _RANK.get(finding.standing or "", len(_RANK))
    about = finding.about or ""
    tier = finding.tier if about else 0
    return (bool(about), about, tier, -finding.patients, -finding.size, standing, finding.finding_id)


def _row(finding: Finding) -> dict[str, object]:
    return {
        "finding_id": finding.finding_id,
        "sentence": finding.sentence,
        "about_patient": finding.about,
        "patients": finding.patients,
        "of_patients": finding.of_patients,
        "size": finding.size,
        "standing": finding.standing,
        "need_class": finding.need_class,
        "measure": finding.measure,
        "evidence": finding.evidence,
    }
