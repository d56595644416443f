"""Draw what a mapped round shows, and write it all: pictures, report, tables, lists and the run record."""

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from flowmap.beside import ALONE, Crew
from flowmap.discovery import Model
from flowmap.errors import PictureError
from flowmap.files import Written, write_whole
from flowmap.group import Group
from flowmap.records import Kind
from flowmap.rounds import needs_for_plan, needs_for_reko
from flowmap.route.counting import count_round, package_versions
from flowmap.route.mapping import FEWEST_PATIENTS, RoundMap, Tell, be_silent, crew_for
from flowmap.route.valuing import list_value_tables
from flowmap.show import (
    AnalystPart,
    Drawn,
    Material,
    Picture,
    Placement,
    begin_tables,
    draw_flow_geometry,
    draw_group,
    draw_load,
    draw_measures,
    draw_model,
    draw_people_met,
    draw_value_by,
    draw_ways,
    prepare_flow,
    write_report,
)
from flowmap.tables import Contacts, Measures, Table
from flowmap.value import count_values, say_value_counts
from flowmap.words import number, say, screen_language

MOST_WAYS = 40  # as many persons as the group's picture takes; a log with more has its ways in the notebooks
FEWEST_FOR_A_GROUP = 2
RUN_RECORD = "run.json"
Ways = Callable[[], dict[str, Drawn]]


def write_round(
    mapped: RoundMap, out: Path | str, *, tell: Tell = be_silent, crew: Crew = ALONE
) -> list[Written]:
    """Draw and write everything a mapped round shows into ``out``; return where each file was written.

    ``crew`` may have a second process, which draws and writes its share.

    Raises
    ------
    WorkspaceError
        The folder cannot be written to.
    """
    folder = Path(out)
    tell(say("step.draw"))
    crew = crew_for(crew, mapped.contacts)
    ways = begin_ways(mapped, crew=crew)
    tables = begin_tables(list_tables(mapped), mapped.group, crew=crew)
    material = gather_material(mapped, ways=ways, crew=crew)
    tell(say("step.write"))
    written = write_report(material, folder, tables=tables, crew=crew)
    record = run_record(mapped, outputs=[item.wanted.relative_to(folder).as_posix() for item in written])
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return [*written, write_whole(folder / RUN_RECORD, text)]


def list_tables(mapped: RoundMap) -> list[Table]:
    """Return the tables that are written, in the order of the route."""
    contacts = mapped.contacts
    facts = contacts.facts
    shown: list[Table] = [contacts, contacts.waits, contacts.handovers, contacts.voices, contacts.band_values]
    shown += [facts.patients, facts.coverage, facts.basis, facts.stays, facts.bands]
    shown += [
        facts.ledger,
        mapped.expected,
        mapped.measures,
        mapped.measures.group_figures,
        mapped.measures.beside,
    ]
    shown += [mapped.findings, mapped.promises, mapped.problems]
    if mapped.graph is not None:
        shown += [mapped.graph.nodes, mapped.graph.edges]
    return [*shown, *list_value_tables(mapped)]


def run_record(mapped: RoundMap, *, outputs: Sequence[str]) -> dict[str, object]:
    """Return what a run can be repeated and compared by: versions, hashes of inputs and settings, counts."""
    settings = mapped.options.settings
    chosen = mapped.group.model_dump_json() + (settings.model_dump_json() if settings else "")
    return {
        **count_round(mapped),
        "packages": package_versions(),
        "inputs": dict(sorted(mapped.journal.input_hashes.items())),
        "settings": hashlib.blake2b(chosen.encode(), digest_size=16).hexdigest(),
        "group": mapped.group.id,
        "language": screen_language().value,
        "agrees_with_pm4py": None if mapped.agreement is None else mapped.agreement.is_same,
        "outputs": sorted(outputs),
    }


def gather_material(mapped: RoundMap, *, ways: Ways | None = None, crew: Crew = ALONE) -> Material:
    """Return what the report shows; a picture beyond its limits is the sentence it refused with.

    ``ways`` are those of ``begin_ways``, where they are under way already.
    """
    contacts, group = mapped.contacts, mapped.group
    patients = _patients(mapped)
    ways = ways or begin_ways(mapped, crew=crew)
    charts = _charts(mapped, len(patients), crew=crew)
    group_way, flow = _group_way(mapped, len(patients)), _flow(mapped)
    return Material(
        title=_title(mapped),
        subtitle=_subtitle(mapped, len(patients)),
        group=group,
        contacts=contacts,
        expected=mapped.expected,
        measures=mapped.measures,
        findings=mapped.findings,
        problems=mapped.problems,
        plan=needs_for_plan(mapped.options.needs),
        reko=needs_for_reko(mapped.options.needs, today=mapped.options.today),
        promises=mapped.promises,
        promises_note=mapped.promises_note,
        ways=ways(),
        group_way=group_way,
        flow=flow,
        charts=charts(),
        value_sentences=(say_value_counts(count_values(contacts), group=group),),
        flow_sentences=(mapped.graph.sentence,) if mapped.graph else (),
        analyst=_analyst(mapped),
        stamps=_stamps(mapped),
    )


