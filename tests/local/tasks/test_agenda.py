from __future__ import annotations

from local.tasks.agenda import Agenda


def taken(agenda: Agenda) -> list[str]:
    names = []
    while agenda.next_due() is not None:
        names.append(agenda.pop())
    return names


def test_the_earliest_comes_first_and_of_equals_the_one_that_came_first() -> None:
    agenda = Agenda()
    for name, due in {"c": 3.0, "a": 1.0, "b": 1.0}.items():
        agenda.put(name, due)
    assert agenda.next_due() == 1.0
    assert taken(agenda) == ["a", "b", "c"]


def test_a_task_that_is_put_again_moves() -> None:
    agenda = Agenda()
    for name, due in [("a", 5.0), ("b", 2.0), ("a", 1.0), ("b", 9.0)]:
        agenda.put(name, due)
    assert taken(agenda) == ["a", "b"]


def test_what_was_removed_does_not_come() -> None:
    agenda = Agenda()
    agenda.put("a", 1.0)
    agenda.put("b", 2.0)
    agenda.remove("a")
    agenda.remove("missing")
    assert taken(agenda) == ["b"]
    agenda.put("c", 1.0)
    agenda.clear()
    assert agenda.next_due() is None
