"""Organisations that registers spell differently and that are one: `ООО  " ЖКС №2 "` and `ООО «ЖКС № 2»`."""

from __future__ import annotations

import re
from functools import lru_cache

from lib.russian import all_cyrillic, folded, without_look_alikes

# Long legal forms and the short ones that everybody writes.
_LEGAL_FORMS = (
    ("общество с ограниченной ответственностью", "ООО"),
    ("публичное акционерное общество", "ПАО"),
    ("непубличное акционерное общество", "НАО"),
    ("закрытое акционерное общество", "ЗАО"),
    ("открытое акционерное общество", "ОАО"),
    ("акционерное общество", "АО"),
    ("муниципальное унитарное предприятие", "МУП"),
    ("муниципальное бюджетное учреждение", "МБУ"),
    ("муниципальное казенное учреждение", "МКУ"),
    ("индивидуальный предприниматель", "ИП"),
    ("товарищество собственников жилья", "ТСЖ"),
    ("товарищество собственников недвижимости", "ТСН"),
    ("жилищно-строительный кооператив", "ЖСК"),
    ("жилищный кооператив", "ЖК"),
    ("управляющая компания", "УК"),
    ("управляющая организация", "УО"),
)
_FORMS = tuple(
    (re.compile(r"\b" + r"\s+".join(long.split()) + r"\b", re.IGNORECASE), short) for long, short in _LEGAL_FORMS
)
_QUOTES = re.compile(r"[\"'«»„“”`]+")
_NUMBER_SIGN = re.compile(r"(?:№|\bN[oо]?\.?|#)\s*(?=\d)", re.IGNORECASE)
_LEGAL = re.compile(r"(ООО|ПАО|НАО|ЗАО|ОАО|АО|МУПВ?|МБУ|МКУ|ТСЖ|ТСН|ЖСК)\s+(.+)")


@lru_cache(maxsize=4096)
def organization_name(text: str) -> str:
    """The name as the system writes it: short legal form, one pair of quotes «», `№ 2`; empty for an empty cell."""
    plain = without_look_alikes(_QUOTES.sub(" ", text))
    for long, short in _FORMS:
        plain = long.sub(short, plain)
    plain = " ".join(_NUMBER_SIGN.sub("№ ", plain).split()).strip(" .,;-")
    if match := _LEGAL.fullmatch(plain):
        return f"{match[1]} «{match[2]}»"
    return plain


@lru_cache(maxsize=4096)
def organization_key(text: str) -> str:
    """Equal for equal organisations: nothing but the letters and digits of the name, case and look-alikes aside."""
    plain = all_cyrillic(organization_name(text)).replace("№", "")
    return re.sub(r"[^а-яa-z0-9]+", " ", folded(plain)).strip()
