from __future__ import annotations

import ast
from pathlib import Path

from lib.errors import ERRORS

ROOT = Path(__file__).resolve().parents[2]


def test_every_error_says_in_russian_what_happened_and_what_to_do() -> None:
    for code, explanation in ERRORS.items():
        for text in (explanation.title, explanation.action):
            assert text.endswith("."), code
            assert any("а" <= letter <= "я" for letter in text), code


def test_every_code_that_is_raised_stands_in_the_table() -> None:
    raised = {
        call.args[0].value
        for path in (*ROOT.glob("lib/**/*.py"), *ROOT.glob("functions/**/*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("DomainError")
        if isinstance(call.args[0], ast.Constant)
    }
    assert raised
    assert raised <= set(ERRORS)
