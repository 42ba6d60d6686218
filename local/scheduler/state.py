"""Cloud Scheduler's jobs, in SQLite: an acknowledged job outlives `kill -9`, and so does a run that is under way."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (name TEXT PRIMARY KEY, body BLOB NOT NULL, last_run REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS orders (name TEXT PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job: `body` is the serialized `google.cloud.scheduler.v1.Job`, its next run is the first after `last_run`.

    `last_run` is when the last run began that has also ended (or the job was made, or its schedule changed). So a run
    that a killed process left unfinished is due again.
    """

    name: str
    body: bytes
    last_run: float


class State:
    """All jobs. Every method is durable when it returns."""

    def __init__(self, path: Path | str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        # WAL with NORMAL loses nothing when a process is killed; only a machine that loses power may lose the last
        # writes.
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

    def put(self, job: StoredJob) -> None:
        """Keeps a job."""
        self._database.execute("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?)", (job.name, job.body, job.last_run))

    def order(self, name: str) -> None:
        """Keeps that a job is to run once, whatever its schedule."""
        self._database.execute("INSERT OR IGNORE INTO orders VALUES (?)", (name,))

    def orders(self) -> frozenset[str]:
        """Names of the jobs that are to run once."""
        return frozenset(name for (name,) in self._database.execute("SELECT name FROM orders"))

    def note_run(self, name: str, began: float, was_ordered: bool) -> None:
        """Keeps when a job's last run began, after it ended; an order is fulfilled by that."""
        self._database.execute("UPDATE jobs SET last_run = max(last_run, ?) WHERE name = ?", (began, name))
        if was_ordered:
            self._database.execute("DELETE FROM orders WHERE name = ?", (name,))

    def note_attempt(self, name: str, body: bytes) -> None:
        """Keeps how a job's last attempt ended; nothing where the job is gone."""
        self._database.execute("UPDATE jobs SET body = ? WHERE name = ?", (body, name))

    def delete(self, name: str) -> None:
        """Forgets a job."""
        self._database.execute("DELETE FROM jobs WHERE name = ?", (name,))
        self._database.execute("DELETE FROM orders WHERE name = ?", (name,))

    def close(self) -> None:
        """Closes the database."""
        self._database.close()
