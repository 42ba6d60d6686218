"""The gRPC service `google.cloud.scheduler.v1.CloudScheduler`, as the real client calls it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import grpc
from croniter import croniter
from google.cloud import scheduler_v1
from google.protobuf import empty_pb2

from local.grpc_service import generic_handler, refuse
from local.scheduler.runner import Runner

_JOB_NAME = re.compile(r"projects/[^/]+/locations/[^/]+/jobs/[A-Za-z0-9_-]{1,500}")
_FIELDS_OF_A_CRON_LINE = 5


class CloudScheduler:
    """The service over a runner."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._state = runner.state

    def handler(self) -> grpc.GenericRpcHandler:
        """All methods, for a gRPC server."""
        methods: dict[str, tuple[Any, Callable[[Any], Any]]] = {
            "ListJobs": (scheduler_v1.ListJobsRequest, self._list),
            "GetJob": (scheduler_v1.GetJobRequest, lambda request: self._job(request.name)),
            "CreateJob": (scheduler_v1.CreateJobRequest, self._create),
            "UpdateJob": (scheduler_v1.UpdateJobRequest, self._update),
            "DeleteJob": (scheduler_v1.DeleteJobRequest, self._delete),
            "PauseJob": (
                scheduler_v1.PauseJobRequest,
                lambda r: self._set_state(r.name, scheduler_v1.Job.State.PAUSED),
            ),
            "ResumeJob": (
                scheduler_v1.ResumeJobRequest,
                lambda r: self._set_state(r.name, scheduler_v1.Job.State.ENABLED),
            ),
            "RunJob": (scheduler_v1.RunJobRequest, self._run),
        }
        return generic_handler("google.cloud.scheduler.v1.CloudScheduler", methods)

    def put(self, job: Any) -> Any:
        """Keeps a job as it is given, after the service's checks; an `InvalidArgument` for the caller otherwise."""
        if not _JOB_NAME.fullmatch(job.name):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Job name is malformed.")
        if len(job.schedule.split()) != _FIELDS_OF_A_CRON_LINE or not croniter.is_valid(job.schedule):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Schedule or time zone is invalid.")
        try:
            ZoneInfo(job.time_zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "Schedule or time zone is invalid.")
        if not job.http_target.uri.startswith(("http://", "https://")):
            refuse(grpc.StatusCode.INVALID_ARGUMENT, "HttpTarget.uri must start with http:// or https://.")
        job.state = job.state or scheduler_v1.Job.State.ENABLED
        self._state.put(job.name, scheduler_v1.Job.serialize(job), time.time())
        return job

    def _job(self, name: str) -> Any:
        found = self._state.get(name)
        if found is None:
            refuse(grpc.StatusCode.NOT_FOUND, "Job not found.")
        return scheduler_v1.Job.deserialize(found.body)

    def _list(self, request: Any) -> Any:
        jobs = [job for job in self._state.jobs() if job.name.startswith(f"{request.parent}/jobs/")]
        return scheduler_v1.ListJobsResponse(jobs=[scheduler_v1.Job.deserialize(job.body) for job in jobs])

    def _create(self, request: Any) -> Any:
        if self._state.get(request.job.name) is not None:
            refuse(grpc.StatusCode.ALREADY_EXISTS, "Job already exists.")
        return self.put(request.job)

    def _update(self, request: Any) -> Any:
        changed = self._job(request.job.name)
        for field in request.update_mask.paths or ["schedule", "time_zone", "http_target", "description"]:
            setattr(changed, field, getattr(request.job, field))
        return self.put(changed)

    def _delete(self, request: Any) -> Any:
        self._job(request.name)
        self._state.delete(request.name)
        return empty_pb2.Empty()

    def _set_state(self, name: str, state: int) -> Any:
        job = self._job(name)
        job.state = state
        return self.put(job)

    def _run(self, request: Any) -> Any:
        job = self._job(request.name)
        self._runner.start(request.name)
        return job
