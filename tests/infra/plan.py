"""What a plan says would be there, without Terraform's own wrappings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Resource = Mapping[str, Any]


class Plan:
    """The resources of one environment as they would be after a deployment to an empty project."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._changes = [change for change in document["resource_changes"] if change["mode"] == "managed"]

    def of(self, kind: str) -> list[Resource]:
        """All resources of a type such as `google_cloud_tasks_queue`; what is known only afterwards is left out."""
        return [change["change"]["after"] for change in self._changes if change["type"] == kind]

    def addressed(self, kind: str) -> dict[str, Resource]:
        """The same by Terraform's address."""
        return {change["address"]: change["change"]["after"] for change in self._changes if change["type"] == kind}

    def kinds(self) -> set[str]:
        """The types of everything in it."""
        return {change["type"] for change in self._changes}

    def functions(self) -> dict[str, Resource]:
        """The deployed functions by the name of their folder."""
        deployed = self.of("google_cloudfunctions2_function")
        return {function["build_config"][0]["entry_point"]: function for function in deployed}

    def environment_of(self, function: str) -> dict[str, str]:
        """The variables that a function finds; a secret has its id as its value."""
        service = self.functions()[function]["service_config"][0]
        secrets = {each["key"]: each["secret"] for each in service.get("secret_environment_variables") or ()}
        return {**service["environment_variables"], **secrets}

    def grants(self) -> Iterator[tuple[str, str, str]]:
        """Every right that is given: (type of the resource that gives it, role, member)."""
        for change in self._changes:
            if "_iam_member" in change["type"]:
                after = change["change"]["after"]
                yield change["type"], after["role"], after["member"]

    def queues(self) -> dict[str, Resource]:
        """The queues by name."""
        return {queue["name"]: queue for queue in self.of("google_cloud_tasks_queue")}

    def jobs(self) -> dict[str, Resource]:
        """The scheduler's jobs by name."""
        return {job["name"]: job for job in self.of("google_cloud_scheduler_job")}
