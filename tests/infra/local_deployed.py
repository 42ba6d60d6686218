"""Writes local/deployed.json out of a plan: `python -m tests.infra.local_deployed`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import msgspec

from local.cloud import COMMUNITIES
from local.deployed import DEPLOYED, Deployed, deployed_by
from tests.infra.plan import Plan
from tests.infra.workplace import make_workplace, why_not


def local_communities() -> dict[str, dict[str, str]]:
    """The local cloud's communities, as an environment has them."""
    return {str(community.group_id): {"name": community.name} for community in COMMUNITIES}


def of_plan(plan: Plan) -> Deployed:
    """What the local cloud plays of a plan."""
    return deployed_by(plan.functions(), plan.jobs(), list(plan.queues().values()))


def main() -> int:
    """Plans and writes; 1 where terraform cannot be run here."""
    if reason := why_not():
        sys.stderr.write(f"{reason}\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        place = make_workplace(Path(folder))
        root = place.environment("production")
        place.init(root)
        deployed = of_plan(Plan(place.plan(root, {"communities": local_communities()})))
    DEPLOYED.write_bytes(msgspec.json.format(msgspec.json.encode(deployed), indent=2) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
