"""The welcome message that is pinned in every house chat.

A municipality may change the text; in it stand placeholders by house: `{адрес}`, `{ук}`, `{ссылка}`. A line whose
placeholder has nothing to say for a house is left out, so a house without a management company gets no hole in its
text.
"""

from __future__ import annotations

import re

# VK cuts a message at 4,096 characters; what a template leaves free is room for the longest address, company and link.
LONGEST_TEMPLATE = 3_500

STANDARD_WELCOME = """\
🏠 Это официальный чат дома по адресу: {адрес}.

Здесь первыми узнают об отключениях воды, света и тепла, о ремонтах и собраниях. \
Соседи обсуждают дела дома, выносят важное на голосование и приглашают официальных представителей, чтобы те ответили.

Дом обслуживает {ук}.

Позовите соседей по ссылке: {ссылка}

Пожалуйста, пишите по делам дома, уважайте соседей, не публикуйте рекламу и чужие личные данные."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("адрес", "ук", "ссылка")


def template_errors(template: str) -> list[str]:
    """What is wrong with a municipality's own text, in words for the person who wrote it; empty where nothing is."""
    unknown = sorted({name for name in _PLACEHOLDER.findall(template) if name not in PLACEHOLDERS})
    errors = [f"Подстановки {{{name}}} нет. Есть: {{адрес}}, {{ук}}, {{ссылка}}." for name in unknown]
    if not template.strip():
        errors.append("Текст приветствия пуст.")
    if len(template) > LONGEST_TEMPLATE:
        errors.append(
            f"Текст длиннее {LONGEST_TEMPLATE} символов: сократите его на {len(template) - LONGEST_TEMPLATE}."
        )
    return errors


def welcome_text(template: str, *, address: str, company: str, invite_link: str) -> str:
    """The welcome of one house; an empty template means the standard text."""
    values = {"адрес": address, "ук": company, "ссылка": invite_link}
    lines = [_filled(line, values) for line in (template or STANDARD_WELCOME).splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line is not None)).strip()


def _filled(line: str, values: dict[str, str]) -> str | None:
    if any(values.get(name) == "" for name in _PLACEHOLDER.findall(line)):
        return None
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), line)
