"""The legend of a way: the values always, the other signs where they are drawn."""

from flowmap.show.way.marks import value_word
from flowmap.show.way.plan import WayPlan
from flowmap.words import say


def legend_items(plan: WayPlan) -> list[tuple[str, str]]:
    """Return signs with their meaning, for what this way holds."""
    person, group = plan.person, plan.group
    contacts = [event for event in person.events if event.is_contact]
    values = ("value_creating", "necessary", "not_value_creating")
    made = [(f"value-{value}", value_word(value, group)) for value in values]
    signs = {
        "voice-person": any(event.voice == "person" for event in contacts),
        "voice-proposal": any(event.voice == "proposal" for event in contacts),
        "voice-none": any(event.voice == "none" and not event.disputed for event in contacts),
        "disputed": any(event.disputed and event.voice != "person" for event in contacts),
        "not_done": any(not event.took_place for event in contacts),
        "about": any(event.kind == "about" for event in person.events),
        "milestone": any(event.kind == "milestone" for event in person.events),
        "echo": any(event.has_echo for event in contacts),
        "flag": any(event.marker for event in contacts),
        "line-stay": bool(person.stays),
        "line-band": bool(person.bands),
        "line-handover": any(link.kind == "handover" for link in person.links),
        "line-wait": bool(plan.waits),
        "line-next": len(contacts) > 1,
        "line-uncertain": any(event.order_uncertain and event.is_step for event in contacts),
        "line-hatch": any(lane.is_hatched for lane in plan.lanes),
    }
    return made + [
        (sign, say(f"way.legend_{sign.replace('-', '_')}")) for sign, is_seen in signs.items() if is_seen
    ]
