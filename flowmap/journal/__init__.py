"""Reading journals: sheets and extracts become a ``Journal``; the template that they are typed in."""

from flowmap.journal.annotate import annotate_workbook
from flowmap.journal.checks import accept_problems, check_journal, list_same_contacts
from flowmap.journal.column_files import list_column_files, read_column_file
from flowmap.journal.person_rows import list_person_rows
from flowmap.journal.read import read_journal
from flowmap.journal.suggest import suggest_columns
from flowmap.journal.template import write_template

__all__ = [
    "accept_problems",
    "annotate_workbook",
    "check_journal",
    "list_column_files",
    "list_person_rows",
    "list_same_contacts",
    "read_column_file",
    "read_journal",
    "suggest_columns",
    "write_template",
]
