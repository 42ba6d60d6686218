"""The stage of onboarding serves here too."""

from __future__ import annotations

from tests.lib.onboarding.conftest import stage, vk

__all__ = ["stage", "vk"]
