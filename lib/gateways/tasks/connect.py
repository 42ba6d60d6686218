"""The connection to Cloud Tasks: the service, or an address without TLS on one machine.

`google-cloud-tasks` knows no variable for an emulator, so ours is `CLOUD_TASKS_EMULATOR_HOST`.
"""

from __future__ import annotations

from typing import Any

from lib.config import Config
from lib.gateways.tasks.queue import TaskQueue
from lib.gateways.vk.pace import Purpose


def connect_queue(config: Config) -> TaskQueue:
    """The queues of the configured project and location, and the workers that they call."""
    return TaskQueue(
        _client(config.cloud_tasks_emulator_host),
        f"projects/{config.project}/locations/{config.location}",
        {
            Purpose.PROVISION: config.provision_url,
            Purpose.BROADCAST: config.broadcast_url,
            Purpose.ANSWER: config.answer_url,
            Purpose.COLLECT: config.collect_url,
        },
        config.tasks_caller,
    )


def _client(emulator_host: str) -> Any:
    import grpc
    from google.cloud import tasks_v2
    from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

    if not emulator_host:
        return tasks_v2.CloudTasksClient()
    return tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=grpc.insecure_channel(emulator_host)))
