"""Checks of a journal before any map: each has a name, a severity and advice, and can be accepted."""

from flowmap.journal.checks.run import accept_problems, check_journal, list_same_contacts

__all__ = ["accept_problems", "check_journal", "list_same_contacts"]
