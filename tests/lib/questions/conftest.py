"""Questions on the stage of discussions: Firestore, VK and HTTP are real, time and the queue are played by hand."""

from __future__ import annotations

from tests.lib.discussions.conftest import stage, vk

__all__ = ["stage", "vk"]
