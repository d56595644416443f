"""What was promised last time: the needs of the group's last round beside what their measures say now."""

from dataclasses import replace

from flowmap.errors import CompareError, StoreError
from flowmap.expected import check_expected
from flowmap.group import Group
from flowmap.measures import measure_flow
from flowmap.paths import trace_paths
from flowmap.rounds import (
    RoundTables,
    Store,
    compare_rounds,
    find_last_round,
    follow_promises,
    open_store,
    read_needs,
    read_ratings_of,
    read_round,
)
from flowmap.route.mapping import RoundMap
from flowmap.route.opening import OpenRound
from flowmap.tables import Comparison, Contacts
from flowmap.value import tag_contacts, without_named_roles


def follow_last_round(opened: OpenRound, mapped: RoundMap) -> RoundMap:
    """Return the mapped round with ``promises``: what the group's last round in the workspace took on.

    The last round is measured anew, as its journals and ratings were kept and with the group file as it
    stands now. Where the two cannot be compared, or the kept round not be read, ``promises_note`` says why,
    and the promises stand without numbers.

    Raises
    ------
    StoreError
        The store cannot be read.
    """
    if not opened.workspace.store.exists():
        return mapped
    with open_store(opened.workspace.store) as store:
        name = find_last_round(store, round_id=opened.folder.name, group_id=opened.group.id)
        if name is None:
            return mapped
        needs, note = without_named_roles(read_needs(store, round_id=name), opened.group), ""
        try:
            before = _tables(_kept_contacts(store, name, opened.group), opened.group)
            compared = compare_rounds(before, _tables(mapped.contacts, opened.group, mapped))
        except (CompareError, StoreError) as error:
            compared, note = Comparison.empty(), str(error)
    promises = follow_promises(needs, compared, group=opened.group)
    return replace(mapped, promises=promises, promises_note=note)


def _kept_contacts(store: Store, name: str, group: Group) -> Contacts:
    paths = trace_paths(read_round(store, round_id=name).log, group)
    ratings = read_ratings_of(store, round_id=name)
    return tag_contacts(paths, group, ratings=ratings if len(ratings) else None)


def _tables(contacts: Contacts, group: Group, mapped: RoundMap | None = None) -> RoundTables:
    return RoundTables(
        measures=mapped.measures if mapped else measure_flow(contacts, group),
        group=group,
        patients=contacts.facts.patients,
        coverage=contacts.facts.coverage,
        expected=mapped.expected if mapped else check_expected(contacts, group),
    )
