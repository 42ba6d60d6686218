"""What is looked for in the code itself: secrets compared in constant time, regular expressions that hostile texts do
not slow down, and no way out but the gateways.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from lib.broadcasts import house_lists
from lib.houses.address import Address
from lib.houses.address_parsing import LONGEST_ADDRESS, AddressError, parse_address
from lib.municipalities.municipality import Municipality

ROOT = Path(__file__).resolve().parents[2]
DEPLOYED = sorted([*(ROOT / "lib").rglob("*.py"), *(ROOT / "functions").rglob("*.py")])
_SECRET = re.compile(
    r"(^|_)(secret|signature|sign|nonce|digest|hmac|hash|seal|password|token|api_id|api_key)$", re.IGNORECASE
)


def _name_of(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Call(func=function):
            return _name_of(function)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case _:
            return ""


@cache
def tree(path: Path) -> ast.Module:
    """A file of the code, read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def compared_secrets(code: ast.Module) -> Iterator[tuple[int, str]]:
    """Where code compares something that is called like a secret by `==`, `!=` or `in`."""
    for node in ast.walk(code):
        if not isinstance(node, ast.Compare):
            continue
        if not any(isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for operator in node.ops):
            continue
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) for side in sides):
            # Whether there is one at all.
            continue
        for side in sides:
            name = _name_of(side)
            if _SECRET.search(name):
                yield node.lineno, ast.unparse(node)


def test_no_secret_is_compared_letter_by_letter() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {code}" for path in DEPLOYED for line, code in compared_secrets(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code", ["secret == given", "given != x.signature", "a['hash'] == b", "x.nonce != claim.nonce", "token in tokens"]
)
def test_a_comparison_letter_by_letter_is_found(code: str) -> None:
    assert list(compared_secrets(ast.parse(code)))


def test_only_gateways_open_connections() -> None:
    """What takes a link gives it to VK or keeps it: nothing else can be made to call an address."""
    libraries = {"httpx", "requests", "urllib.request", "http.client", "socket", "aiohttp", "ftplib", "smtplib"}
    found = {
        str(path.relative_to(ROOT)): module
        for path in DEPLOYED
        for node in ast.walk(tree(path))
        for module in _imported(node)
        if module in libraries and "gateways" not in path.parts
    }
    assert found == {}


_RUNS = {"eval", "exec", "compile", "system", "__import__"}


def test_nothing_runs_what_somebody_sent() -> None:
    """No eval, no pickle, no XML reader of Python's own, no shell."""
    banned_modules = {"pickle", "marshal", "shelve", "yaml", "xml", "lxml", "code"}
    # It escapes what is written, and reads nothing.
    harmless = {"xml.sax.saxutils"}
    found = []
    for path in DEPLOYED:
        for node in ast.walk(tree(path)):
            call = node if isinstance(node, ast.Call) and _name_of(node.func) in _RUNS else None
            if call and ast.unparse(call.func) != "re.compile":
                found.append(f"{path}:{call.lineno}")
            found += [
                f"{path}: {name}"
                for name in _imported(node)
                if name.partition(".")[0] in banned_modules and name not in harmless
            ]
            if isinstance(node, ast.keyword) and node.arg == "shell":
                found.append(f"{path}: shell")
    assert found == []


def _imported(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [each.name for each in names]
        case ast.ImportFrom(module=str(module)):
            return [module]
        case _:
            return []


def patterns() -> dict[str, re.Pattern[str]]:
    """The regular expressions of what is deployed: those kept, and those that stand where they are used."""
    found: dict[str, re.Pattern[str]] = {}
    for path in DEPLOYED:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if name in _OF_ADDRESSES:
            continue
        code = path.read_text(encoding="utf-8")
        if re.search(r"^\w+.*= re\.compile|re\.compile\(", code, re.MULTILINE):
            for pattern in _kept(vars(importlib.import_module(name)).values()):
                found[pattern.pattern] = pattern
        for node in ast.walk(tree(path)):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))) if (
                    node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
                ):
                    found[node.args[0].value] = re.compile(node.args[0].value)
                case ast.keyword(arg="pattern", value=ast.Constant(value=str(text))):
                    found[text] = re.compile(text)
    return found


