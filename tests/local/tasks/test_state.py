from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from local.tasks.state import NameTaken, State, StoredTask


def test_what_is_done_together_is_durable_together_or_not_at_all(tmp_path: Path) -> None:
    state = State(tmp_path / "tasks.sqlite")

    def add_and_fail() -> None:
        with state.together():
            state.add(StoredTask("q/tasks/a", "q", b"", 1.0))
            raise LookupError

    with pytest.raises(LookupError):
        add_and_fail()
    assert state.get("q/tasks/a") is None
    with state.together():
        state.add(StoredTask("q/tasks/a", "q", b"", 1.0))
        with pytest.raises(NameTaken):
            state.add(StoredTask("q/tasks/a", "q", b"", 1.0))
        state.add(StoredTask("q/tasks/b", "q", b"", 2.0))
    state.close()
    assert State(tmp_path / "tasks.sqlite").due_times("q") == [("q/tasks/a", 1.0), ("q/tasks/b", 2.0)]


def test_names_of_purged_tasks_stay_used(tmp_path: Path) -> None:
    state = State(tmp_path / "tasks.sqlite")
    for queue in ("q", "r"):
        state.add(StoredTask(f"{queue}/tasks/a", queue, b"", 1.0))
    state.purge("q")
    assert (state.count("q"), state.count("r")) == (0, 1)
    with pytest.raises(NameTaken):
        state.add(StoredTask("q/tasks/a", "q", b"", 1.0))


def test_attempts_of_a_task_that_is_gone_are_not_kept(tmp_path: Path) -> None:
    state = State(tmp_path / "tasks.sqlite")
    task = StoredTask("q/tasks/a", "q", b"", 1.0)
    assert not state.note_attempt(task)
    state.add(task)
    task.note_answer(404)
    task.note_answer(503)
    task.note_answer(0)
    assert state.note_attempt(task)
    assert state.get(task.name) == StoredTask("q/tasks/a", "q", b"", 1.0, responses=2, last_status=0, executions=1)


def test_a_state_of_an_earlier_version_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "tasks.sqlite"
    State(path).add(StoredTask("q/tasks/a", "q", b"body", 1.0))
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE tasks DROP COLUMN executions")
    assert State(path).get("q/tasks/a") == StoredTask("q/tasks/a", "q", b"body", 1.0)
