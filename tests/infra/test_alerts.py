"""Whatever wants somebody to look has an alert, and every alert a playbook that says what to do."""

from __future__ import annotations

import re

import pytest

from ops.packaging import modules_of
from tests.infra.plan import Plan
from tests.infra.workplace import ROOT, TERRAFORM

PLAYBOOKS = ROOT / "docs" / "playbooks"
_MONITORING = (TERRAFORM / "modules" / "monitoring" / "main.tf").read_text(encoding="utf-8")


def logged(severity: str) -> set[str]:
    """The events that the code logs with a severity."""
    found: set[str] = set()
    for folder in ("lib", "functions"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= set(re.findall(rf'log\.{severity}\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    return found


def test_every_line_of_severity_alert_has_its_alert_and_the_other_way_round() -> None:
    lists = re.findall(r"events = \[([^\]]*)\]", _MONITORING)
    alerted = [event for each in lists for event in re.findall(r'"(\w+)"', each)]
    assert len(alerted) == len(set(alerted)), "an event has two alerts"
    assert set(alerted) == logged("alert")


def test_what_must_keep_coming_is_logged() -> None:
    awaited = set(re.findall(r'event = "(\w+)"', _MONITORING))
    assert "sweep_done" in awaited
    assert awaited <= logged("info")


def test_whatever_is_periodic_is_missed_when_it_stays_away(plans: dict[str, Plan]) -> None:
    awaited = set(re.findall(r'event = "(\w+)"', _MONITORING))
    for name in plans["production"].jobs():
        own = "".join(path.read_text(encoding="utf-8") for path in modules_of(name.replace("-", "_"), ROOT).values())
        assert awaited & set(re.findall(r'log\.info\(\s*"(\w+)"', own)), f"nobody would miss {name}"


def test_every_alert_has_its_playbook_and_the_other_way_round(plans: dict[str, Plan]) -> None:
    alerts = {policy["display_name"]: policy for policy in plans["production"].of("google_monitoring_alert_policy")}
    assert set(alerts) == {path.stem for path in PLAYBOOKS.glob("*.md")}
    for name, policy in alerts.items():
        assert policy["documentation"][0]["content"] == f"Playbook: docs/playbooks/{name}.md"


@pytest.mark.parametrize("path", sorted(PLAYBOOKS.glob("*.md")), ids=lambda path: path.stem)
def test_a_playbook_says_what_it_means_how_to_look_and_what_to_do(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["What it means", "How to look", "What to do"]


def test_the_commands_of_playbooks_and_of_the_page_on_deploying_exist() -> None:
    from ops.commands import COMMANDS
    from ops.offline import OFFLINE

    known = {command.name for command in (*COMMANDS, *OFFLINE)}
    for page in (*PLAYBOOKS.glob("*.md"), ROOT / "docs" / "deploying.md", ROOT / "docs" / "operations.md"):
        named = set(re.findall(r"(?:python -m ops|`ops) ([a-z][a-z-]*)", page.read_text(encoding="utf-8")))
        assert named <= known, (page.name, named - known)
