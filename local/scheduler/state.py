"""Cloud Scheduler's jobs, in SQLite: an acknowledged job outlives `kill -9`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (name TEXT PRIMARY KEY, body BLOB NOT NULL, last_run REAL NOT NULL DEFAULT 0);
"""


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job: `body` is the serialized `google.cloud.scheduler.v1.Job`, `last_run` when it was last due and run."""

    name: str
    body: bytes
    last_run: float


class State:
    """All jobs. Every method is durable when it returns."""

    def __init__(self, path: Path | str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_SCHEMA)

    def jobs(self) -> list[StoredJob]:
        """Every job, by name."""
        return [StoredJob(*row) for row in self._database.execute("SELECT * FROM jobs ORDER BY name")]

    def get(self, name: str) -> StoredJob | None:
        """The job of that name."""
        row = self._database.execute("SELECT * FROM jobs WHERE name = ?", (name,)).fetchone()
        return StoredJob(*row) if row else None

    def put(self, name: str, body: bytes, last_run: float) -> None:
        """Keeps a job; one that is there keeps the moment of its last run."""
        self._database.execute(
            "INSERT INTO jobs VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
            (name, body, last_run),
        )

    def note_run(self, name: str, last_run: float) -> None:
        """Keeps the moment for which a job was run."""
        self._database.execute("UPDATE jobs SET last_run = ? WHERE name = ?", (last_run, name))

    def delete(self, name: str) -> None:
        """Forgets a job."""
        self._database.execute("DELETE FROM jobs WHERE name = ?", (name,))

    def close(self) -> None:
        """Closes the database."""
        self._database.close()
