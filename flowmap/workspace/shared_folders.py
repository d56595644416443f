"""Folders that a program copies to a server elsewhere: OneDrive, Teams, SharePoint, Dropbox and the like."""

import os
import re
from pathlib import Path

from flowmap.words import say

_NAMES = {
    "OneDrive": r"onedrive\b.*",
    "Teams": r"(microsoft )?teams( .*)?",
    "SharePoint": r"sharepoint\b.*",
    "Dropbox": r"dropbox\b.*",
    "Google Drive": r"(google ?drive|min enhet|my drive)\b.*",
    "iCloud": r"(icloud ?drive|mobile documents|com~apple~clouddocs)\b.*",
    "Box": r"box( sync|-box)?",
    "Nextcloud": r"(nextcloud|owncloud)\b.*",
}
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def shared_folder_warning(folder: Path) -> str:
    """Return a sentence that says why journals should not lie here, or an empty text.

    It looks at names in the path and at where OneDrive says it lies; it cannot see every service.
    """
    service = _service(folder)
    return say("workspace.shared_folder", folder=folder.name, service=service) if service else ""


def _service(folder: Path) -> str:
    resolved = folder.expanduser().resolve()
    for part in reversed(resolved.parts):
        for service, pattern in _NAMES.items():
            if re.fullmatch(pattern, part.casefold()):
                return service
    roots = [os.environ.get(name, "") for name in _VARIABLES]
    is_inside = any(root and resolved.is_relative_to(Path(root).resolve()) for root in roots)
    return "OneDrive" if is_inside else ""
