"""What must hold in every plan. Each rule tells what is wrong in words; no words: it holds.

Terraform and the provider's schema see names and types; these see what only Google would say at the deployment, and
what only this system wants: that what the code names is there, and nothing beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from croniter import croniter

from lib.config import MissingConfiguration, read_api_config, read_callback_config, read_config
from lib.gateways.tasks.queue import queue_name
from lib.gateways.vk.limits import REQUESTS_A_SECOND
from lib.gateways.vk.pace import AT_ONCE, SHARES, SWEEP
from tests.infra.plan import Plan
from tests.infra.workplace import FUNCTIONS

# Who may call what from anywhere: people's browsers, VK, SMS.ru, whose reports are signed, and organisations' own
# systems, which come with keys.
PUBLIC = {"api", "vk_callback", "sms_callback", "open311"}

# Every role that may be given to anybody, and on what.
ROLES = {
    ("google_project_iam_member", "roles/datastore.user"),
    ("google_project_iam_member", "roles/artifactregistry.writer"),
    ("google_project_iam_member", "roles/logging.logWriter"),
    ("google_project_iam_member", "jobKeeper"),
    ("google_cloud_run_v2_service_iam_member", "roles/run.invoker"),
    ("google_cloud_tasks_queue_iam_member", "roles/cloudtasks.enqueuer"),
    ("google_pubsub_topic_iam_member", "roles/pubsub.publisher"),
    ("google_secret_manager_secret_iam_member", "roles/secretmanager.secretAccessor"),
    ("google_service_account_iam_member", "roles/iam.serviceAccountUser"),
    ("google_project_iam_member", "roles/storage.objectViewer"),
    ("google_storage_bucket_iam_member", "roles/storage.legacyObjectReader"),
}

# Files in buckets are public only as the Mini App's, which browsers load before anybody has signed in.
_PUBLIC_ROLES = {"roles/run.invoker", "roles/storage.legacyObjectReader"}

_DURATION = re.compile(r"^\d+(\.\d{1,9})?s$")
_MEMORY = re.compile(r"^(128|256|512)Mi$|^(1|2|4|8|16|32)Gi$")
# Cloud Run's reference: memory above 512 MiB wants this much of a processor at least.
_LEAST_CPU = {"512Mi": 0.0, "1Gi": 0.0, "2Gi": 1.0, "4Gi": 2.0, "8Gi": 2.0}
_ACCOUNT = re.compile(r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")
_FUNCTION = re.compile(r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")
_QUEUE = re.compile(r"^[A-Za-z0-9-]{1,100}$")
_SECRET = re.compile(r"^[A-Za-z0-9_-]{1,255}$")
_MEMBER = re.compile(r"^serviceAccount:[a-z0-9-]+@[a-z0-9-]+\.iam\.gserviceaccount\.com$|^allUsers$")
_ONLY_HERE = ("EMULATOR",)

# What a kind of resource is called → the API that makes it. A new project has none of them but `serviceusage`.
_APIS = {
    "google_billing_": "billingbudgets",
    "google_cloud_run_": "run",
    "google_cloud_scheduler_": "cloudscheduler",
    "google_cloud_tasks_": "cloudtasks",
    "google_cloudfunctions2_": "cloudfunctions",
    "google_compute_": "compute",
    "google_firebaserules_": "firebaserules",
    "google_firestore_": "firestore",
    "google_logging_": "logging",
    "google_monitoring_": "monitoring",
    "google_project_iam_": "cloudresourcemanager",
    "google_project_service": "serviceusage",
    "google_pubsub_": "pubsub",
    "google_secret_manager_": "secretmanager",
    "google_service_account": "iam",
    "google_storage_": "storage",
}
# Functions are built by one of Google's services, and kept by another.
_APIS_BEHIND = {"cloudbuild", "artifactregistry"}

Rule = Callable[[Plan], Iterator[str]]


def every_function_is_deployed_and_nothing_else(plan: Plan) -> Iterator[str]:
    """The folders under functions/ are the deployed functions, each with its own package and account."""
    deployed = plan.functions()
    yield from (f"{name} is not deployed" for name in set(FUNCTIONS) - set(deployed))
    yield from (f"{name} is deployed, but there is no such function" for name in set(deployed) - set(FUNCTIONS))
    accounts = [each["service_config"][0]["service_account_email"] for each in deployed.values()]
    if len(set(accounts)) < len(accounts):
        yield "two functions share an account"
    for name, function in deployed.items():
        if not function["build_config"][0]["source"][0]["storage_source"][0]["object"].startswith(f"{name}/"):
            yield f"{name} is built from another function's package"


def every_variable_is_read_and_every_read_variable_is_there(plan: Plan) -> Iterator[str]:
    """A function's environment is exactly what lib/config.py reads for it."""
    readers = {"api": read_api_config, "vk_callback": read_callback_config}
    for name in plan.functions():
        given = {key: _as_given(key, value) for key, value in plan.environment_of(name).items() if key != "THREADS"}
        recorded = _Recorded(given)
        try:
            readers.get(name, read_config)(recorded)
        except MissingConfiguration as error:
            yield f"{name} does not start: {error}"
        for key in set(given) - recorded.read:
            yield f"{name} is told {key}, which nothing reads"


