"""Starting is cheap: importing flowmap imports nothing heavy, and asking for help neither."""

import subprocess
import sys

HEAVY = (
    "matplotlib",
    "pm4py",
    "scipy",
    "typst",
    "jinja2",
    "docx",
    "openpyxl",
    "xlsxwriter",
    "networkx",
    "jupyterlab",
)


def _imported_by(statement: str) -> set[str]:
    listing = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.splitlines()}


def test_importing_flowmap_imports_none_of_the_heavy_packages() -> None:
    assert _imported_by("import flowmap") & set(HEAVY) == set()


def test_the_steps_up_to_the_fold_import_none_of_them_either() -> None:
    verbs = "import flowmap as f; f.read_group, f.build_log, f.trace_paths, f.tag_contacts, f.summarise_flow"
    assert _imported_by(verbs) & set(HEAVY) == set()


def test_every_verb_is_found_where_it_is_said_to_live() -> None:
    import flowmap

    assert all(callable(getattr(flowmap, name)) for name in flowmap.__all__ if name != "__version__")
    assert set(dir(flowmap)) >= set(flowmap.__all__)
