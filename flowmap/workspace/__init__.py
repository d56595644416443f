"""The workspace: where a municipality's rounds lie, their settings, and taking a person out again."""

from flowmap.workspace.erasure import Removal, RemovalPlan, free_code, plan_removal, remove_person
from flowmap.workspace.folders import (
    RoundFolder,
    Workspace,
    find_round,
    find_workspace,
    list_rounds,
    make_new_key,
    make_round,
    make_workspace,
)
from flowmap.workspace.letters import write_letters
from flowmap.workspace.settings import (
    AcceptedCheck,
    BasisSetting,
    RoundSettings,
    WindowSetting,
    WorkspaceSettings,
    read_round_settings,
    read_workspace_settings,
)
from flowmap.workspace.settings_text import accept_text
from flowmap.workspace.shared_folders import shared_folder_warning

__all__ = [
    "AcceptedCheck",
    "BasisSetting",
    "Removal",
    "RemovalPlan",
    "RoundFolder",
    "RoundSettings",
    "WindowSetting",
    "Workspace",
    "WorkspaceSettings",
    "accept_text",
    "find_round",
    "find_workspace",
    "free_code",
    "list_rounds",
    "make_new_key",
    "make_round",
    "make_workspace",
    "plan_removal",
    "read_round_settings",
    "read_workspace_settings",
    "remove_person",
    "shared_folder_warning",
    "write_letters",
]
