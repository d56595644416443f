"""Read a group file with those it extends, and say in one sentence what is wrong with it."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flowmap.errors import SettingsError
from flowmap.group.model import Group
from flowmap.words import say

_LISTS = {  # list in the file -> field of Group, and what names an item
    "lane": ("lanes", "id"),
    "activity": ("activities", "name"),
    "marker": ("markers", "id"),
    "recurring": ("recurring", ""),
    "wait": ("waits", "id"),
    "handover": ("handovers", "id"),
    "rule": ("rules", "id"),
    "expected": ("expected", "id"),
    "phase": ("phases", "id"),
    "indicator": ("indicators", "id"),
    "need_class": ("need_classes", "id"),
    "year_figure": ("year_figures", "measure"),
}


def list_groups(folder: Path | None = None) -> list[str]:
    """Return the names of the groups that ship, and of those in a workspace's ``groups`` folder."""
    shipped = [path.name for path in (files("flowmap") / "groups").iterdir()]
    own = [path.name for path in folder.glob("*.toml")] if folder and folder.is_dir() else []
    return sorted({name.removesuffix(".toml") for name in (*shipped, *own) if name.endswith(".toml")})


def read_group(name: str | Path, *, folder: Path | None = None) -> Group:
    """Return the group in a file, or the one called ``name``: a workspace's own before one that ships.

    Raises
    ------
    SettingsError
        Unknown name, not TOML, an unknown or wrong key; the message names file, key and what is allowed.

    Examples
    --------
    >>> read_group("multisjuka_aldre").person_word.sv
    'personen'
    """
    parts = _in_one_scheme(_merged(str(name), folder, ()))
    parts.setdefault("id", Path(str(name)).stem.lower().replace("-", "_"))
    try:
        return Group.model_validate(parts)
    except ValidationError as error:
        raise SettingsError(_explain(str(name), error)) from None


def _in_one_scheme(parts: dict[str, Any]) -> dict[str, Any]:
    """Keep the classes of needs of the chosen scheme, and what rules say of classes among them."""
    scheme = parts.get("need_scheme")
    if not scheme:
        return parts
    kept = [item for item in parts.get("need_classes", []) if item.get("scheme") == scheme]
    ids = {item.get("id") for item in kept}
    rules = [
        {key: value for key, value in rule.items() if key != "need_class" or value in ids}
        for rule in parts.get("expected", [])
    ]
    return {**parts, "need_classes": kept, "expected": rules}


def _merged(name: str, folder: Path | None, above: tuple[str, ...]) -> dict[str, Any]:
    if name in above:
        raise SettingsError(say("group.extends_itself", file=name))
    own = _read(name, folder)
    base_name = own.pop("extends", None)
    switched_off = set(own.pop("off", ()))
    order = own.pop("lane_order", None)
    fields = {_LISTS[key][0] if key in _LISTS else key: value for key, value in own.items()}
    if base_name is not None:
        fields = _over(_merged(str(base_name), folder, (*above, name)), fields)
    for key, (field, item_key) in _LISTS.items():
        if field in fields and item_key:
            fields[field] = [i for i in fields[field] if not _is_off(i.get(item_key), key, switched_off)]
    if order:
        ranks = {lane: rank for rank, lane in enumerate(order)}
        fields["lanes"] = sorted(fields["lanes"], key=lambda lane: ranks.get(lane["id"], len(ranks)))
    return fields


def _is_off(name: object, key: str, switched_off: set[str]) -> bool:
    """Return whether ``off`` names an item, alone (``remiss``) or with its list (``handover.remiss``)."""
    return name in switched_off or f"{key}.{name}" in switched_off


def _over(base: dict[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the file's own items over it: an item of the same name takes its place."""
    keys = dict(_LISTS.values())
    merged = dict(base)
    for field, value in own.items():
        if keys.get(field):
            named = {item.get(keys[field]): item for item in merged.get(field, [])}
            named.update({item.get(keys[field]): item for item in value})
            merged[field] = list(named.values())
        elif field in keys or field == "allowed_words":
            merged[field] = [*merged.get(field, []), *value]
        elif field == "measures":
            merged[field] = {**merged.get(field, {}), **value}
        else:
            merged[field] = value
    return merged


def _read(name: str, folder: Path | None) -> dict[str, Any]:
    text = _text(name, folder)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(say("group.not_toml", file=_file(name), why=str(error))) from None


def _text(name: str, folder: Path | None) -> str:
    paths = [Path(name)] if name.endswith(".toml") else []
    paths += [folder / f"{name}.toml"] if folder else []
    for path in paths:
        if path.is_file():
            return path.read_text(encoding="utf-8")
    shipped = files("flowmap") / "groups" / f"{Path(name).stem}.toml"
    if shipped.is_file() and not name.endswith(".toml"):
        return shipped.read_text(encoding="utf-8")
    raise SettingsError(say("group.unknown", found=Path(name).name, allowed=", ".join(list_groups(folder))))


def _file(name: str) -> str:
    return Path(name).name if name.endswith(".toml") else f"{name}.toml"


def _explain(name: str, error: ValidationError) -> str:
    lines = []
    for item in error.errors(include_url=False, include_input=False):
        key = ".".join(str(part + 1) if isinstance(part, int) else part for part in item["loc"]) or "-"
        if item["type"] == "extra_forbidden":
            lines.append(say("group.unknown_key", file=_file(name), key=key, allowed=_allowed(item["loc"])))
        else:
            lines.append(say("group.wrong_key", file=_file(name), key=key, why=item["msg"]))
    return " ".join(lines[:5])


def _allowed(loc: tuple[int | str, ...]) -> str:
    """Return the keys allowed where an unknown one stood, found by walking the model's schema."""
    schema = Group.model_json_schema()
    node = schema
    for part in loc[:-1]:
        node = _inside(node, part, schema)
    return ", ".join(sorted(_resolved(node, schema).get("properties", {})))


def _inside(node: dict[str, Any], part: int | str, schema: dict[str, Any]) -> dict[str, Any]:
    node = _resolved(node, schema)
    if isinstance(part, int):
        return dict(node.get("items", {}))
    return dict(node.get("properties", {}).get(part, {}))


def _resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    for choice in node.get("anyOf", ()):
        if "$ref" in choice or choice.get("type") == "object":
            node = choice
            break
    if "$ref" in node:
        return dict(schema["$defs"][node["$ref"].rsplit("/", 1)[1]])
    return node
