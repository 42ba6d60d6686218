"""The connection to Firestore: Google's emulator where `FIRESTORE_EMULATOR_HOST` names one, the service otherwise."""

from __future__ import annotations

from google.cloud import firestore

from lib.gateways.firestore.store import Store


def connect(project: str, patience_s: float | None = None) -> Store:
    """A store on the project's default database. One per process: the connection is shared by threads."""
    return Store(firestore.Client(project=project), patience_s)
