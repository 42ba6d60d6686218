"""Plans of the environments as they are, and with one and five communities: made once a run."""

from __future__ import annotations

import pytest

from ops.environments import read_environment
from tests.infra.local_deployed import local_communities
from tests.infra.plan import Plan
from tests.infra.workplace import Workplace, make_workplace, why_not


def communities(count: int) -> dict[str, dict[str, str]]:
    """A map of communities as an environment has it."""
    return {str(220000001 + number): {"name": f"Community {number}"} for number in range(count)}


def as_local() -> dict[str, object]:
    """What makes production one with the communities of the local cloud; nothing where it has them anyway."""
    local = local_communities()
    return {} if set(local) == set(map(str, read_environment("production").communities)) else {"communities": local}


# What a plan is called → its environment, and what differs from that one's own settings. `test` has one community.
PLANS: dict[str, tuple[str, dict[str, object]]] = {
    "test": ("test", {}),
    "test with five communities": ("test", {"communities": communities(5)}),
    "production": ("production", {}),
    "one community": ("production", {"communities": communities(1)}),
    "five communities": ("production", {"communities": communities(5)}),
    "local": ("production", as_local()),
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
    """Every plan by its name; equal ones are made once."""
    made: dict[str, Plan] = {}
    for asked in PLANS.values():
        environment, variables = asked
        if str(asked) not in made:
            made[str(asked)] = Plan(workplace.plan(workplace.environment(environment), variables))
    return {name: made[str(asked)] for name, asked in PLANS.items()}


@pytest.fixture(params=[name for name in PLANS if name != "local" or as_local()])
def plan(plans: dict[str, Plan], request: pytest.FixtureRequest) -> Plan:
    """Each of them in turn."""
    return plans[request.param]
