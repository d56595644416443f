"""The tables of value over the way: shares, coloured days, and contacts that followed a failure."""

from flowmap.route.mapping import RoundMap
from flowmap.tables import Table
from flowmap.value import colour_days, count_value_days, list_failure_contacts, share_values

MOST_PERSONS = 40  # a row for each person, voice, part and value: beyond this notebooks count what they need


def list_value_tables(mapped: RoundMap) -> list[Table]:
    """Return value over the way, person by person; nothing where nobody has valued anything."""
    contacts, ratings = mapped.contacts, mapped.options.ratings
    persons = contacts.frame["patient"].nunique()
    if ratings is None or not len(ratings) or persons > MOST_PERSONS:
        return []
    days = count_value_days(colour_days(contacts))
    return [share_values(contacts), days, list_failure_contacts(contacts, ratings)]
