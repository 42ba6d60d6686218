"""How people are named in a sheet: a link to VK, an @name, an id, or a phone."""

from __future__ import annotations

import re

from msgspec import Struct

_LINK = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:vk\.(?:com|ru|me|cc)|vkontakte\.ru)/(?P<name>[\w.]+)/?(?:[?#].*)?", re.IGNORECASE
)
_MENTION = re.compile(r"\[(?P<name>(?:id|club|public)\d+)\|[^\]]*\]")
_NAME = re.compile(r"@?(?P<name>[A-Za-z][\w.]{2,31}|id\d+)", re.ASCII)
_COMMUNITY = re.compile(r"(?:club|public|event)\d+")
_PHONE_CHARACTERS = re.compile(r"[\d\s()+.\-–—]+")
_SEPARATORS = re.compile(r"[,;\n]+|\s{2,}|\s(?=https?://|@)")


class UnusableReference(ValueError):
    """A cell that names nobody; `code` says what is wrong. The cell's text is not part of it: it may be a phone."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class VkReference(Struct, frozen=True):
    """A VK page: `name` is what VK takes: `123`, `durov`, `club1`. Whose it is only VK knows, but for a `club…`."""

    name: str

    @property
    def is_surely_a_community(self) -> bool:
        """Whether the name itself says so."""
        return bool(_COMMUNITY.fullmatch(self.name))


def parse_vk_reference(text: str) -> VkReference:
    """The VK page that a cell names.

    Raises:
        UnusableReference: `vk_reference_malformed`.
    """
    cell = text.strip()
    match = _MENTION.fullmatch(cell) or _LINK.fullmatch(cell) or _NAME.fullmatch(cell)
    if match is not None:
        name = match["name"].lower()
        return VkReference(name.removeprefix("id") if re.fullmatch(r"id\d+", name) else name)
    if cell.isdigit() and len(cell) < 11:
        return VkReference(cell)
    raise UnusableReference("vk_reference_malformed")


def looks_like_a_phone(text: str) -> bool:
    """Whether a cell is meant as a phone: digits and their usual company, at least ten digits."""
    return bool(_PHONE_CHARACTERS.fullmatch(text.strip())) and sum(letter.isdigit() for letter in text) >= 10


def parse_phone(text: str) -> str:
    """A Russian mobile number as `+7XXXXXXXXXX`.

    Raises:
        UnusableReference: `phone_malformed`, or `phone_not_mobile`: an SMS would not arrive.
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) == 11 and digits[0] in "78":
        digits = digits[1:]
    if len(digits) != 10 or not _PHONE_CHARACTERS.fullmatch(text.strip()):
        raise UnusableReference("phone_malformed")
    if not digits.startswith("9"):
        raise UnusableReference("phone_not_mobile")
    return f"+7{digits}"


def split_references(text: str) -> list[str]:
    """Several references in one cell, each in its place: between commas, semicolons, line breaks."""
    return [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
