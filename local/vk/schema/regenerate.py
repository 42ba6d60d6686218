"""Writes methods.json: what the stand-in needs of VK's own JSON schema (https://github.com/VKCOM/vk-api-schema, MIT).

    python -m local.vk.schema.regenerate FOLDER-OF-VK'S-SCHEMA

Parameters with their types and limits, who may call a method and its error codes, for the methods that are served; only
the names of all the others, so that each can be refused as VK refuses it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = HERE / "methods.json"

SERVED = HERE / "served.txt"

# What of a parameter's schema is a promise about its value.
LIMITS = ("required", "minimum", "maximum", "minItems", "maxItems", "maxLength", "enum", "default")

Json = dict[str, Any]


def compact(folder: Path) -> Json:
    """The compact copy of the full schema that stands in `folder`."""
    served = set(SERVED.read_text(encoding="utf-8").split())
    methods = {method["name"]: (method, path) for path, method in _all_methods(folder)}
    others = sorted(methods.keys() - served)
    callback_settings = methods["groups.setCallbackSettings"][0]["parameters"]
    return {
        "version": _load(folder / "errors.json")["version"],
        "methods": {name: _compact_method(*methods[name]) for name in sorted(served & methods.keys())},
        "not_served": [name for name in others if "group" in _tokens(methods[name][0])],
        "not_for_communities": [name for name in others if "group" not in _tokens(methods[name][0])],
        "event_types": [param["name"] for param in callback_settings if param["type"] == "boolean"],
        "shown_event_types": sorted(
            _definition(folder / "groups" / "objects.json", "groups_long_poll_events")["properties"]
        ),
        "errors": {
            str(error["code"]): error["description"] for error in _load(folder / "errors.json")["errors"].values()
        },
    }


def text(folder: Path) -> str:
    """The compact copy as it stands in the file: one method a line, so that a change can be read."""
    whole = compact(folder)
    methods = ",\n".join(f"{json.dumps(name)}:{_dense(method)}" for name, method in whole.pop("methods").items())
    rest = ",\n".join(f"{json.dumps(key)}:{_dense(value)}" for key, value in whole.items())
    return f'{{{rest},\n"methods":{{\n{methods}\n}}}}\n'


def _dense(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _load(path: Path) -> Json:
    loaded: Json = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _definition(path: Path, name: str) -> Json:
    found: Json = _load(path)["definitions"][name]
    return found


def _all_methods(folder: Path) -> Iterator[tuple[Path, Json]]:
    for path in sorted(folder.glob("*/methods.json")):
        for method in _load(path)["methods"]:
            yield path, method


def _tokens(method: Json) -> Iterable[str]:
    return list(method.get("access_token_type", []))


def _compact_method(method: Json, path: Path) -> Json:
    errors = _load(path.parent.parent / "errors.json")["errors"]
    return {
        "tokens": _tokens(method),
        "errors": [errors[error["$ref"].rpartition("/")[2]]["code"] for error in method.get("errors", [])],
        "params": {param["name"]: _compact_param(param, path) for param in method.get("parameters", [])},
    }


def _compact_param(param: Json, path: Path) -> Json:
    target = _followed(param, path)
    # A parameter that refers to an object travels as that object's JSON.
    kind = "json" if target.get("type") == "object" else param["type"]
    compacted = {"type": kind} | {key: target[key] for key in LIMITS if key in target and target[key] is not False}
    compacted |= {key: param[key] for key in ("required",) if param.get(key)}
    if kind == "array":
        compacted["items"] = _compact_param({"type": "string"} | param["items"], path)
    return compacted


def _followed(schema: Json, path: Path) -> Json:
    while "$ref" in schema:
        file, _, pointer = schema["$ref"].partition("#/definitions/")
        schema = _definition((path.parent / file).resolve(), pointer)
    return schema


if __name__ == "__main__":
    TARGET.write_text(text(Path(sys.argv[1])), encoding="utf-8")
