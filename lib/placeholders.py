"""Placeholders by house in texts: `{адрес}`, `{ук}`, `{ссылка}`.

A line whose placeholder has nothing to say for a house is left out, so a house without a management company gets no
hole in its text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders_in(text: str) -> set[str]:
    """The names between braces."""
    return set(_PLACEHOLDER.findall(text))


def unknown_placeholders(text: str, known: Collection[str]) -> list[str]:
    """A sentence about each placeholder that does not exist, for the person who wrote it."""
    there_are = ", ".join(f"{{{name}}}" for name in known)
    unknown = sorted(placeholders_in(text) - set(known))
    return [f"Подстановки {{{name}}} нет. Есть: {there_are}." for name in unknown]


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; braces around anything else stay as they are."""
    lines = [_filled_line(line, values) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line is not None)).strip()


def _filled_line(line: str, values: Mapping[str, str]) -> str | None:
    if any(values.get(name) == "" for name in _PLACEHOLDER.findall(line)):
        return None
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), line)
