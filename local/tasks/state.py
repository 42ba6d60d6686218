"""What Cloud Tasks must not forget, in SQLite: an acknowledged task outlives `kill -9`."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

# The name of a finished or deleted task is refused for up to 24 h (https://cloud.google.com/tasks/docs/reference).
NAMES_ARE_REFUSED_S = 24 * 3600

_SCHEMA = """
CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, config BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS tasks (
    name TEXT PRIMARY KEY, queue TEXT NOT NULL, body BLOB NOT NULL, due REAL NOT NULL,
    dispatches INTEGER NOT NULL DEFAULT 0, responses INTEGER NOT NULL DEFAULT 0,
    first_dispatch REAL NOT NULL DEFAULT 0, last_status INTEGER NOT NULL DEFAULT 0,
    executions INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS tasks_by_queue ON tasks (queue, name);
CREATE TABLE IF NOT EXISTS finished (name TEXT PRIMARY KEY, until REAL NOT NULL);
"""


class NameTaken(Exception):
    """A task of that name is there, or was there less than a day ago."""


@dataclass(slots=True)
class StoredTask:
    """A task and how its attempts went; `body` is the serialized `google.cloud.tasks.v2.Task`.

    `responses` counts the workers' answers, `executions` those of them that are no server errors.
    """

    name: str
    queue: str
    body: bytes
    due: float
    dispatches: int = 0
    responses: int = 0
    first_dispatch: float = 0.0
    last_status: int = 0
    executions: int = 0

    def note_answer(self, status: int) -> None:
        """Counts an attempt that failed with the worker's status; 0 is no answer."""
        self.last_status = status
        self.responses += status > 0
        self.executions += 0 < status < HTTPStatus.INTERNAL_SERVER_ERROR


class State:
    """Queues, tasks, and the names that are used up. Every method is durable when it returns."""

    def __init__(self, path: Path | str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        # WAL with NORMAL loses nothing when a process is killed; only a machine that loses power may lose the last
        # writes.
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_SCHEMA)
        if "executions" not in {row[1] for row in self._database.execute("PRAGMA table_info(tasks)")}:
            # A state that an earlier version of this program left behind.
            self._database.execute("ALTER TABLE tasks ADD COLUMN executions INTEGER NOT NULL DEFAULT 0")
        self._database.execute("DELETE FROM finished WHERE until < ?", (time.time(),))

    def queues(self) -> dict[str, bytes]:
        """Every queue's serialized settings, by name."""
        return dict(self._database.execute("SELECT name, config FROM queues ORDER BY name"))

    def put_queue(self, name: str, config: bytes) -> None:
        """Keeps a queue's settings."""
        self._database.execute("INSERT OR REPLACE INTO queues VALUES (?, ?)", (name, config))

    def delete_queue(self, name: str) -> None:
        """Forgets a queue and its tasks."""
        self._database.execute("DELETE FROM tasks WHERE queue = ?", (name,))
        self._database.execute("DELETE FROM queues WHERE name = ?", (name,))

    def add(self, task: StoredTask) -> None:
        """Keeps a new task; raises NameTaken."""
        if self._database.execute(
            "SELECT 1 FROM finished WHERE name = ? AND until > ?", (task.name, time.time())
        ).fetchone():
            raise NameTaken(task.name)
        try:
            self._database.execute(
                "INSERT INTO tasks (name, queue, body, due) VALUES (?, ?, ?, ?)",
                (task.name, task.queue, task.body, task.due),
            )
        except sqlite3.IntegrityError:
            raise NameTaken(task.name) from None

    def get(self, name: str) -> StoredTask | None:
        """The task of that name."""
        row = self._database.execute("SELECT * FROM tasks WHERE name = ?", (name,)).fetchone()
        return StoredTask(*row) if row else None

    def tasks(self, queue: str, after: str = "", limit: int = -1) -> Iterable[StoredTask]:
        """Tasks of a queue in the order of their names, beginning behind `after`."""
        query = "SELECT * FROM tasks WHERE queue = ? AND name > ? ORDER BY name LIMIT ?"
        return (StoredTask(*row) for row in self._database.execute(query, (queue, after, limit)).fetchall())

    def due_times(self, queue: str) -> list[tuple[str, float]]:
        """Names of a queue's tasks and when they are due, in the order in which they were created."""
        return self._database.execute("SELECT name, due FROM tasks WHERE queue = ? ORDER BY rowid", (queue,)).fetchall()

    def count(self, queue: str) -> int:
        """How many tasks a queue holds."""
        return int(self._database.execute("SELECT count(*) FROM tasks WHERE queue = ?", (queue,)).fetchone()[0])

    def note_attempt(self, task: StoredTask) -> bool:
        """Keeps how a task's attempts went and when it is due again; False where the task is gone."""
        changed = self._database.execute(
            "UPDATE tasks SET due = ?, dispatches = ?, responses = ?, first_dispatch = ?, last_status = ?,"
            " executions = ? WHERE name = ?",
            (
                task.due,
                task.dispatches,
                task.responses,
                task.first_dispatch,
                task.last_status,
                task.executions,
                task.name,
            ),
        )
        return changed.rowcount > 0

    def remove(self, name: str) -> bool:
        """Removes a task and keeps its name used; False where there was none."""
        return self._remove("name = ?", name) > 0

    def purge(self, queue: str) -> None:
        """Removes all tasks of a queue and keeps their names used."""
        self._remove("queue = ?", queue)

    def _remove(self, which: str, value: str) -> int:
        until = time.time() + NAMES_ARE_REFUSED_S
        with self.together():
            self._database.execute(
                f"INSERT OR REPLACE INTO finished SELECT name, ? FROM tasks WHERE {which}", (until, value)
            )
            return self._database.execute(f"DELETE FROM tasks WHERE {which}", (value,)).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that is done in the `with` becomes durable at once, or, where it ends with an error, not at all."""
        if self._database.in_transaction:
            yield
            return
        self._database.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Closes the database."""
        self._database.close()
