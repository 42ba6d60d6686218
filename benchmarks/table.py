"""A table on the terminal, with the machine that it was measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints rows of text under a title; the first column is what was measured."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    table = Table(*header, title=f"{title}\n{machine}")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