def _title(mapped: RoundMap) -> str:
    settings = mapped.options.settings
    return (settings.title if settings else "") or str(mapped.group.title)


def _subtitle(mapped: RoundMap, patients: int) -> str:
    facts = count_round(mapped)
    frame = mapped.contacts.frame
    contacts = frame[(frame["kind"] == Kind.CONTACT) & frame["is_step"]]
    met, held = int(contacts["is_met"].sum()), int(contacts["took_place"].sum())
    beside = [("unanswered", held - met), ("not_held", len(contacts) - held)]
    counted = [
        say("count.person", n=patients),
        say("report.contacts_with_me", n=met),
        *(say(f"report.{what}", n=n) for what, n in beside if n),
        say("count.milestone", n=facts["milestones"]),
        say("count.stay", n=facts["stays"]),
        say("count.band", n=facts["bands"]),
    ]
    return " · ".join(counted)


def _stamps(mapped: RoundMap) -> tuple[str, ...]:
    missing = () if _has_basis(mapped) else (say("picture.no_basis"),)
    return (say("picture.working_material"), *missing)


def _has_basis(mapped: RoundMap) -> bool:
    """Return whether each journal of each person has a whole basis: kind, role, day, and last day kept."""
    basis = mapped.contacts.facts.basis.frame
    said = basis[["basis", "decided_by", "decided_on", "keep_until"]]
    return not basis.empty and not bool(said.isna().to_numpy().any())


def _drawn(draw: Callable[[], Picture]) -> Drawn:
    try:
        return draw()
    except PictureError as error:
        return str(error)


def _patients(mapped: RoundMap) -> list[str]:
    """Return the codes of the round's patients, in their order."""
    patients = mapped.contacts.frame["patient"].cat.remove_unused_categories()
    return [str(name) for name in patients.cat.categories]


def begin_ways(mapped: RoundMap, *, crew: Crew = ALONE) -> Ways:
    """Return what gives the ways by patient: every other one is the crew's, the rest come when asked for."""
    patients = _patients(mapped)
    if len(patients) > MOST_WAYS:
        return dict
    draw = partial(draw_ways, mapped.contacts, group=mapped.group, findings=mapped.findings)
    beside = crew.give(draw, patients=patients[1::2])

    def ways() -> dict[str, Drawn]:
        drawn = {**draw(patients=patients[::2]), **beside()}
        return {patient: drawn[patient] for patient in patients}

    return ways


def _group_way(mapped: RoundMap, patients: int) -> Drawn | None:
    if patients < FEWEST_FOR_A_GROUP:
        return None
    return _drawn(
        lambda: draw_group(mapped.contacts, mapped.expected, group=mapped.group, findings=mapped.findings)
    )


def _flow(mapped: RoundMap) -> Drawn | None:
    """Return the flow picture, its boxes where the group's last one had them; keep where they stand."""
    graph, kept = mapped.graph, mapped.options.placement
    if graph is None:
        return None
    try:
        placement = Placement.from_text(kept.read_text("utf-8")) if kept and kept.is_file() else None
        prepared = prepare_flow(
            graph,
            group=mapped.group,
            placement=placement,
            findings=mapped.findings,
            has_basis=_has_basis(mapped),
        )
    except PictureError as error:
        return str(error)
    if kept:
        write_whole(kept, prepared.placement.to_text())
    return draw_flow_geometry(prepared)


def _charts(mapped: RoundMap, patients: int, *, crew: Crew) -> Callable[[], tuple[Drawn, ...]]:
    """Return what gives the charts of a group; one or two persons have their measures listed instead."""
    if not FEWEST_PATIENTS <= patients <= MOST_WAYS:
        return tuple
    return crew.give(draw_charts, mapped.measures, mapped.contacts, group=mapped.group)


def draw_charts(measures: Measures, contacts: Contacts, *, group: Group) -> tuple[Drawn, ...]:
    """Return the charts of a group; one that would show nothing is left out."""
    drawn = (
        _drawn(lambda: draw_load(measures, group=group)),
        _drawn(lambda: draw_people_met(measures, group=group)),
        _drawn(lambda: draw_value_by(contacts, group=group)),
        _drawn(lambda: draw_measures(measures, group=group)),
    )
    return tuple(chart for chart in drawn if not isinstance(chart, str))


def _analyst(mapped: RoundMap) -> AnalystPart | None:
    model = mapped.model
    if model is None:
        return None
    return AnalystPart(
        sentences=(model.summary(), model.order_sentence(), *model.sentences, *_missing(model)),
        figures=tuple(
            (say(f"discovery.word.{name}"), number(v, digits=2)) for name, v in model.quality.items()
        ),
        picture=_drawn(lambda: draw_model(model.nodes, model.edges)),
        self_check=mapped.agreement.sentence() if mapped.agreement else "",
    )


def _missing(model: Model) -> tuple[str, ...]:
    """Return why a quality figure is missing; those that are there stand in the table."""
    return model.quality_sentences()[len(model.quality) :]
