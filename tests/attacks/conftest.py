"""What attacks are tried on: the API's towns, with their VK."""

from __future__ import annotations

import pytest

from tests.attacks.watching import Watched
from tests.functions.api.city import City
from tests.functions.api.conftest import city, scheduler, shared_city, vk

__all__ = ["city", "scheduler", "shared_city", "vk", "watched"]


@pytest.fixture(scope="module")
def watched(shared_city: City) -> Watched:
    """The towns of a module, with an eye on whatever is written and enqueued."""
    return Watched(shared_city)
