"""What there is to do about a sheet, in the imperative: «Исправьте 3 номера телефона, уберите 77 повторов.»"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lib.houses.checked_row import CheckedRow
from lib.russian import counted

# Codes of one subject are counted together; each group is one clause of the totals.
_CLAUSES: tuple[tuple[frozenset[str], tuple[str, str, str]], ...] = (
    (
        frozenset({"address_missing", "address_too_long", "no_house", "no_place", "date_instead_of_house"}),
        ("исправьте {} адрес", "исправьте {} адреса", "исправьте {} адресов"),
    ),
    (
        frozenset({"phone_malformed", "phone_not_mobile"}),
        ("исправьте {} номер телефона", "исправьте {} номера телефона", "исправьте {} номеров телефона"),
    ),
    (
        frozenset(
            {
                "vk_reference_malformed",
                "administrators_several",
                "references_too_many",
                "person_unknown",
                "person_is_a_community",
                "community_unknown",
                "community_is_a_person",
            }
        ),
        ("исправьте {} ссылку ВКонтакте", "исправьте {} ссылки ВКонтакте", "исправьте {} ссылок ВКонтакте"),
    ),
    (
        frozenset({"chat_name_too_long", "chat_name_repeats"}),
        ("измените {} название чата", "измените {} названия чатов", "измените {} названий чатов"),
    ),
    (
        frozenset({"text_too_long"}),
        ("сократите {} текст", "сократите {} текста", "сократите {} текстов"),
    ),
    (
        frozenset({"number_malformed"}),
        ("исправьте {} число", "исправьте {} числа", "исправьте {} чисел"),
    ),
)
_REPEATS = ("уберите {} повтор", "уберите {} повтора", "уберите {} повторов")


def totals_text(bad: Sequence[CheckedRow], repeats: int) -> str:
    """One sentence for all errors and repeats; empty where there are none."""
    counts = Counter(error.code for row in bad for error in row.errors)
    clauses = [(sum(counts[code] for code in codes), forms) for codes, forms in _CLAUSES]
    texts = [_counted_clause(count, forms) for count, forms in (*clauses, (repeats, _REPEATS)) if count]
    text = ", ".join(texts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _counted_clause(count: int, forms: tuple[str, str, str]) -> str:
    number, form = counted(count, *forms).split(" ", 1)
    return form.format(number)
