"""Faults planted into a copy of Terraform's files, each of which must be caught: `python -m tests.infra.faults`.

What Terraform itself says no to is planted alone. The others are planted all at once into one plan, and each must be
named by the rule that is there for it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.infra.plan import Plan
from tests.infra.rules import RULES
from tests.infra.workplace import TerraformFailed, Workplace, make_workplace, why_not

_TERRAFORM = "terraform"
_READER = 'resource "google_secret_manager_secret_iam_member" "reader" {\n  for_each = '


@dataclass(frozen=True, slots=True)
class Fault:
    """An edit of a file under infra/terraform, who must catch it, and what the complaint must say."""

    what: str
    file: str
    before: str
    after: str
    caught_by: str
    says: str


FAULTS = (
    Fault(
        "an argument that does not exist",
        "modules/function/main.tf",
        "entry_point     =",
        "entrypoint      =",
        _TERRAFORM,
        "entrypoint",
    ),
    Fault(
        "a value that is not on Google's list",
        "modules/function/main.tf",
        '"ALLOW_INTERNAL_ONLY"',
        '"ALLOW_NOBODY"',
        _TERRAFORM,
        "ALLOW_NOBODY",
    ),
    Fault(
        "a reference into nothing",
        "modules/system/outputs.tf",
        "module.hosting.address",
        "module.hosting.adress",
        _TERRAFORM,
        "adress",
    ),
    Fault(
        "a value that Google computes",
        "modules/job/main.tf",
        "time_zone        = var.time_zone",
        'time_zone        = var.time_zone\n  state            = "PAUSED"',
        _TERRAFORM,
        "state",
    ),
    Fault(
        "a required argument left out",
        "modules/database/main.tf",
        'type                              = "FIRESTORE_NATIVE"\n',
        "",
        _TERRAFORM,
        "type",
    ),
    Fault(
        "a community's id that is none",
        "environments/production/terraform.tfvars",
        '"220000002"',
        '"ekaterinburg"',
        _TERRAFORM,
        "id in VK",
    ),
    Fault(
        "a function that is not deployed",
        "modules/system/functions.tf",
        "    var.has_sms ? {",
        "    false ? {",
        "every_function_is_deployed_and_nothing_else",
        "sms_callback is not deployed",
    ),
    Fault(
        "a variable that nothing reads",
        "modules/system/functions.tf",
        "    VK_API_URL           = var.vk_api_url",
        '    VK_API_URL           = var.vk_api_url\n    VK_API_VERSION       = "5.199"',
        "every_variable_is_read_and_every_read_variable_is_there",
        "VK_API_VERSION",
    ),
    Fault(
        "a variable that is missing",
        "modules/system/functions.tf",
        '      APP_ORIGIN = "https://${var.domain}"\n',
        "",
        "every_variable_is_read_and_every_read_variable_is_there",
        "APP_ORIGIN",
    ),
    Fault(
        "a secret that its function may not read",
        "modules/function/main.tf",
        f"{_READER}var.secrets",
        f'{_READER}{{ for key, id in var.secrets : key => id if key != "SESSION_KEY" }}',
        "every_community_has_its_secrets",
        "session-key",
    ),
    Fault(
        "a queue under another name",
        "modules/community/main.tf",
        '"${each.key}-${var.group_id}"',
        '"${each.key}s-${var.group_id}"',
        "every_queue_is_named_by_the_code",
        "provisions-220000001",
    ),
    Fault(
        "a queue that gives up",
        "modules/community/main.tf",
        "max_attempts       = -1",
        "max_attempts       = 100",
        "every_queue_is_named_by_the_code",
        "deletes tasks",
    ),
    Fault(
        "more callbacks at once than the pace allows",
        "modules/system/functions.tf",
        "instances = local.pace.at_once.concurrency",
        "instances = 100",
        "vk_is_never_asked_more_often_than_it_allows",
        "times a second",
    ),
    Fault(
        "two sweeps at once",
        "modules/system/functions.tf",
        "concurrency = 1, instances",
        "concurrency = 2, instances",
        "vk_is_never_asked_more_often_than_it_allows",
        "two sweeps",
    ),
    Fault(
        "a job with a broken cron line",
        "modules/system/functions.tf",
        'schedule = "* * * * *"',
        'schedule = "* * * *"',
        "periodic_functions_have_their_jobs",
        "no cron line",
    ),
    Fault(
        "a job's token for somebody else",
        "modules/job/main.tf",
        "audience              = var.uri",
        'audience              = "https://example.org"',
        "periodic_functions_have_their_jobs",
        "with a token for",
    ),
    Fault(
        "a worker that is open to the public",
        "modules/system/functions.tf",
        '        callers  = ["tasks"]\n        enqueues = ["provision", "answer"]',
        '        callers  = ["tasks", "public"]\n        enqueues = ["provision", "answer"]',
        "nobody_calls_without_right",
        "provision is open to the public",
    ),
    Fault(
        "a role that nobody may have",
        "modules/system/main.tf",
        'toset(["roles/datastore.user"])',
        'toset(["roles/datastore.user", "roles/editor"])',
        "roles_come_from_the_list",
        "roles/editor",
    ),
    Fault(
        "an account whose id is too long",
        "modules/function/main.tf",
        '"fn-${local.hyphenated}"',
        '"function-of-house-chats-${local.hyphenated}"',
        "formats_are_googles",
        "is no account id",
    ),
    Fault(
        "memory in the wrong unit",
        "modules/system/functions.tf",
        '"1Gi"',
        '"1GB"',
        "formats_are_googles",
        "1GB of memory",
    ),
    Fault(
        "a duration without a unit",
        "modules/community/main.tf",
        'max_backoff        = "60s"',
        'max_backoff        = "60"',
        "formats_are_googles",
        "is no duration",
    ),
    Fault(
        "a caller that does not wait long enough",
        "modules/job/main.tf",
        '"${var.deadline_s}s"',
        '"60s"',
        "deadlines_fit_each_other",
        "waits 60 s",
    ),
    Fault(
        "rules that let everybody read",
        "modules/database/firestore.rules",
        "allow read, write: if false;",
        "allow read: if true;",
        "the_database_is_closed_and_kept",
        "directly",
    ),
    Fault(
        "no backups",
        "modules/database/main.tf",
        "  daily_recurrence {}",
        '  weekly_recurrence {\n    day = "MONDAY"\n  }',
        "the_database_is_closed_and_kept",
        "no daily backup",
    ),
    Fault(
        "HTTP beside HTTPS",
        "modules/hosting/main.tf",
        'port_range            = "443"',
        'port_range            = "80"',
        "the_origin_has_https_alone",
        "listens on",
    ),
    Fault(
        "an enqueuer that may not use the caller's name",
        "modules/system/main.tf",
        "name => name if length(try(function.enqueues, [])) > 0 || try(function.keeps_jobs, false)",
        "name => name if try(function.keeps_jobs, false)",
        "whoever_enqueues_may_use_the_callers_name",
        "may not use the name",
    ),
    Fault(
        "an API that nobody switched on",
        "modules/system/main.tf",
        '"cloudresourcemanager", ',
        "",
        "every_api_is_switched_on",
        "google_project_iam_member needs cloudresourcemanager",
    ),
    Fault(
        "a silence that our own looks break",
        "modules/monitoring/main.tf",
        '    "httpRequest.requestMethod=\\"POST\\"",\n',
        "",
        "silence_is_of_work_alone",
        "callbacks-silent never fires",
    ),
    Fault(
        "a silent community that its neighbours hide",
        "modules/monitoring/main.tf",
        'alignment_period     = "${local.silence.minutes * 60}s"\n        per_series_aligner   = "ALIGN_DELTA"\n'
        '        cross_series_reducer = "REDUCE_SUM"\n        group_by_fields      = ["metric.label.group_id"]',
        'alignment_period     = "${local.silence.minutes * 60}s"\n        per_series_aligner   = "ALIGN_DELTA"\n'
        '        cross_series_reducer = "REDUCE_SUM"\n        group_by_fields      = ["metric.label.event"]',
        "a_lines_alert_tells_of_one_community",
        "callbacks-silent counts all communities together",
    ),
)


def caught(workplace: Workplace) -> Iterator[tuple[Fault, str]]:
    """Every fault, and what was said about it; nothing where it was not caught."""
    root = workplace.environment("production")
    for fault in FAULTS:
        if fault.caught_by == _TERRAFORM:
            before = _plant(workplace, fault)
            try:
                workplace.plan(root)
                yield fault, ""
            except TerraformFailed as error:
                yield fault, str(error) if fault.says in str(error) else ""
            (workplace.terraform / fault.file).write_text(before, encoding="utf-8")
    ours = [fault for fault in FAULTS if fault.caught_by != _TERRAFORM]
    for fault in ours:
        _plant(workplace, fault)
    plan = Plan(workplace.plan(root))
    for fault in ours:
        complaints = [complaint for complaint in RULES[fault.caught_by](plan) if fault.says in complaint]
        yield fault, "; ".join(complaints)


def _plant(workplace: Workplace, fault: Fault) -> str:
    path = workplace.terraform / fault.file
    text = path.read_text(encoding="utf-8")
    if text.count(fault.before) < 1:
        raise ValueError(f"{fault.file} has no {fault.before!r} any more: mend the fault {fault.what!r}")
    path.write_text(text.replace(fault.before, fault.after), encoding="utf-8")
    return text


def main() -> int:
    """Plants all of them; 1 where one was not caught."""
    if reason := why_not():
        sys.stderr.write(f"{reason}\n")
        return 1
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        workplace = make_workplace(Path(folder))
        workplace.init(workplace.environment("production"))
        for fault, said in caught(workplace):
            missed += not said
            sys.stdout.write(f"{'caught' if said else 'MISSED'}  {fault.what} ({fault.caught_by})\n")
    sys.stdout.write(f"{len(FAULTS)} faults, {missed} missed\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
