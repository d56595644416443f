"""Check the expected path: what each path rule of the group says of each patient."""

from flowmap.expected.check import check_expected

__all__ = ["check_expected"]
