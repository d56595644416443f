"""Keep each notebook's two forms in step: ``.py`` to read and change, ``.ipynb`` to open. No outputs.

Run ``python -m tests.house.notebooks`` after a change of a ``.py`` form.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def as_ipynb(source: Path) -> str:
    """Return the ``.ipynb`` form of a ``.py`` form; the same text gives the same bytes."""
    import jupytext
    import nbformat

    notebook = jupytext.read(source, fmt="py:percent")
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number}"
        cell["metadata"] = nbformat.from_dict({})
    return nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every ``.ipynb`` anew."""
    for source in sorted(FOLDER.glob("*.py")):
        source.with_suffix(".ipynb").write_text(as_ipynb(source), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
