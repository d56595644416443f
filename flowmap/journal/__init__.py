"""Reading journals: sheets and extracts become a ``Journal``; the template that they are typed in."""

from flowmap.journal.column_files import list_column_files, read_column_file
from flowmap.journal.read import read_journal

__all__ = ["list_column_files", "read_column_file", "read_journal"]
