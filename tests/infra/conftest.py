"""Plans of the environments as they are, and with one and five communities: made once a run."""

from __future__ import annotations

import pytest

from tests.infra.local_deployed import local_communities
from tests.infra.plan import Plan
from tests.infra.workplace import Workplace, make_workplace, why_not


def communities(count: int) -> dict[str, dict[str, str]]:
    """A map of communities as an environment has it."""
    return {str(220000001 + number): {"name": f"Community {number}"} for number in range(count)}


# Environment → what differs from its own settings.
PLANS: dict[str, tuple[str, dict[str, object]]] = {
    "test": ("test", {}),
    "production": ("production", {}),
    "one community": ("production", {"communities": communities(1)}),
    "local": ("production", {"communities": local_communities()}),
    "five communities": ("production", {"communities": communities(5)}),
}


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A copy of the tree with both environments prepared."""
    if reason := why_not():
        pytest.skip(reason)
    place = make_workplace(tmp_path_factory.mktemp("terraform"))
    for name in ("test", "production"):
        place.init(place.environment(name))
    return place


@pytest.fixture(scope="session")
def plans(workplace: Workplace) -> dict[str, Plan]:
    """Every plan by its name."""
    return {
        name: Plan(workplace.plan(workplace.environment(environment), variables))
        for name, (environment, variables) in PLANS.items()
    }


@pytest.fixture(params=PLANS)
def plan(plans: dict[str, Plan], request: pytest.FixtureRequest) -> Plan:
    """Each of them in turn."""
    return plans[request.param]
