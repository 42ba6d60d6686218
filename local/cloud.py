"""The whole cloud on one machine: the same functions, with stand-ins for what Google and VK run.

Functions, queues, rates and jobs are those of Terraform's plan (local/deployed.py).
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from lib.config import Config, read_config
from lib.provisioning.connect import connect
from lib.provisioning.outside import Provisioning
from local import firestore_emulator
from local.addresses import HOST, Addresses
from local.cloud_names import LOCATION, PROJECT
from local.deployed import DeployedFunction, read_deployed
from local.processes import Processes, Service

ROOT = Path(__file__).resolve().parent.parent

# The Mini App as VK's stand-in knows it. Its host stands on the front door.
VK_APP_ID, VK_APP_SECRET = 51000001, "local-protected-key-of-the-app"
SESSION_KEY = "local-key-of-sessions-of-the-mini-app"
APP = ROOT / "miniapp" / "dist"

# VK answers in about this time from a data centre in Europe; budgets are measured with it.
VK_LATENCY_MS = 120


@dataclass(frozen=True, slots=True)
class LocalCommunity:
    """A community that VK's stand-in knows from its start."""

    group_id: int
    name: str
    screen_name: str
    token: str
    secret: str


COMMUNITIES = (
    LocalCommunity(220000001, "Домовые чаты Екатеринбурга", "chaty_ekb", "local-token-220000001", "local-secret-1"),
    LocalCommunity(220000002, "Домовые чаты Владивостока", "chaty_vl", "local-token-220000002", "local-secret-2"),
)


# VK's stand-in plays SMS.ru too, and takes any key.
SMS_API_ID = "local-sms-key"


# Functions, queues and jobs as Terraform deploys them.
DEPLOYED = read_deployed()
# By these places functions have their ports.
FUNCTIONS = DEPLOYED.functions