def every_community_has_its_secrets(plan: Plan) -> Iterator[str]:
    """Whoever asks VK has the tokens of all communities, and a secret exists that is given to somebody."""
    groups = _communities(plan)
    ids = {secret["secret_id"] for secret in plan.of("google_secret_manager_secret")}
    used = set()
    for name in plan.functions():
        variables = plan.environment_of(name)
        tokens = {key.removeprefix("VK_TOKEN_") for key in variables if key.startswith("VK_TOKEN_")}
        if tokens and tokens != groups:
            yield f"{name} lacks tokens of communities {groups - tokens}"
        secrets = {value for key, value in variables.items() if value in ids}
        used |= secrets
        accessors = {
            grant["secret_id"]
            for grant in plan.of("google_secret_manager_secret_iam_member")
            if grant["member"] == f"serviceAccount:{_account(plan, name)}"
        }
        if accessors != secrets:
            yield f"{name} may read {accessors}, and is given {secrets}"
    yield from (f"nobody is given the secret {id_}" for id_ in ids - used)


def every_queue_is_named_by_the_code(plan: Plan) -> Iterator[str]:
    """A queue a community and purpose, and no other; nothing is ever given up."""
    wanted = {queue_name(purpose, int(group_id)) for purpose in SHARES for group_id in _communities(plan)}
    there = plan.queues()
    yield from (f"the queue {name} is missing" for name in wanted - set(there))
    yield from (f"no code enqueues to {name}" for name in set(there) - wanted)
    for name, queue in there.items():
        retry = queue["retry_config"][0]
        if retry["max_attempts"] != -1 or float(retry["max_retry_duration"].removesuffix("s")):
            yield f"{name} deletes tasks that fail for long"


def vk_is_never_asked_more_often_than_it_allows(plan: Plan) -> Iterator[str]:
    """Concurrency times pace, of everything that asks VK in one community's name, is at most VK's limit."""
    queues, functions = plan.queues(), plan.functions()
    for group_id in _communities(plan):
        total = 0.0
        for purpose, share in SHARES.items():
            queue = queues.get(queue_name(purpose, int(group_id)))
            if queue is not None:
                total += queue["rate_limits"][0]["max_concurrent_dispatches"] / share.interval_s
        for name, share in (("vk_callback", AT_ONCE), ("sweep", SWEEP)):
            service = functions[name]["service_config"][0]
            total += service["max_instance_count"] / share.interval_s
        if total > REQUESTS_A_SECOND:
            yield f"community {group_id} can ask VK {total:g} times a second"
    if functions["sweep"]["service_config"][0]["max_instance_request_concurrency"] != 1:
        yield "two sweeps can run at once"


