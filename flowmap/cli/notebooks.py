"""The ready notebooks: where they lie, copying them into a round, and opening JupyterLab on them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

SETTINGS = ("FIL", "GRUPP")  # the two settings that each notebook begins with


def find_notebooks() -> list[Path]:
    """Return the notebooks that come with flowmap, in the order of the route."""
    packaged = Path(str(files("flowmap") / "_notebooks"))
    folder = packaged if packaged.is_dir() else Path(str(files("flowmap"))).parent / "notebooks"
    return sorted(folder.glob("*.ipynb"))


def copy_notebooks(folder: Path, *, settings: Mapping[str, str]) -> list[Path]:
    """Copy the notebooks into a round, their settings filled in; one that is there already is left."""
    copied = []
    for source in find_notebooks():
        target = folder / source.name
        if not target.exists():
            target.write_text(
                _filled(source.read_text(encoding="utf-8"), settings), encoding="utf-8", newline="\n"
            )
            copied.append(target)
    return copied


def _filled(notebook: str, settings: Mapping[str, str]) -> str:
    """Return a notebook's text with the value of each setting replaced, line for line."""
    parts = json.loads(notebook)
    for cell in parts["cells"]:
        if cell["cell_type"] == "code":
            lines = "".join(cell["source"]).splitlines(keepends=True)
            cell["source"] = [_set(line, settings) for line in lines]
    return json.dumps(parts, ensure_ascii=False, indent=1) + "\n"


def _set(line: str, settings: Mapping[str, str]) -> str:
    name, sign, _ = line.partition(" = ")
    if not sign or name not in settings:
        return line
    ending = "\n" if line.endswith("\n") else ""
    return f"{name} = {json.dumps(settings[name], ensure_ascii=False)}{ending}"


def open_lab(folder: Path, *, extra: tuple[str, ...] = ()) -> int:
    """Open JupyterLab in ``folder``: no news, no update calls, this machine only; return its exit code."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        "--ServerApp.ip=127.0.0.1",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        *extra,
    ]
    return subprocess.call(command, env={**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"})  # noqa: S603 (our own words)
