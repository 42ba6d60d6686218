"""A worker to call."""

from __future__ import annotations

from tests.local.worker import worker

__all__ = ["worker"]
