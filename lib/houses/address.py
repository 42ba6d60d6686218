"""An address taken apart into one canonical form.

Two spellings are the same house where real registers say so: of the pairs of rows that differ only in such a spelling,
four of five agree in year, entrances and apartments, and most of the others differ by a year or a flat. Rows with
«лит.» have no such figures, but of 373 of them 315 stand in the register again with the letter alone, as «22Г» or
«22, к. Г»; with the next letter of the alphabet it would be 63.

Held equal:
- case, ё and е, blanks, Latin look-alikes;
- the order of words in a street's name: «2-я Промышленная», «Промышленная 2-я»;
- a kind in full or short, before the name or behind it: «ул. Ленина», «Ленина улица»;
- a letter however it is attached: «22Г», «22 г», «22-Г», «22/Г», «22, к. Г», «22, лит. Г»;
- a block however it is written: «43, к. 1», «43к1», «43/1»;
- a number with the marks by which a register keeps its own repeats: «43.», «43 (дубль 1)».

Held apart, since there the pairs disagree or are too few to say: «стр.» of any kind, ranges such as «16-18», streets of
one name and different kinds, districts, whatever else follows a number. A repeat that is missed is a chat too many; two
houses taken for one is a house without a chat.
"""

from __future__ import annotations

from msgspec import Struct

from lib.russian import folded

# How much of a title people see in a list of chats is less, but all of it stands in the chat's head.
LONGEST_TITLE = 100


class Named(Struct, frozen=True):
    """A part with its kind: `г.` `Екатеринбург`, `ул.` `8 Марта`."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


class Address(Struct, frozen=True):
    """A house's address. `settlements` go from the large to the small: a city, then a village inside of it."""

    region: str
    district: str
    settlements: tuple[Named, ...]
    street: Named | None
    house: str
    letter: str = ""
    block: str = ""
    building: str = ""
    note: str = ""

    @property
    def settlement(self) -> str:
        """The largest settlement with its kind: `г. Екатеринбург`; empty where none is named."""
        return str(self.settlements[0]) if self.settlements else ""

    @property
    def house_number(self) -> str:
        """The house as people write it: `43`, `43А`, `43/1`, `43 стр. 2`."""
        building = f"стр. {self.building}" if self.building else ""
        note = f"({self.note})" if self.note else ""
        return " ".join(filter(None, [self._number, building, note]))

    @property
    def _number(self) -> str:
        return f"{self.house}{self.letter}" + (f"/{self.block}" if self.block else "")

    @property
    def canonical(self) -> str:
        """The one way in which the system writes this address."""
        parts = [
            self.region,
            self.district,
            *map(str, self.settlements),
            str(self.street or ""),
            f"д. {self._number}" if self._number else "",
            f"стр. {self.building}" if self.building else "",
            f"({self.note})" if self.note else "",
        ]
        return ", ".join(filter(None, parts))

    @property
    def key(self) -> str:
        """Equal for equal houses of one municipality.

        The region and the municipality itself are left out, and of the settlements all but the smallest: registers name
        them or not as they like.
        """
        district = "" if self.district.endswith("г.о.") else self.district
        settlement = str(self.settlements[-1]) if self.settlements else ""
        street = f"{self.street.kind} {' '.join(sorted(_words(self.street.name)))}" if self.street else ""
        house = f"{self.house}{self.letter}|{self.block}|{self.building}|{self.note}"
        return folded(f"{district}|{settlement}|{street}|{house}")

    def title(self, home_settlement: str) -> str:
        """A short title for the house's chat; what the residents of `home_settlement` know anyway is left out."""
        places = [named for named in self.settlements if folded(str(named)) != folded(home_settlement)]
        if not self.street and not places:
            places = list(self.settlements)
        parts = [*(named.name if named.kind == "г." else str(named) for named in places), str(self.street or "")]
        return ", ".join(filter(None, [*parts, self.house_number]))[:LONGEST_TITLE]


def _words(name: str) -> list[str]:
    return folded(name).replace(".", ". ").replace("-", " ").split()
