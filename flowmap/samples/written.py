"""Truth as a file: plain, sorted, the same bytes each time."""

import json

from flowmap.samples.sample import SampleRound


def truth_text(sample: SampleRound) -> str:
    """Return the truth of a round as JSON text, indented for people to read."""
    return json.dumps(sample.truth, ensure_ascii=False, indent=1, default=str) + "\n"
