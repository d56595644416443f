"""The store's tables, version by version; append-only by triggers except while a person is removed."""

APPLICATION_ID = 0x666C6F77  # "flow"
SCHEMA_VERSION = 1

APPEND_ONLY = (
    "rounds",
    "snapshots",
    "snapshot_parts",
    "imports",
    "ratings",
    "decisions",
    "needs",
    "actions",
    "removals",
)

_TABLES = """
CREATE TABLE rounds (
    round_id TEXT PRIMARY KEY,
    group_id TEXT NOT NULL,
    kept_at TEXT NOT NULL
) STRICT;
CREATE TABLE snapshots (
    snapshot_id INTEGER PRIMARY KEY,
    round_id TEXT NOT NULL REFERENCES rounds,
    kept_at TEXT NOT NULL,
    vocabulary_id TEXT NOT NULL,
    coding_id TEXT NOT NULL,
    group_json TEXT NOT NULL,
    settings_json TEXT NOT NULL,
    input_hashes_json TEXT NOT NULL
) STRICT;
CREATE TABLE snapshot_parts (
    snapshot_id INTEGER NOT NULL REFERENCES snapshots,
    part TEXT NOT NULL,
    content BLOB NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (snapshot_id, part)
) STRICT;
CREATE TABLE imports (
    import_id INTEGER PRIMARY KEY,
    round_id TEXT NOT NULL,
    taken_in_at TEXT NOT NULL,
    file_hashes_json TEXT NOT NULL,
    records INTEGER NOT NULL
) STRICT;
CREATE TABLE ratings (
    rating_id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports,
    round_id TEXT NOT NULL,
    patient TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    rater TEXT NOT NULL,
    role TEXT NOT NULL,
    value TEXT,
    reason TEXT,
    comment TEXT NOT NULL,
    rating_basis TEXT,
    coding_id TEXT NOT NULL,
    rated_at TEXT NOT NULL,
    points_back_to TEXT NOT NULL
) STRICT;
CREATE INDEX ratings_of_round ON ratings (round_id, event_id);
CREATE TABLE decisions (
    decision_id INTEGER PRIMARY KEY,
    round_id TEXT NOT NULL,
    patient TEXT NOT NULL,
    subject TEXT NOT NULL,
    choice TEXT NOT NULL,
    because TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL
) STRICT;
CREATE TABLE needs (
    record_id INTEGER PRIMARY KEY,
    round_id TEXT NOT NULL,
    patient TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    need_id TEXT NOT NULL,
    in_my_words TEXT NOT NULL,
    shown_by TEXT NOT NULL,
    need_class TEXT NOT NULL,
    decided_in TEXT NOT NULL,
    responsible_role TEXT NOT NULL,
    action TEXT NOT NULL,
    done_by TEXT,
    need_status TEXT NOT NULL,
    measured_by TEXT NOT NULL
) STRICT;
CREATE TABLE actions (
    record_id INTEGER PRIMARY KEY,
    round_id TEXT NOT NULL,
    patient TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    need_id TEXT NOT NULL,
    action TEXT NOT NULL,
    responsible_role TEXT NOT NULL,
    done_by TEXT,
    action_status TEXT NOT NULL,
    what_it_gave TEXT NOT NULL
) STRICT;
CREATE TABLE removals (
    removal_id INTEGER PRIMARY KEY,
    round_id TEXT NOT NULL,
    removed_at TEXT NOT NULL,
    records INTEGER NOT NULL
) STRICT;
CREATE TABLE removing (is_on INTEGER PRIMARY KEY CHECK (is_on = 1)) STRICT;
"""

_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {event} ON {table}
WHEN NOT EXISTS (SELECT 1 FROM removing)
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
"""


def schema_statements() -> list[str]:
    """Return the statements that make an empty store of the present version, one by one."""
    tables = [part.strip() for part in _TABLES.split(";") if part.strip()]
    triggers = [
        _TRIGGER.format(table=table, verb=event.lower(), event=event)
        for table in APPEND_ONLY
        for event in ("UPDATE", "DELETE")
    ]
    marks = [f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {SCHEMA_VERSION}"]
    return [*tables, *triggers, *marks]