def _kept(values: object) -> Iterator[re.Pattern[str]]:
    for value in list(values):  # type: ignore[call-overload]
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            yield value
        elif isinstance(value, dict):
            yield from _kept([*value.keys(), *value.values()])
        elif isinstance(value, list | tuple | frozenset | set) and len(value) < 1000:
            yield from _kept(value)


# What takes addresses apart is asked about texts of LONGEST_ADDRESS at most, and is tried whole.
_OF_ADDRESSES = {
    "lib.houses.address_parsing",
    "lib.houses.address_text",
    "lib.houses.address_kinds",
    "lib.houses.house_number",
}
# The pieces of which hostile texts are made: what patterns look for, again and again, and what spoils it at the end.
_PIECES = (" ", "a", "1", "я", "-", ".", ",", "(", "{", "[[", "д. ", "1а", "\n", "1-", '"')
_SPOILERS = ("", "!")
_SHORT, _LONG = 250, 4_000
_TOO_FAST = 100
# What takes no longer is no danger, however it grows.
_NOTHING_S = 0.004


def _slowest_growth(pattern: re.Pattern[str]) -> tuple[float, str]:
    """How much longer sixteen times longer a text takes, at its worst."""
    worst, text_of_it = 0.0, ""
    for piece in _PIECES:
        for spoiler in _SPOILERS:
            short, long = ((piece * (size // len(piece))) + spoiler for size in (_SHORT, _LONG))
            if _took(pattern, long, times=1) < _NOTHING_S:
                continue
            growth = _took(pattern, long) / max(_took(pattern, short), 1e-5)
            if growth > worst:
                worst, text_of_it = growth, f"{piece!r}…{spoiler!r}"
    return worst, text_of_it


def _took(pattern: re.Pattern[str], text: str, times: int = 3) -> float:
    """The quickest run of all that is done with patterns, in the processor's time."""
    took = []
    for _ in range(times):
        before = time.thread_time()
        pattern.fullmatch(text)
        pattern.sub("", text)
        took.append(time.thread_time() - before)
    return min(took)


def test_no_hostile_text_slows_a_pattern_down() -> None:
    """Linear work grows sixteenfold with sixteen times the length, quadratic work 256-fold."""
    found = patterns()
    assert len(found) > 40
    grown = {text: _slowest_growth(pattern) for text, pattern in found.items()}
    assert {text: growth for text, growth in grown.items() if growth[0] >= _TOO_FAST} == {}


def test_a_pattern_that_backtracks_is_found() -> None:
    assert _slowest_growth(re.compile(r"\s+$"))[0] >= _TOO_FAST


def test_no_hostile_address_takes_much_longer_than_the_longest_ordinary_one() -> None:
    ordinary = _took_to_parse("г. Екатеринбург, ул. Героев России, д. 12, корпус 3, " * 4)
    for piece in _PIECES:
        for spoiler in _SPOILERS:
            hostile = (piece * LONGEST_ADDRESS)[: LONGEST_ADDRESS - len(spoiler)] + spoiler
            assert _took_to_parse(hostile) < 100 * ordinary, (piece, spoiler)
    with pytest.raises(AddressError, match="address_too_long"):
        parse_address("д" * (LONGEST_ADDRESS + 1))


def test_a_pasted_list_costs_no_more_than_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many cells a line has, and however many lines a text."""
    asked: list[str] = []

    def counting(text: str) -> Address:
        asked.append(text)
        return parse_address(text)

    monkeypatch.setattr(house_lists, "parse_address", counting)
    town = Municipality("m", "Город", "Область", 1, "г. Город")
    assert len(list(house_lists._address_keys("1;" * 500_000, town))) < 50
    assert len(asked) < 50


def _took_to_parse(text: str) -> float:
    took = []
    for _ in range(2):
        before = time.thread_time()
        with suppress(AddressError):
            parse_address(text)
        took.append(time.thread_time() - before)
    return min(took)
