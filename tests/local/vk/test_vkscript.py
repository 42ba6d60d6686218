from __future__ import annotations

import json
from typing import Any

import pytest

from local.vk.vkscript import VkScriptError, run

ANSWER = {"count": 2, "items": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]}


def result(code: str, **args: str) -> Any:
    return run(code, lambda method, params: ANSWER, args)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("return 1;", 1),
        ("return 1.5e1;", 15.0),
        ("return 'a\\'b';", "a'b"),
        ('return "\\u043f\\ud83c\\udfe0\\n";', "п🏠\n"),
        ("return '\\ud83c\\udfe0';", "🏠"),
        ("return [1, 'two', true, null, [], {}];", [1, "two", True, None, [], {}]),
        ("return {bare: 1, 'quoted': 2, \"both\": {a: 3}};", {"bare": 1, "quoted": 2, "both": {"a": 3}}),
        ("return 2 + 3 * 4 - 6 / 3 % 4;", 12),
        ("return (2 + 3) * 4;", 20),
        ("return -1 - -2;", 1),
        ("return 7 / 2;", 3.5),
        ("return 'a' + 1;", "a1"),
        ("return 1 + null;", 1),
        ("return [1] + [2];", [1, 2]),
        ("return 1 < 2 && 2 >= 2 || false;", True),
        ("return '1' == 1;", True),
        ("return '1' === 1;", False),
        ("return 'b' > 'a';", True),
        ("return !0;", True),
        ("return null || 'other';", "other"),
        ("var a = 1, b; b = a + 2; return b;", 3),
        ("var o = {a: [1, 2]}; o.b = 5; o['c'] = 6; delete o.a; return o;", {"b": 5, "c": 6}),
        ("var l = [1, 2]; l[1] = 3; l[2] = 4; return l;", [1, 3, 4]),
        ("if (1 == 2) return 'a'; else if (2 == 2) { return 'b'; } else return 'c';", "b"),
        ("var i = 0; var out = []; while (i < 3) { out.push(i * 2); i = i + 1; } return out;", [0, 2, 4]),
        ("return [1, 2, 3].length + 'four'.length;", 7),
        ("return null.field;", None),
        ("var n = 5; return n.field;", None),
        ("return [1, 2][5];", None),
        ("return parseInt('12 домов');", 12),
        ("return 'a,b'.split(',').join('-');", "a-b"),
        ("return [1, 2, 3, 4].slice(1, 3);", [2, 3]),
        ("var l = [1, 2, 3]; l.splice(0, 2); return l;", [3]),
        ("return ['a', 'b'].indexOf('b') + 'abc'.indexOf('z');", 0),
        ("/* a comment */ return 1; // and another", 1),
        ("", None),
    ],
)
def test_a_program_returns_what_vk_would(code: str, expected: object) -> None:
    assert result(code) == expected


def test_a_calls_answer_can_be_taken_apart() -> None:
    assert result("var x = API.users.get({user_ids: '1,2'}); return [x.count, x.items@.id, x.items[1].name];") == [
        2,
        [1, 2],
        "b",
    ]


def test_calls_get_their_parameters_as_values() -> None:
    calls: list[tuple[str, object]] = []
    params = {"peer_ids": "2000000001", "message": 'Дом "у моря"\n\\', "random_id": 7, "keyboard": '{"inline":true}'}
    run(
        f"API.users.get(); return API.messages.send({json.dumps(params)});",
        lambda method, given: calls.append((method, given)),
        {},
    )
    assert calls == [("users.get", {}), ("messages.send", params)]


def test_the_requests_own_fields_are_args() -> None:
    assert result("return Args.city + parseInt(Args.number);", city="Артём", number="7") == "Артём7"


def test_twenty_five_calls_are_the_most() -> None:
    code = "return [" + ",".join(["API.users.get()"] * 25) + "];"
    assert result(code) == [ANSWER] * 25
    with pytest.raises(VkScriptError) as refused:
        result(code.replace("[", "[API.users.get(),", 1))
    assert refused.value.code == 13


@pytest.mark.parametrize("code", ["return [", "var 1;", "return 1", "function f() {}", "'open", "a = ;"])
def test_what_is_no_program_is_not_compiled(code: str) -> None:
    with pytest.raises(VkScriptError) as refused:
        result(code)
    assert refused.value.code == 12


@pytest.mark.parametrize(
    "code",
    [
        "return unknown;",
        "return 1 / 0;",
        "while (true) {}",
        "return 'a'.nothing();",
        "return [1].join(1, 2, 3);",
        "null.a = 1;",
        "return " + "(" * 3000 + "1" + ")" * 3000 + ".a + 1" * 3000 + ";",
    ],
)
def test_what_cannot_be_run_to_its_end_is_a_runtime_error(code: str) -> None:
    with pytest.raises(VkScriptError) as refused:
        result(code)
    assert refused.value.code in {12, 13}


def test_an_error_of_a_call_passes_through() -> None:
    def refuse(method: str, params: dict[str, object]) -> object:
        raise LookupError(method)

    with pytest.raises(LookupError, match="users"):
        run("return API.users.get();", refuse, {})
