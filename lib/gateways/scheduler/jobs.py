"""Cloud Scheduler: requests that Google makes to a function of ours again and again, at least once each time.

A job is made, brought up to date and removed by its name, so doing either twice is the same as once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from lib.config import Config

# A run that is not answered in this time counts as failed and is repeated.
_ATTEMPT_DEADLINE_S = 60
_RETRIES = 5


class Job(Struct, frozen=True):
    """What is asked for when: a line of cron in a time zone, the path of the worker, its JSON body."""

    name: str
    schedule: str
    time_zone: str
    path: str
    body: Mapping[str, object]


class JobScheduler:
    """The jobs of the configured project and location. Google's client is made when it is first needed."""

    def __init__(self, config: Config) -> None:
        self._emulator_host = config.cloud_scheduler_emulator_host
        self._location = f"projects/{config.project}/locations/{config.location}"
        self._url = config.broadcast_url.rstrip("/")
        self._caller = config.tasks_caller

    def put(self, job: Job) -> None:
        """Makes the job, or brings the one of that name up to date.

        Raises:
            google.api_core.exceptions.GoogleAPICallError: Cloud Scheduler did not take it.
        """
        from google.api_core import exceptions as google_errors

        message = self._message(job)
        try:
            self._client.update_job(request={"job": message})
        except google_errors.NotFound:
            try:
                self._client.create_job(request={"parent": self._location, "job": message})
            except google_errors.AlreadyExists:
                self._client.update_job(request={"job": message})

    def remove(self, name: str) -> None:
        """Removes the job of that name; one that is gone already is no error. Raises as `put`."""
        from google.api_core import exceptions as google_errors

        try:
            self._client.delete_job(request={"name": self._path(name)})
        except google_errors.NotFound:
            return

    def _path(self, name: str) -> str:
        return f"{self._location}/jobs/{name}"

    def _message(self, job: Job) -> dict[str, Any]:
        from google.protobuf import duration_pb2

        return {
            "name": self._path(job.name),
            "schedule": job.schedule,
            "time_zone": job.time_zone,
            "http_target": {
                "uri": f"{self._url}/{job.path}",
                "http_method": "POST",
                "headers": {"Content-Type": "application/json"},
                "body": msgspec.json.encode(job.body),
                "oidc_token": {"service_account_email": self._caller, "audience": self._url},
            },
            "retry_config": {"retry_count": _RETRIES},
            "attempt_deadline": duration_pb2.Duration(seconds=_ATTEMPT_DEADLINE_S),
        }

    @cached_property
    def _client(self) -> Any:
        import grpc
        from google.cloud import scheduler_v1
        from google.cloud.scheduler_v1.services.cloud_scheduler.transports import CloudSchedulerGrpcTransport

        if not self._emulator_host:
            return scheduler_v1.CloudSchedulerClient()
        channel = grpc.insecure_channel(self._emulator_host)
        return scheduler_v1.CloudSchedulerClient(transport=CloudSchedulerGrpcTransport(channel=channel))
