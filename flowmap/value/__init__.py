"""Value from the person's side: what each voice says of each contact, and how ratings come in and out."""

from flowmap.value.agreement import Agreement, measure_agreement
from flowmap.value.choose import choose_to_rate
from flowmap.value.collect import Collected, read_ratings
from flowmap.value.counts import ValueCounts, count_values, say_value_counts
from flowmap.value.days import colour_days, count_value_days
from flowmap.value.explain import Explanation, explain_contact, list_proposals
from flowmap.value.failures import list_failure_contacts
from flowmap.value.gone import list_gone_ratings, move_ratings
from flowmap.value.needs_sheet import write_needs_sheet
from flowmap.value.over_way import share_values
from flowmap.value.person_form import write_person_form
from flowmap.value.possible_names import check_possible_names, without_named_roles
from flowmap.value.raters import Rater
from flowmap.value.rating_workbook import write_rating_workbook
from flowmap.value.read_needs import NeedsRead, read_needs_sheet
from flowmap.value.rule_checks import check_rules
from flowmap.value.tag import tag_contacts
from flowmap.value.voices import latest_ratings

__all__ = [
    "Agreement",
    "Collected",
    "Explanation",
    "NeedsRead",
    "Rater",
    "ValueCounts",
    "check_possible_names",
    "check_rules",
    "choose_to_rate",
    "colour_days",
    "count_value_days",
    "count_values",
    "explain_contact",
    "latest_ratings",
    "list_failure_contacts",
    "list_gone_ratings",
    "list_proposals",
    "measure_agreement",
    "move_ratings",
    "read_needs_sheet",
    "read_ratings",
    "say_value_counts",
    "share_values",
    "tag_contacts",
    "without_named_roles",
    "write_needs_sheet",
    "write_person_form",
    "write_rating_workbook",
]
