"""VKScript, the language of VK's `execute` (https://dev.vk.com/ru/method/execute): parsed by lark, run by walking the
tree.

It looks like JavaScript: literals, `var`, arithmetic, comparison, `if`, `while`, arrays and objects, property and
index access, `list@.field` (a field of each item), and calls of API methods. A program may make 25 calls and run for
a bounded number of steps. As in VK there are no functions, no `for`, no `++` and no `+=`, and every statement ends
with a semicolon. Where it is not JavaScript, VK was measured: https://github.com/sleirsgoevy/vkscript.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, Tree
from lark.exceptions import LarkError

from local.vk import vkscript_values as values
from local.vk.vkscript_methods import invoke
from local.vk.vkscript_values import RUNTIME_ERROR, UNABLE_TO_COMPILE, VkScriptError

__all__ = ["VkScriptError", "run"]

# https://dev.vk.com/ru/method/execute
MOST_CALLS = 25
# Where VK answers "Too many operations", as measured; its operations are smaller than these steps.
MOST_STEPS = 10_000
# Assignment copies; this many values are more than 25 answers of 1,000 items, and are copied within a second.
MOST_COPIED = 1_000_000
# What is new needs no copy: `items = items + API.groups.getMembers(…).items` in a loop stays quick.
_NEW = frozenset({"binary", "call"})

CallApi = Callable[[str, dict[str, object]], object]


def run(code: str, call: CallApi, args: Mapping[str, str]) -> object:
    """Runs a program and returns what it returns; None where it ends without `return`.

    `call(method, params)` performs an API call; what it raises passes through. `args` are the program's `Args`.

    Raises:
        VkScriptError: code 12 or 13.
    """
    return _Program(call, args).run(_parse(code))


class _Places(Transformer[Token, Tree[Token]]):
    """Refuses to assign to, or to delete, what is no place: a call, a sum."""

    def assign(self, children: list[Any]) -> Tree[Token]:
        return Tree("assign", _with_place(children))

    def delete(self, children: list[Any]) -> Tree[Token]:
        return Tree("delete", _with_place(children))


def _with_place(children: list[Any]) -> list[Any]:
    if children[0].data not in {"name", "field", "index"}:
        raise VkScriptError(UNABLE_TO_COMPILE, "Unable to compile code: a variable, field or item is expected")
    return children


_PARSER = Lark(
    (Path(__file__).parent / "vkscript.lark").read_text(encoding="utf-8"),
    parser="lalr",
    maybe_placeholders=True,
    transformer=_Places(),
)


@lru_cache(maxsize=64)
def _parse(code: str) -> Tree[Token]:
    try:
        return _PARSER.parse(code)
    except LarkError as error:
        where = f"line {getattr(error, 'line', '?')}, column {getattr(error, 'column', '?')}"
        raise VkScriptError(UNABLE_TO_COMPILE, f"Unable to compile code: unexpected text at {where}") from None


class _Return(Exception):  # not an error: it carries the result up
    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


class _Program:
    """One run: its variables, and what it has used up."""

    def __init__(self, call: CallApi, args: Mapping[str, str]) -> None:
        self._call = call
        self._variables: dict[str, Any] = {"Args": dict(args)}
        self._calls = 0
        self._steps = 0
        self._copied = 0

    def run(self, program: Tree[Token]) -> object:
        try:
            self._do_block(*program.children)
        except _Return as returned:
            return returned.value
        except RecursionError:
            raise values.runtime_error("too deep") from None
        return None

    def _do(self, node: Any) -> None:
        self._step()
        getattr(self, f"_do_{node.data}")(*node.children)

    def _do_block(self, *statements: Any) -> None:
        for statement in statements:
            self._do(statement)

    def _do_nothing(self) -> None:
        return

    def _do_var(self, *declarations: Any) -> None:
        for declaration in declarations:
            name, value = declaration.children
            self._variables[str(name)] = self._stored(value) if value is not None else None

    def _do_assign(self, target: Any, node: Any) -> None:
        value = self._stored(node)
        if target.data == "name":
            self._variables[str(target.children[0])] = value
        else:
            values.put(*self._owner_and_key(target), value)

    def _do_delete(self, target: Any) -> None:
        if target.data == "name":
            self._variables.pop(str(target.children[0]), None)
        else:
            values.remove(*self._owner_and_key(target))

    def _do_expression(self, value: Any) -> None:
        self._value(value)

    def _do_return(self, value: Any) -> None:
        raise _Return(self._value(value) if value is not None else None)

    def _do_if(self, condition: Any, then: Any, otherwise: Any) -> None:
        if self._value(condition):
            self._do(then)
        elif otherwise is not None:
            self._do(otherwise)

    def _do_while(self, condition: Any, body: Any) -> None:
        while self._value(condition):
            self._do(body)

    def _owner_and_key(self, target: Any) -> tuple[Any, Any]:
        owner, key = target.children
        return self._value(owner), str(key) if target.data == "field" else self._value(key)

    # What is false in Python is false in VK: null, 0, "", and, unlike JavaScript, an empty array or object.

    def _value(self, node: Any) -> Any:
        self._step()
        return getattr(self, f"_value_{node.data}")(*node.children)

    def _value_number(self, token: Token) -> int | float:
        return values.number(str(token))

    def _value_string(self, token: Token) -> str:
        return values.unquoted(token)

    def _value_constant(self, token: Token) -> bool | None:
        return {"true": True, "false": False}.get(str(token))

    def _value_array(self, *items: Any) -> list[Any]:
        return [self._value(item) for item in items if item is not None]

    def _value_object(self, *pairs: Any) -> dict[str, Any]:
        return {_key(pair.children[0]): self._value(pair.children[1]) for pair in pairs if pair is not None}

    def _value_name(self, name: Token) -> Any:
        if str(name) not in self._variables:
            raise values.runtime_error(f"{name} is not defined")
        return self._variables[str(name)]

    def _value_field(self, owner: Any, name: Token) -> Any:
        return values.field(self._value(owner), str(name))

    def _value_index(self, owner: Any, index: Any) -> Any:
        return values.item(self._value(owner), self._value(index))

    def _value_column(self, owner: Any, name: Token) -> Any:
        rows = self._value(owner)
        return [values.field(row, str(name)) for row in rows] if isinstance(rows, list) else []

    def _value_not(self, value: Any) -> bool:
        return not self._value(value)

    def _value_negative(self, value: Any) -> Any:
        return -values.number(self._value(value))

    def _value_positive(self, value: Any) -> Any:
        return values.number(self._value(value))

    def _value_inverted(self, value: Any) -> Any:
        return ~int(values.number(self._value(value)))

    def _value_and(self, left: Any, right: Any) -> Any:
        return self._value(left) and self._value(right)

    def _value_or(self, left: Any, right: Any) -> Any:
        return self._value(left) or self._value(right)

    def _value_choice(self, condition: Any, then: Any, otherwise: Any) -> Any:
        return self._value(then) if self._value(condition) else self._value(otherwise)

    def _value_binary(self, left: Any, sign: Token, right: Any) -> Any:
        return values.binary(str(sign), self._value(left), self._value(right))

    def _value_call(self, callee: Any, arguments: Any) -> Any:
        given = [self._stored(argument) for argument in arguments.children if argument is not None]
        path = _path(callee)
        if path and path[0] == "API":
            return self._call_api(".".join(path[1:]), given)
        if len(path) == 1 and path[0] in values.FUNCTIONS:
            return values.FUNCTIONS[path[0]](given[0] if given else None)
        if callee.data != "field":
            raise values.runtime_error("only methods can be called")
        return invoke(self._value(callee.children[0]), str(callee.children[1]), given)

    def _call_api(self, method: str, given: list[Any]) -> object:
        self._calls += 1
        if self._calls > MOST_CALLS:
            raise VkScriptError(RUNTIME_ERROR, "Runtime error occurred during code invocation: Too many API calls")
        params = given[0] if given else {}
        if params == []:
            params = {}  # to VK, whose arrays have keys, `[]` and `{}` are one
        if not isinstance(params, dict):
            raise values.runtime_error(f"{method} takes an object")
        return self._call(method, params)

    def _stored(self, node: Any) -> Any:
        """The value as a variable, field or item keeps it: `var b = a;` copies an array, it does not name it twice."""
        value = self._value(node)
        return value if node.data in _NEW else self._copy(value)

    def _copy(self, value: Any) -> Any:
        if not isinstance(value, list | dict):
            return value
        self._copied += len(value)
        if self._copied > MOST_COPIED:
            raise values.runtime_error("Too many operations")
        if isinstance(value, list):
            return [self._copy(item) for item in value]
        return {key: self._copy(item) for key, item in value.items()}

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise values.runtime_error("Too many operations")


def _key(token: Token) -> str:
    return values.unquoted(token) if token[0] in "\"'" else str(token)


def _path(node: Any) -> list[str]:
    """`API.messages.send` as its names; empty for anything that is not a chain of names."""
    if node.data == "name":
        return [str(node.children[0])]
    if node.data == "field":
        path = _path(node.children[0])
        return [*path, str(node.children[1])] if path else []
    return []
