"""The welcome message that is pinned in every house chat.

A municipality may change the text; in it stand placeholders by house: `{адрес}`, `{ук}`, `{ссылка}`.
"""

from __future__ import annotations

from lib.placeholders import filled, unknown_placeholders

# VK cuts a message at 4,096 characters; what a template leaves free is room for the longest address, company and link.
LONGEST_TEMPLATE = 3_500

STANDARD_WELCOME = """\
🏠 Это официальный чат дома по адресу: {адрес}.

Здесь первыми узнают об отключениях воды, света и тепла, о ремонтах и собраниях. \
Соседи обсуждают дела дома, выносят важное на голосование и приглашают официальных представителей, чтобы те ответили.

Дом обслуживает {ук}.

Позовите соседей по ссылке: {ссылка}

Пожалуйста, пишите по делам дома, уважайте соседей, не публикуйте рекламу и чужие личные данные."""

PLACEHOLDERS = ("адрес", "ук", "ссылка")


def template_errors(template: str) -> list[str]:
    """What is wrong with a municipality's own text, in words for the person who wrote it; empty where nothing is."""
    errors = unknown_placeholders(template, PLACEHOLDERS)
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
    return filled(template or STANDARD_WELCOME, values)