def workers_take_all_that_the_queues_dispatch(plan: Plan) -> Iterator[str]:
    """A task never waits for an instance that may not be started."""
    queues, functions = plan.queues(), plan.functions()
    for purpose in SHARES:
        dispatched = sum(
            queue["rate_limits"][0]["max_concurrent_dispatches"]
            for name, queue in queues.items()
            if name.startswith(f"{purpose}-")
        )
        service = functions[str(purpose)]["service_config"][0]
        if service["max_instance_count"] * service["max_instance_request_concurrency"] < dispatched:
            yield f"{purpose} serves fewer tasks at once than the {dispatched} that its queues dispatch"


def periodic_functions_have_their_jobs(plan: Plan) -> Iterator[str]:
    """Whoever the scheduler may call is called by a job with the scheduler's identity, and nobody else."""
    called = {
        grant["name"]
        for grant in plan.of("google_cloud_run_v2_service_iam_member")
        if "call-scheduler@" in grant["member"]
    }
    jobs = plan.jobs()
    yield from (f"no job calls {name}" for name in called - set(jobs))
    yield from (f"the job {name} may not call its function" for name in set(jobs) - called)
    for name, job in jobs.items():
        token = job["http_target"][0].get("oidc_token")
        if not token or "call-scheduler@" not in token[0]["service_account_email"]:
            yield f"the job {name} carries no identity of the scheduler"
        elif (
            not job["http_target"][0]["uri"].startswith(f"{token[0]['audience']}/") or name not in token[0]["audience"]
        ):
            yield f"the job {name} calls {job['http_target'][0]['uri']} with a token for {token[0]['audience']}"
        if not croniter.is_valid(job["schedule"]):
            yield f"the job {name} has no cron line: {job['schedule']!r}"


def nobody_calls_without_right(plan: Plan) -> Iterator[str]:
    """Public are the doors for people, VK and SMS.ru; all others are called by the accounts that are made for that."""
    public = set()
    for grant in plan.of("google_cloud_run_v2_service_iam_member"):
        if grant["member"] in {"allUsers", "allAuthenticatedUsers"}:
            public.add(grant["name"].replace("-", "_"))
        elif not grant["member"].startswith("serviceAccount:call-"):
            yield f"{grant['member']} may call {grant['name']}"
    yield from (f"{name} is open to the public" for name in public - PUBLIC)
    for name, function in plan.functions().items():
        ingress = function["service_config"][0]["ingress_settings"]
        wanted = "ALLOW_INTERNAL_AND_GCLB" if name in public else "ALLOW_INTERNAL_ONLY"
        if ingress != wanted:
            yield f"{name} is reached with {ingress}"


def roles_come_from_the_list(plan: Plan) -> Iterator[str]:
    """No right is given that is not in the list above, and only the named ones to everybody."""
    for kind, role, member in plan.grants():
        short = role.rpartition("/roles/")[2] if role.startswith("projects/") else role
        if (kind, short) not in ROLES:
            yield f"{role} is given on {kind} to {member}"
        if member.startswith("all") and short not in _PUBLIC_ROLES:
            yield f"{role} is given to everybody"
        if not _MEMBER.match(member):
            yield f"{member} is nobody's name"
    for bucket in plan.of("google_storage_bucket"):
        if not bucket["uniform_bucket_level_access"]:
            yield f"{bucket['name']} has rights of single files"


def whoever_enqueues_may_use_the_callers_name(plan: Plan) -> Iterator[str]:
    """Cloud Tasks refuses a task whose identity its creator may not use."""
    may = {grant["member"] for grant in plan.of("google_service_account_iam_member")}
    for grant in plan.of("google_cloud_tasks_queue_iam_member"):
        if grant["member"] not in may:
            yield f"{grant['member']} enqueues, but may not use the name of the queues' caller"


