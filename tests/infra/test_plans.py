"""Every environment, with one and with many communities, is formatted, valid, plans, and keeps the rules."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from local.deployed import read_deployed
from local.front_door.static_app import app_headers
from tests.infra.enqueuers import queues_of
from tests.infra.local_deployed import of_plan
from tests.infra.plan import Plan
from tests.infra.rules import RULES
from tests.infra.workplace import ENVIRONMENTS, FUNCTIONS, TERRAFORM, Workplace


@pytest.mark.skipif(not shutil.which("terraform"), reason="there is no terraform on this machine")
def test_the_files_are_formatted() -> None:
    done = subprocess.run(
        ["terraform", "fmt", "-check", "-recursive", "-diff", str(TERRAFORM)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_an_environment_is_valid(workplace: Workplace, environment: str) -> None:
    assert "valid" in workplace.run(workplace.environment(environment), "validate")


def test_terraforms_own_tests_pass(workplace: Workplace) -> None:
    said = workplace.run(workplace.environment("production"), "test")
    assert "5 passed, 0 failed" in said


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_plan_keeps_the_rule(plan: Plan, rule: object) -> None:
    assert callable(rule)
    assert list(rule(plan)) == []


def test_a_community_more_is_its_queues_its_secrets_and_nothing_else(plans: dict[str, Plan]) -> None:
    one, five = plans["one community"], plans["five communities"]
    for kind in one.kinds() | five.kinds():
        more = set(five.addressed(kind)) - set(one.addressed(kind))
        assert all("22000000" in address for address in more), (kind, more)


def test_the_app_has_the_same_headers_here_and_there(plans: dict[str, Plan]) -> None:
    sent = dict(
        each.split(": ", 1) for each in plans["test"].of("google_compute_backend_bucket")[0]["custom_response_headers"]
    )
    assert sent == {**app_headers(), "Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


def test_the_local_cloud_has_the_queues_rates_and_jobs_of_the_plan(plans: dict[str, Plan]) -> None:
    assert of_plan(plans["local"]) == read_deployed(), "run `python -m tests.infra.local_deployed`"


# It shares modules with those who do, and never comes to that part of them.
_NEVER_ENQUEUES = {"broadcast": {"provision"}, "open311": {"provision"}}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_enqueue_what_its_code_enqueues_and_nothing_else(plans: dict[str, Plan], function: str) -> None:
    account = f"serviceAccount:fn-{function.replace('_', '-')}@"
    grants = plans["one community"].of("google_cloud_tasks_queue_iam_member")
    granted = {grant["name"].partition("-")[0] for grant in grants if grant["member"].startswith(account)}
    assert granted == queues_of(function) - _NEVER_ENQUEUES.get(function, set())


def test_an_unchanged_package_keeps_its_name(plans: dict[str, Plan]) -> None:
    names = [
        {each["name"] for each in plan.of("google_storage_bucket_object") if each["name"].endswith(".zip")}
        for plan in plans.values()
    ]
    assert all(each == names[0] for each in names)


def test_no_secret_has_its_value_in_terraform(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        assert "google_secret_manager_secret_version" not in plan.kinds()


def test_the_dashboard_is_json_that_names_what_it_shows(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        dashboards = [
            json.loads(each["dashboard_json"])
            for each in plan.of("google_monitoring_dashboard")
            if "dashboard_json" in each
        ]
        assert all(tile["widget"]["title"] for each in dashboards for tile in each["mosaicLayout"]["tiles"])
