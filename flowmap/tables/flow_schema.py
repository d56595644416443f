"""What a FlowSummary counts: its levels, its tallies and their keys; one list for all that use it."""

from flowmap.records import REASONS_AGAINST, REASONS_FOR, Value, Voice

LEVELS = ("activity", "lane", "principal")
VOICES = (Voice.PERSON, Voice.TEAM, Voice.PROPOSAL)
VALUES = (Value.CREATING, Value.NECESSARY, Value.NOT_CREATING)
REASONS = (*REASONS_AGAINST, *REASONS_FOR)
VALUE_COUNTS = (
    *(f"{voice.value}_{value.value}" for voice in VOICES for value in VALUES),
    *(f"shown_{value.value}" for value in VALUES),
    "only_proposed",
    "disputed",
)
NODE_COUNTS = ("count", "patients", "contacts", "starts", "ends", "open_ends", *VALUE_COUNTS)
EDGE_COUNTS = (
    "count",
    "patients",
    "order_uncertain",
    "overlaps",
    "inside_stay",
    "lane_changes",
    "principal_changes",
    "to_contacts",
    *VALUE_COUNTS,
)
WAY_COUNTS = ("patients", "open_ways")
TOTALS = (
    "patients",
    "open_ways",
    "steps",
    "contacts",
    "milestones",
    "about",
    "transitions",
    "order_uncertain",
)
_ONE = ("count",)
_MINUTES_APART = 2 * 24 * 60  # beyond two days minutes are counted in whole hours


def _tallies() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return each tally's key (a level where the part is one of its labels) and what it counts."""
    tallies: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {"totals": (("",), TOTALS)}
    for level in LEVELS:
        tallies |= {
            f"{level}.nodes": ((level,), NODE_COUNTS),
            f"{level}.positions": ((level, ""), _ONE),
            f"{level}.places": ((level, "lane", "principal"), _ONE),
            f"{level}.reasons": ((level, "", ""), _ONE),
            f"{level}.edges": ((level, level), EDGE_COUNTS),
            f"{level}.gaps": ((level, level, "", ""), _ONE),
            f"{level}.minutes": ((level, level, "", ""), _ONE),
            f"{level}.edge_reasons": ((level, level, "", ""), _ONE),
        }
    return tallies


SCHEMA = _tallies()
LONGEST_MINUTES = _MINUTES_APART
