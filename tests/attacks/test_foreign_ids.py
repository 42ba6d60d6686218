"""Every id of every request, one after the other, named as one of a foreign municipality: it is not there, and nothing
changes. The ids are found in the declared routes, so a new one is attacked too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cache
from typing import Any

import msgspec
import pytest

from functions.api.routing import Route
from tests.attacks.watching import Watched, able
from tests.functions.api.city import City, Town, answer
from tests.functions.api.examples import EXAMPLES, ROUTES, Example, example_of, send

# What an id is called in a path, a query or a body → a route in whose example such an id of a town stands, and where.
_FROM_EXAMPLES = {
    "house_id": ("get_house", "house_id"),
    "import_id": ("get_import", "import_id"),
    "organization_id": ("change_organization", "organization_id"),
    "broadcast_id": ("get_broadcast", "broadcast_id"),
    "schedule_id": ("get_schedule", "schedule_id"),
    "question_id": ("get_question", "question_id"),
    "priority_id": ("end_priority_vote", "priority_id"),
    "discussion_id": ("get_discussion", "discussion_id"),
    "complaint_id": ("get_complaint", "complaint_id"),
    "key_id": ("revoke_open311_key", "key_id"),
    "set_id": ("get_poster_set", "set_id"),
    "vk_id": ("change_member", "vk_id"),
    "bot_id": ("get_service_bot", "group_id"),
    "house_group_id": ("delete_house_group", "group_id"),
}
_LISTS = {
    "house_ids": "house_id",
    "question_ids": "question_id",
    "also_question_ids": "question_id",
    "organization_ids": "organization_id",
}
# What is no id of a municipality's own records, and why.
_NO_IDS = {
    "officials are people of VK, whoever they work for": {"remove_officials", "official_vk_id"},
    "an Idempotency-Key of VK's, not ours": {"message_id"},
    "subjects are called the same everywhere": {"subject_id"},
    "a municipality's name at another system": {"jurisdiction_id"},
}
# What else a body must say for the id to be looked at; None takes something out of the example.
_BESIDE: dict[tuple[str, str], dict[str, object]] = {
    ("create_ticket", "import_id"): {"file": "bad_rows"},
    ("create_ticket", "broadcast_id"): {"file": "broadcast_report"},
    ("create_ticket", "house_id"): {"file": "poster"},
    ("create_ticket", "set_id"): {"file": "poster_set"},
    ("create_poster_set", "organization_id"): {"house_ids": None},
    ("create_poster_set", "import_id"): {"house_ids": None},
    ("attach_service_bot", "organization_id"): {"house_ids": None},
    ("detach_service_bot", "organization_id"): {"house_ids": None},
}
# Filters, and what is only left out: naming what is not there finds nothing, which says no more than 404.
_FILTERS = {
    ("list_houses", "organization_id"),
    ("list_houses", "import_id"),
    ("count_houses", "organization_id"),
    ("count_houses", "import_id"),
    ("list_complaints_of_town", "house_id"),
    ("list_complaints_of_town", "organization_id"),
    ("list_discussions", "house_id"),
    ("list_questions", "house_id"),
    ("list_questions", "organization_id"),
    ("retry_houses", "house_ids"),
    ("preview_broadcast", "broadcast_id"),
    ("find_similar_questions", "question_id"),
    ("check_discussion_time", "discussion_id"),
}
# A foreign import has no houses here: a set of posters of none.
_OTHERWISE = {("create_poster_set", "import_id"): 409}
Place = tuple[str | int, ...]


def _kind(route: Route, name: str) -> str:
    """What an id of this name stands for in a route."""
    if name == "group_id":
        return "bot_id" if "service-bots" in route.path else "house_group_id"
    return _LISTS.get(name, name)


def _is_id(name: str) -> bool:
    return name.endswith(("_id", "_ids")) and not any(name in names for names in _NO_IDS.values())


def _ids_in(kind: msgspec.inspect.Type, at: Place = ()) -> Iterator[Place]:
    """Where ids stand in a body."""
    match kind:
        case msgspec.inspect.StructType(fields=fields):
            for each in fields:
                yield from _named(each.encode_name, each.type, (*at, each.encode_name))
        case msgspec.inspect.ListType(item_type=item) | msgspec.inspect.VarTupleType(item_type=item):
            yield from _ids_in(item, (*at, 0))
        case msgspec.inspect.UnionType(types=types):
            for kind_of_it in types:
                yield from _ids_in(kind_of_it, at)


def _named(name: str, kind: msgspec.inspect.Type, at: Place) -> Iterator[Place]:
    if _is_id(name):
        yield (*at, 0) if name.endswith("_ids") else at
    else:
        yield from _ids_in(kind, at)


def _attacks() -> Iterator[Any]:
    for name, route in ROUTES.items():
        if not route.is_in_municipality:
            continue
        for parameter in re.findall(r"<(?:id|int):(\w+)>", route.path):
            if _is_id(parameter) and parameter != "municipality_id":
                yield pytest.param(name, "path", (parameter,), id=f"{name} path {parameter}")
        for where, model in (("query", route.query), ("body", route.body)):
            for at in _ids_in(msgspec.inspect.type_info(model)) if model else ():
                yield pytest.param(name, where, at, id=f"{name} {where} {'.'.join(map(str, at))}")


ATTACKS = list(_attacks())


@pytest.mark.parametrize(("name", "where", "at"), ATTACKS)
def test_an_id_of_a_foreign_municipality_is_not_there_and_nothing_changes(
    watched: Watched, name: str, where: str, at: Place
) -> None:
    city, route = watched.city, ROUTES[name]
    city.clock.move(minutes=1)
    foreign = _foreign_id(city, _kind(route, _last_name(at)))
    attack = _attack(city, route, where, at, foreign)
    with watched.changes() as changed:
        got = send(city, route, city.own, attack, able(city.own, route))
    said = got.get_data(as_text=True)
    if (name, _last_name(at)) in _FILTERS:
        assert got.status_code == 200
        assert not any(words in said for words in _words_of(city.neighbour))
        if where == "query":
            assert not answer(got).get("items")
            assert not answer(got).get("total")
    else:
        assert (got.status_code, said) == (_OTHERWISE.get((name, _last_name(at)), 404), said)
    assert changed.is_nothing, changed.paths


def test_every_id_that_requests_know_is_attacked() -> None:
    kinds = {_kind(ROUTES[attack.values[0]], _last_name(attack.values[2])) for attack in ATTACKS}
    assert kinds == {*_FROM_EXAMPLES, "municipality_ids", "attachment_ids", "list_id"}
    assert len(ATTACKS) > 100


def _attack(city: City, route: Route, where: str, at: Place, foreign: object) -> Example:
    attack = _with(example_of(route, city, city.own), where, at, foreign)
    for name, value in _BESIDE.get((route.name, _last_name(at)), {}).items() if where == "body" else ():
        assert isinstance(attack.body, dict)
        if value is None:
            attack.body.pop(name, None)
        else:
            attack.body[name] = value
    return attack


def _words_of(town: Town) -> list[str]:
    """What only answers about this town hold."""
    return [town.id, *town.house_ids]


def _last_name(at: Place) -> str:
    return str(next(step for step in reversed(at) if isinstance(step, str)))


def _with(example: Example, where: str, at: Place, value: object) -> Example:
    """The example with one value changed."""
    sent = deepcopy(getattr(example, where)) or {}
    _put(sent, at, value)
    return replace(example, **{where: sent})


def _put(into: Any, at: Place, value: object) -> None:
    first, *rest = at
    if isinstance(first, int):
        while len(into) <= first:
            into.append({} if rest else value)
    if not rest:
        into[first] = value
        return
    if isinstance(first, str) and not into.get(first):
        into[first] = [] if isinstance(rest[0], int) else {}
    if isinstance(first, str) and isinstance(into[first], tuple):
        into[first] = list(into[first])
    _put(into[first], tuple(rest), value)


def _foreign_id(city: City, kind: str) -> object:
    found: Callable[[City], object] = {
        "municipality_ids": lambda city: city.far.id,
        "attachment_ids": lambda city: _made(city, "upload_attachment"),
        "list_id": lambda city: _made(city, "paste_house_list"),
    }.get(kind, lambda city: _from_example(city, city.neighbour, kind))
    return _kept(city, kind, found)


@cache
def _kept(city: City, kind: str, find: Callable[[City], object]) -> object:
    return find(city)


def _from_example(city: City, town: Town, kind: str) -> object:
    name, parameter = _FROM_EXAMPLES[kind]
    return EXAMPLES[name](city, town).path[parameter]


def _made(city: City, name: str) -> object:
    route, town = ROUTES[name], city.neighbour
    return answer(send(city, route, town, example_of(route, city, town), able(town, route)))["id"]
