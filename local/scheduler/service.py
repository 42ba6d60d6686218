"""The gRPC service `google.cloud.scheduler.v1.CloudScheduler`, as the real client calls it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import grpc
from google.cloud import scheduler_v1
from google.protobuf import empty_pb2

from local.grpc_service import apply_mask, generic_handler, refuse
from local.scheduler.job_checks import completed
from local.scheduler.runner import Runner
from local.scheduler.schedule import next_run
from local.scheduler.state import StoredJob

_PAGE = 500
_CHANGEABLE = frozenset({"description", "schedule", "time_zone", "http_target", "retry_config", "attempt_deadline"})


class CloudScheduler:
    """The service over a runner."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._state = runner.state

    def handler(self) -> grpc.GenericRpcHandler:
        """All methods, for a gRPC server."""
        methods: dict[str, tuple[Any, Callable[[Any], Any]]] = {
            "ListJobs": (scheduler_v1.ListJobsRequest, self._list),
            "GetJob": (scheduler_v1.GetJobRequest, lambda request: _shown(self._stored(request.name))),
            "CreateJob": (scheduler_v1.CreateJobRequest, self._create),
            "UpdateJob": (scheduler_v1.UpdateJobRequest, self._update),
            "DeleteJob": (scheduler_v1.DeleteJobRequest, self._delete),
            "PauseJob": (scheduler_v1.PauseJobRequest, self._pause),
            "ResumeJob": (scheduler_v1.ResumeJobRequest, self._resume),
            "RunJob": (scheduler_v1.RunJobRequest, self._run),
        }
        return generic_handler("google.cloud.scheduler.v1.CloudScheduler", methods)

    def deploy(self, job: scheduler_v1.Job) -> None:
        """Creates a job of the settings, or brings the one of that name up to date; it stays paused if it is."""
        before = self._state.get(job.name)
        if before is not None:
            job.state = scheduler_v1.Job.deserialize(before.body).state
        self._put(job, job.name.rsplit("/jobs/", 1)[0], before)

    def _put(self, job: scheduler_v1.Job, location: str, before: StoredJob | None) -> scheduler_v1.Job:
        body = scheduler_v1.Job.serialize(completed(job, location))
        last_run = time.time() if before is None or _is_scheduled_anew(before, job) else before.last_run
        stored = StoredJob(job.name, body, last_run)
        self._state.put(stored)
        return _shown(stored)

    def _stored(self, name: str) -> StoredJob:
        found = self._state.get(name)
        if found is None:
            refuse(grpc.StatusCode.NOT_FOUND, "Job not found.")
        return found

    def _list(self, request: Any) -> scheduler_v1.ListJobsResponse:
        prefix, size = f"{request.parent}/jobs/", min(request.page_size or _PAGE, _PAGE)
        mine = [job for job in self._state.jobs() if job.name.startswith(prefix) and job.name > request.page_token]
        more = mine[size - 1].name if len(mine) > size else ""
        return scheduler_v1.ListJobsResponse(jobs=[_shown(job) for job in mine[:size]], next_page_token=more)

    def _create(self, request: Any) -> scheduler_v1.Job:
        if self._state.get(request.job.name) is not None:
            refuse(grpc.StatusCode.ALREADY_EXISTS, "Job already exists.")
        request.job.state = scheduler_v1.Job.State.ENABLED
        request.job.user_update_time = datetime.now(UTC)
        return self._put(request.job, request.parent, None)

    def _update(self, request: Any) -> scheduler_v1.Job:
        before = self._stored(request.job.name)
        changed = scheduler_v1.Job.deserialize(before.body)
        apply_mask(request.job, changed, request.update_mask.paths or sorted(_CHANGEABLE), _CHANGEABLE)
        changed.user_update_time = datetime.now(UTC)
        return self._put(changed, changed.name.rsplit("/jobs/", 1)[0], before)

    def _delete(self, request: Any) -> empty_pb2.Empty:
        self._stored(request.name)
        self._state.delete(request.name)
        return empty_pb2.Empty()

    def _pause(self, request: Any) -> scheduler_v1.Job:
        states = scheduler_v1.Job.State
        return self._change_state(self._stored(request.name), states.ENABLED, states.PAUSED)

    def _resume(self, request: Any) -> scheduler_v1.Job:
        states = scheduler_v1.Job.State
        stored = self._stored(request.name)
        # What was due during the pause is not made up for.
        return self._change_state(StoredJob(stored.name, stored.body, time.time()), states.PAUSED, states.ENABLED)

    def _change_state(self, stored: StoredJob, before: Any, after: Any) -> scheduler_v1.Job:
        job = scheduler_v1.Job.deserialize(stored.body)
        if job.state != before:
            refuse(grpc.StatusCode.FAILED_PRECONDITION, f"Job must be {before.name}.")
        job.state = after
        changed = StoredJob(stored.name, scheduler_v1.Job.serialize(job), stored.last_run)
        self._state.put(changed)
        return _shown(changed)

    def _run(self, request: Any) -> scheduler_v1.Job:
        stored = self._stored(request.name)
        self._runner.order(stored.name)
        return _shown(stored)


def _is_scheduled_anew(before: StoredJob, job: scheduler_v1.Job) -> bool:
    kept = scheduler_v1.Job.deserialize(before.body)
    return bool((kept.schedule, kept.time_zone) != (job.schedule, job.time_zone))


def _shown(stored: StoredJob) -> scheduler_v1.Job:
    job = scheduler_v1.Job.deserialize(stored.body)
    if job.state == scheduler_v1.Job.State.ENABLED:
        due = next_run(job.schedule, job.time_zone, stored.last_run)
        job.schedule_time = datetime.fromtimestamp(due, UTC)
    return job
