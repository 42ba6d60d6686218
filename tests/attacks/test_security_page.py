"""The page on security is true: its tests are there, and no attack is missing from it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE))


def attacks_in(path: Path) -> set[str]:
    """The tests of a file."""
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_page_names_is_there() -> None:
    assert len(NAMED) > 50
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not (ROOT / file).is_file() or (name and name not in attacks_in(ROOT / file))
    ]
    assert missing == []


def test_every_attack_stands_on_the_page() -> None:
    files = {file for file, _ in NAMED}
    whole = {file for file, name in NAMED if not name}
    for path in sorted((ROOT / "tests" / "attacks").glob("test_*.py")):
        file = str(path.relative_to(ROOT))
        if path != Path(__file__):
            assert file in files, file
            # A file that is named test by test is named whole.
            named = {name for each, name in NAMED if each == file and name}
            assert file in whole or len(named) >= len(attacks_in(path)) // 2, file


def test_every_risk_has_a_row_and_every_row_a_test() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(("| API", "| V"))]
    assert [int(row.split()[1][3:]) for row in rows if row.startswith("| API")] == list(range(1, 11))
    for row in rows:
        assert re.search(r"`tests/", row), row
