"""What a FlowSummary counts: its levels, its tallies and their keys; one list for all that use it.

What adds up is counted once, by grain: each combination of activity, lane and principal that steps have. The
levels are added up from it when they are asked for. Patients do not add up, and are counted by each level.
"""

from flowmap.records import REASONS_AGAINST, REASONS_FOR, Value, Voice

LEVELS = ("activity", "lane", "principal")
GRAIN = "grain"
VOICES = (Voice.PERSON, Voice.TEAM, Voice.PROPOSAL)
VALUES = (Value.CREATING, Value.NECESSARY, Value.NOT_CREATING)
REASONS = (*REASONS_AGAINST, *REASONS_FOR)
VALUE_COUNTS = (
    *(f"{voice.value}_{value.value}" for voice in VOICES for value in VALUES),
    *(f"shown_{value.value}" for value in VALUES),
    *(f"only_proposed_{value.value}" for value in VALUES),
    "disputed",
)
NODE_COUNTS = ("count", "contacts", "starts", "ends", "open_ends", *VALUE_COUNTS)
EDGE_COUNTS = (
    "count",
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
    """Return each tally's key (grain or a level where the part is one of its codes) and what it counts."""
    tallies: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "totals": (("",), TOTALS),
        "nodes": ((GRAIN,), NODE_COUNTS),
        "positions": ((GRAIN, ""), _ONE),
        "reasons": ((GRAIN, "", ""), _ONE),
        "edges": ((GRAIN, GRAIN), EDGE_COUNTS),
        "gaps": ((GRAIN, GRAIN, "", ""), _ONE),
        "minutes": ((GRAIN, GRAIN, "", ""), _ONE),
        "edge_reasons": ((GRAIN, GRAIN, "", ""), _ONE),
    }
    for level in LEVELS:
        tallies[f"{level}.patients"] = ((level,), ("patients",))
        tallies[f"{level}.edge_patients"] = ((level, level), ("patients",))
    return tallies


SCHEMA = _tallies()
LONGEST_MINUTES = _MINUTES_APART
