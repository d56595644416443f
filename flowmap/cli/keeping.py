"""Keep what a command brings into the workspace's store: the mapped round."""

from datetime import datetime

from flowmap.cli.answer import mask_facts
from flowmap.route import OpenRound, RoundMap


def keep_mapped(opened: OpenRound, mapped: RoundMap) -> None:
    """Freeze a mapped round in the store, so that a later one can be compared with it."""
    from flowmap.rounds import Snapshot, keep_round, open_store

    snapshot = Snapshot(
        log=mapped.log,
        group=opened.group,
        kept_at=datetime.now(),
        settings=mask_facts(opened.folder.settings.model_dump(mode="json")),
        input_hashes=mapped.journal.input_hashes,
        journal=mapped.journal,
    )
    with open_store(opened.workspace.store) as store:
        keep_round(store, snapshot)