def formats_are_googles(plan: Plan) -> Iterator[str]:
    """Names, durations and memory as Google's own checks want them."""
    yield from (
        f"{each['account_id']} is no account id"
        for each in plan.of("google_service_account")
        if not _ACCOUNT.match(each["account_id"])
    )
    yield from (f"{name} is no name of a queue" for name in plan.queues() if not _QUEUE.match(name))
    yield from (
        f"{each['secret_id']} is no id of a secret"
        for each in plan.of("google_secret_manager_secret")
        if not _SECRET.match(each["secret_id"])
    )
    for name, function in plan.functions().items():
        service = function["service_config"][0]
        memory, cpu = service["available_memory"], float(service["available_cpu"])
        if not _FUNCTION.match(function["name"]):
            yield f"{function['name']} is no name of a function"
        if not _MEMORY.match(memory) or cpu < _LEAST_CPU.get(memory, 0):
            yield f"{name} has {memory} of memory and {cpu:g} processors"
        if service["max_instance_request_concurrency"] > 1 and cpu < 1:
            yield f"{name} serves several requests at once with less than a processor"
        if not 1 <= service["timeout_seconds"] <= 3600:
            yield f"{name} may take {service['timeout_seconds']} s"
    for where, value in _durations(plan):
        if not _DURATION.match(value):
            yield f"{where}: {value!r} is no duration"


def deadlines_fit_each_other(plan: Plan) -> Iterator[str]:
    """Whoever calls waits at least as long as the called may take, within what Google allows."""
    functions = plan.functions()
    for name, job in plan.jobs().items():
        waits = float(job["attempt_deadline"].removesuffix("s"))
        if waits < functions[name.replace("-", "_")]["service_config"][0]["timeout_seconds"] or not 15 <= waits <= 1800:
            yield f"the job {name} waits {waits:g} s"


def the_database_is_closed_and_kept(plan: Plan) -> Iterator[str]:
    """Rules deny everything, backups are daily."""
    rules = plan.of("google_firebaserules_ruleset")
    if len(rules) != 1 or re.findall(r"allow[^;]*;", rules[0]["source"][0]["files"][0]["content"]) != [
        "allow read, write: if false;"
    ]:
        yield "somebody may read the database directly"
    if not any(each.get("daily_recurrence") for each in plan.of("google_firestore_backup_schedule")):
        yield "there is no daily backup"


def the_origin_has_https_alone(plan: Plan) -> Iterator[str]:
    """One forwarding rule, port 443, modern TLS, and each public function behind it."""
    ports = [each["port_range"] for each in plan.of("google_compute_global_forwarding_rule")]
    if ports != ["443"]:
        yield f"the origin listens on {ports}"
    if any(each["min_tls_version"] not in {"TLS_1_2", "TLS_1_3"} for each in plan.of("google_compute_ssl_policy")):
        yield "the origin takes old TLS"
    behind = {each["cloud_run"][0]["service"] for each in plan.of("google_compute_region_network_endpoint_group")}
    public = {function["name"] for name, function in plan.functions().items() if name in PUBLIC}
    if behind != public:
        yield f"behind the origin are {sorted(behind)}, and not {sorted(public)}"
    if any(
        not each.get("security_policy") and "security_policy" in each
        for each in plan.of("google_compute_backend_service")
    ):
        yield "a door has no limit"


def every_api_is_switched_on(plan: Plan) -> Iterator[str]:
    """An empty project is asked for nothing that it has not been told to have."""
    on = {each["service"].removesuffix(".googleapis.com") for each in plan.of("google_project_service")} | {
        "serviceusage"
    }
    for kind in plan.kinds():
        api = next((api for beginning, api in _APIS.items() if kind.startswith(beginning)), None)
        if api is None:
            yield f"nobody says which API makes {kind}"
        elif api not in on:
            yield f"{kind} needs {api}, which is off"
    yield from (f"functions need {api}, which is off" for api in _APIS_BEHIND - on)


def silence_is_of_work_alone(plan: Plan) -> Iterator[str]:
    """An alert that waits for something to stay away waits for work that was done, not for answers to whoever looks
    whether we are there: the uptime checks ask for ever.
    """
    metrics = {
        f"logging.googleapis.com/user/{each['name']}": each["filter"] for each in plan.of("google_logging_metric")
    }
    for policy in plan.of("google_monitoring_alert_policy"):
        for condition in policy["conditions"]:
            for absent in condition.get("condition_absent") or ():
                awaited = [said for metric, said in metrics.items() if f'"{metric}"' in absent["filter"]]
                if not any("jsonPayload.message=" in said or 'requestMethod="POST"' in said for said in awaited):
                    yield f"{policy['display_name']} never fires: looking whether we are there counts as work"


