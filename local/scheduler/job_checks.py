"""A job as the service takes it, with what was left out filled in; refused where it breaks a limit.

https://cloud.google.com/scheduler/docs/reference/rpc/google.cloud.scheduler.v1#job
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import NoReturn

import grpc
from google.cloud import scheduler_v1

from local.grpc_service import refuse
from local.scheduler.schedule import is_schedule
from local.scheduler.settings import DEFAULT_DEADLINE_S

_JOB_NAME = re.compile(r"projects/[^/]+/locations/[^/]+/jobs/[A-Za-z0-9_-]{1,500}")
_LONGEST_DESCRIPTION = 500
_MOST_RETRIES = 5
_DEADLINES = (timedelta(seconds=15), timedelta(minutes=30))
_DEFAULT_MIN_BACKOFF = timedelta(seconds=5)
_DEFAULT_MAX_BACKOFF = timedelta(hours=1)
_DEFAULT_DOUBLINGS = 5
_METHODS_WITH_A_BODY = frozenset(
    {scheduler_v1.HttpMethod.POST, scheduler_v1.HttpMethod.PUT, scheduler_v1.HttpMethod.PATCH}
)


def completed(job: scheduler_v1.Job, location: str) -> scheduler_v1.Job:
    """The job of that location (`projects/…/locations/…`) with all that was left out.

    Raises:
        Refused: INVALID_ARGUMENT.
    """
    job.name = job.name or f"{location}/jobs/{secrets.randbelow(10**19)}"
    if not _JOB_NAME.fullmatch(job.name) or not job.name.startswith(f"{location}/jobs/"):
        _invalid("Job.name must be 'projects/P/locations/L/jobs/J' of this location, J of [A-Za-z0-9_-]{1,500}.")
    if len(job.description) > _LONGEST_DESCRIPTION:
        _invalid("Job.description is longer than 500 characters.")
    if not is_schedule(job.schedule, job.time_zone):
        _invalid("Schedule or time zone is invalid.")
    _check_target(job.http_target)
    _complete_retries(job.retry_config)
    job.attempt_deadline = job.attempt_deadline or timedelta(seconds=DEFAULT_DEADLINE_S)
    if not _DEADLINES[0] <= job.attempt_deadline <= _DEADLINES[1]:
        _invalid("Job.attempt_deadline is not between 15 s and 30 min.")
    job.state = job.state or scheduler_v1.Job.State.ENABLED
    return job


def _check_target(target: scheduler_v1.HttpTarget) -> None:
    if not target.uri.startswith(("http://", "https://")):
        _invalid("HttpTarget.uri must start with 'http://' or 'https://'; other targets are not served here.")
    target.http_method = target.http_method or scheduler_v1.HttpMethod.POST
    if target.body and target.http_method not in _METHODS_WITH_A_BODY:
        _invalid("HttpTarget.body is allowed only for POST, PUT and PATCH.")
    if target.body and "content-type" not in {name.lower() for name in target.headers}:
        target.headers["Content-Type"] = "application/octet-stream"


def _complete_retries(retry: scheduler_v1.RetryConfig) -> None:
    if not 0 <= retry.retry_count <= _MOST_RETRIES:
        _invalid("RetryConfig.retry_count is not between 0 and 5.")
    retry.min_backoff_duration = retry.min_backoff_duration or _DEFAULT_MIN_BACKOFF
    retry.max_backoff_duration = retry.max_backoff_duration or _DEFAULT_MAX_BACKOFF
    retry.max_doublings = retry.max_doublings or _DEFAULT_DOUBLINGS


def _invalid(why: str) -> NoReturn:
    refuse(grpc.StatusCode.INVALID_ARGUMENT, why)