@dataclass(frozen=True, slots=True)
class LocalCloud:
    """One local cloud: where it listens, and where it keeps what must outlive a killed process."""

    addresses: Addresses
    state: Path
    vk_latency_ms: int = VK_LATENCY_MS
    vk_timeout_s: float = 10.0
    packages: Path | None = (
        None  # unpacked packages to start the functions from, each with a `.venv`; else from the tree
    )

    def environment(self) -> dict[str, str]:
        """What its functions, and every program that works with it, find in their environment."""
        url, port = Addresses.url, self.addresses
        return {
            "GOOGLE_CLOUD_PROJECT": PROJECT,
            "CLOUD_LOCATION": LOCATION,
            "FIRESTORE_EMULATOR_HOST": f"{HOST}:{port.firestore}",
            "CLOUD_TASKS_EMULATOR_HOST": f"{HOST}:{port.tasks}",
            "VK_API_URL": url(port.vk),
            **{f"VK_TOKEN_{community.group_id}": community.token for community in COMMUNITIES},
            "VK_TIMEOUT_S": str(self.vk_timeout_s),
            "PROVISION_URL": url(self.function_port("provision")),
            "ANSWER_URL": url(self.function_port("answer")),
            "SMS_API_ID": SMS_API_ID,
            "SMS_URL": url(port.vk),
            **{f"VK_SECRET_{community.group_id}": community.secret for community in COMMUNITIES},
            "BROADCAST_URL": url(self.function_port("broadcast")),
            "COLLECT_URL": url(self.function_port("collect")),
            "CLOUD_SCHEDULER_EMULATOR_HOST": f"{HOST}:{port.scheduler}",
            "TASKS_CALLER": f"tasks@{PROJECT}.iam.gserviceaccount.com",
        }

    def api_environment(self) -> dict[str, str]:
        """What functions/api alone is told. The app and its API have one origin, as behind a load balancer."""
        origin = Addresses.url(self.addresses.front_door)
        return {
            "VK_APP_ID": str(VK_APP_ID),
            "VK_APP_SECRET": VK_APP_SECRET,
            "SESSION_KEY": SESSION_KEY,
            "APP_ORIGIN": origin,
            "API_URL": origin,
        }

    def config(self) -> Config:
        """The configuration of a program that works with this cloud from outside."""
        return read_config(self.environment())

    def outside(self) -> Provisioning:
        """Provisioning in this cloud, for a program that works with it from outside."""
        emulator = "FIRESTORE_EMULATOR_HOST"
        before = os.environ.get(emulator)
        # Google's client looks for the emulator in the environment, and only while it is made.
        os.environ[emulator] = self.environment()[emulator]
        try:
            return connect(self.config())
        finally:
            os.environ.pop(emulator)
            if before is not None:
                os.environ[emulator] = before

    def callback_url(self) -> str:
        """Where VK's stand-in sends events."""
        return f"{Addresses.url(self.addresses.front_door)}/vk_callback"

    def function_port(self, name: str) -> int:
        """Where a function listens."""
        return self.addresses.function([function.name for function in FUNCTIONS].index(name))

    def processes(self) -> Processes:
        """All of its processes, not started yet.

        Raises:
            EmulatorMissing: there is no Firestore emulator on this machine.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        return Processes([*self._stand_ins(), *self._functions(), *self._faces()], self.state / "logs")

    def _stand_ins(self) -> list[Service]:
        port, url = self.addresses, Addresses.url
        communities = self._file("communities.json", [asdict(community) for community in COMMUNITIES])
        queue_file, jobs = self._file("queues.json", DEPLOYED.queues), self._file("jobs.json", self._jobs())
        return [
            Service(
                "firestore",
                firestore_emulator.command(port.firestore),
                port.firestore,
                url(port.firestore),
                dict(os.environ),
                restartable=False,
            ),
            self._python(
                "vk",
                [
                    "local.vk",
                    "--port",
                    str(port.vk),
                    "--latency-ms",
                    str(self.vk_latency_ms),
                    "--communities",
                    communities,
                    "--sms-callback",
                    f"{url(self.function_port('sms_callback'))}/",
                ],
                port.vk,
                f"{url(port.vk)}/sim/requests",
                restartable=False,
            ),
            self._python(
                "tasks",
                [
                    "local.tasks",
                    "--port",
                    str(port.tasks),
                    "--state",
                    f"{self.state}/tasks.sqlite",
                    "--queues",
                    queue_file,
                ],
                port.tasks,
                url(port.tasks + 1),
            ),
            self._python(
                "scheduler",
                [
                    "local.scheduler",
                    "--port",
                    str(port.scheduler),
                    "--state",
                    f"{self.state}/scheduler",
                    "--jobs",
                    jobs,
                ],
                port.scheduler,
                url(port.scheduler + 1),
            ),
        ]

    def _functions(self) -> list[Service]:
        return [self._function(function) for function in FUNCTIONS]

    def _function(self, function: DeployedFunction) -> Service:
        port = self.function_port(function.name)
        source = self.packages / function.name if self.packages else ROOT / "functions" / function.name
        argv = ["functions_framework", "--source", str(source / "main.py")]
        argv += ["--target", function.name, "--host", HOST, "--port", str(port)]
        environment = {"THREADS": str(function.threads)}
        if function.name == "api":
            environment |= self.api_environment()
        service = self._python(function.name, argv, port, Addresses.url(port), environment)
        if self.packages is None:
            return service
        # As the cloud does: nothing on the path but the package itself and what its requirements brought.
        own = {**service.environment, "PYTHONPATH": str(source)}
        return replace(service, argv=[str(source / ".venv/bin/python"), *service.argv[1:]], environment=own)

    def _faces(self) -> list[Service]:
        """What people open in a browser."""
        front_door, vk_frame = self.addresses.front_door, self.addresses.vk_frame
        url = Addresses.url
        door = ["local.front_door", "--port", str(front_door), "--vk", url(self.addresses.vk)]
        door += ["--vk-frame", url(vk_frame), "--api", url(self.function_port("api")), "--app", str(APP)]
        door += ["--vk-callback", url(self.function_port("vk_callback"))]
        door += ["--open311", url(self.function_port("open311"))]
        door += ["--demo", str(self.state / "demo.json")]
        frame = ["local.vk_frame", "--port", str(vk_frame), "--app", f"{url(front_door)}/app/"]
        frame += ["--app-id", str(VK_APP_ID), "--vk", url(self.addresses.vk)]
        return [
            self._python("front_door", door, front_door, url(front_door)),
            self._python("vk_frame", frame, vk_frame, f"{url(vk_frame)}/?user=1", {"VK_APP_SECRET": VK_APP_SECRET}),
        ]

    def _python(
        self,
        name: str,
        argv: Sequence[str],
        port: int,
        ready_url: str,
        environment: Mapping[str, str] | None = None,
        restartable: bool = True,
    ) -> Service:
        full = {**os.environ, **self.environment(), "PYTHONPATH": str(ROOT), **(environment or {})}
        return Service(name, [sys.executable, "-m", *argv], port, ready_url, full, restartable)

    def _jobs(self) -> list[dict[str, object]]:
        return [
            {
                "name": job.name,
                "schedule": job.schedule,
                "time_zone": job.time_zone,
                "uri": f"{Addresses.url(self.function_port(job.function))}/",
                "retry_count": job.retry_count,
                "attempt_deadline_s": job.attempt_deadline_s,
            }
            for job in DEPLOYED.jobs
        ]

    def _file(self, name: str, content: object) -> str:
        path = self.state / name
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        return str(path)
