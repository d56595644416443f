"""The command line: the same verbs as in Python, with sentences in the screen language."""

from flowmap.cli.app import main

__all__ = ["main"]
