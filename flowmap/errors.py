"""One small tree of errors: everything flowmap raises on purpose.

A message is one clear sentence in the screen language: where, what was found, what is allowed, what to
do. It never holds an identifier or journal text. Bad *data* is no error but a row of ``Problems``.
"""


class FlowmapError(Exception):
    """Anything flowmap refuses; the message is a sentence for the user. The command line exits with 2."""


class InputError(FlowmapError):
    """A source that cannot be read: missing, not what its name says, hostile, or without a single row."""


class SettingsError(FlowmapError):
    """A settings file (workspace, round, group or column file) that does not hold what it must."""


class WorkspaceError(FlowmapError):
    """A folder or key that cannot be used: not a workspace, no write permission, a key in the wrong place."""


class StoreError(FlowmapError):
    """The store of rounds is damaged, locked, read-only or of another version."""


class TableError(FlowmapError):
    """A table that would be invalid: a missing column, a wrong type, a doubled key, a broken order."""


class PictureError(FlowmapError):
    """A picture beyond its stated limits; the message says what to do instead."""


class ExchangeError(FlowmapError):
    """A log that cannot be taken in from, or handed over to, another program's format."""


class CompareError(FlowmapError):
    """Rounds that cannot be compared; the message says what differs."""
