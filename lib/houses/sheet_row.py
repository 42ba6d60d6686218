"""A row of a sheet, as text, and how large a sheet may be."""

from __future__ import annotations

from msgspec import Struct

# Titles and remarks stand above the header in many registers.
HEADER_WITHIN_ROWS = 20
# The largest city of the country has 34,000 apartment houses.
MOST_HOUSES = 100_000
MOST_ROWS = MOST_HOUSES + HEADER_WITHIN_ROWS
MOST_COLUMNS = 500


class Row(Struct, frozen=True):
    """A row that holds anything; `number` is its number in the user's own sheet."""

    number: int
    cells: tuple[str, ...]