def a_lines_alert_tells_of_one_community(plan: Plan) -> Iterator[str]:
    """Lines that name a community are counted for each apart: no community hides what another lacks."""
    metrics = {each["name"]: each for each in plan.of("google_logging_metric")}
    lines = metrics["alert_lines"]
    if lines["label_extractors"].get("group_id") != "EXTRACT(jsonPayload.group_id)":
        yield "no line says of which community it is"
    for policy in plan.of("google_monitoring_alert_policy"):
        counting = [
            each
            for condition in policy["conditions"]
            for each in condition.get("condition_threshold") or ()
            if '"logging.googleapis.com/user/alert_lines"' in each.get("filter", "")
        ]
        if any(each["aggregations"][0]["group_by_fields"] != ["metric.label.group_id"] for each in counting):
            yield f"{policy['display_name']} counts all communities together"
        if policy["display_name"] == "callbacks-silent" and not any(
            '"callbacks_silent"' in each["filter"] for each in counting
        ):
            yield "callbacks-silent does not tell of one silent community beside others"


RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        every_function_is_deployed_and_nothing_else,
        every_variable_is_read_and_every_read_variable_is_there,
        every_community_has_its_secrets,
        every_queue_is_named_by_the_code,
        vk_is_never_asked_more_often_than_it_allows,
        workers_take_all_that_the_queues_dispatch,
        periodic_functions_have_their_jobs,
        nobody_calls_without_right,
        roles_come_from_the_list,
        whoever_enqueues_may_use_the_callers_name,
        formats_are_googles,
        deadlines_fit_each_other,
        the_database_is_closed_and_kept,
        the_origin_has_https_alone,
        every_api_is_switched_on,
        silence_is_of_work_alone,
        a_lines_alert_tells_of_one_community,
    )
}


class _Recorded(dict[str, str]):
    """An environment that remembers which of its variables were looked at."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.read.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.read.add(key)
        return super().get(key, default)

    def items(self) -> Iterator[tuple[str, str]]:  # type: ignore[override]
        for key, value in super().items():
            if re.fullmatch(r"VK_(TOKEN|SECRET)_\d+", key):
                self.read.add(key)
            yield key, value


def _as_given(key: str, value: str) -> str:
    # A secret shows its id in a plan; its value will be long enough.
    return value.ljust(32, "-") if key == "SESSION_KEY" else value


def _communities(plan: Plan) -> set[str]:
    return {
        key.removeprefix("VK_TOKEN_")
        for name in plan.functions()
        for key in plan.environment_of(name)
        if key.startswith("VK_TOKEN_")
    }


def _account(plan: Plan, function: str) -> str:
    email: str = plan.functions()[function]["service_config"][0]["service_account_email"]
    return email


def _durations(plan: Plan) -> Iterator[tuple[str, str]]:
    for name, queue in plan.queues().items():
        retry = queue["retry_config"][0]
        yield from ((f"queue {name}", retry[key]) for key in ("min_backoff", "max_backoff", "max_retry_duration"))
    for name, job in plan.jobs().items():
        yield f"job {name}", job["attempt_deadline"]
        yield from (
            (f"job {name}", job["retry_config"][0][key]) for key in ("min_backoff_duration", "max_backoff_duration")
        )
    for backup in plan.of("google_firestore_backup_schedule"):
        yield "backup", backup["retention"]
    for policy in plan.of("google_monitoring_alert_policy"):
        for condition in policy["conditions"]:
            for kind in ("condition_threshold", "condition_absent"):
                for each in condition.get(kind) or ():
                    yield policy["display_name"], each["duration"]
                    yield from ((policy["display_name"], its["alignment_period"]) for its in each["aggregations"])
    for secret in plan.of("google_secret_manager_secret"):
        yield secret["secret_id"], secret["rotation"][0]["rotation_period"]
