"""The jobs of the settings file, as Terraform deploys them."""

from __future__ import annotations

from pathlib import Path

import msgspec
from google.cloud import scheduler_v1
from google.protobuf import duration_pb2

# https://cloud.google.com/scheduler/docs/reference/rpc/google.cloud.scheduler.v1#job
DEFAULT_DEADLINE_S = 180


class JobSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A job of the settings file; with a `service_account_email` its requests carry an identity token."""

    name: str
    schedule: str
    uri: str
    time_zone: str = "UTC"
    method: str = "POST"
    body: str = ""
    headers: dict[str, str] = {}
    retry_count: int = 0
    attempt_deadline_s: int = DEFAULT_DEADLINE_S
    service_account_email: str = ""
    audience: str = ""

    def as_job(self, path: str) -> scheduler_v1.Job:
        """Google's message, under the full name `path`."""
        target = scheduler_v1.HttpTarget(
            uri=self.uri,
            http_method=scheduler_v1.HttpMethod[self.method],
            body=self.body.encode(),
            headers=self.headers,
        )
        if self.service_account_email:
            target.oidc_token = scheduler_v1.OidcToken(
                service_account_email=self.service_account_email, audience=self.audience
            )
        return scheduler_v1.Job(
            name=path,
            schedule=self.schedule,
            time_zone=self.time_zone,
            http_target=target,
            retry_config=scheduler_v1.RetryConfig(retry_count=self.retry_count),
            attempt_deadline=duration_pb2.Duration(seconds=self.attempt_deadline_s),
        )


def read_jobs(path: Path) -> list[JobSettings]:
    """The jobs of a settings file; raises msgspec.ValidationError."""
    return msgspec.json.decode(path.read_bytes(), type=list[JobSettings])
