"""Cloud Scheduler on one machine: `python -m local.scheduler --port 8004 --state FILE.sqlite --jobs FILE.json`."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path
from typing import Any

import grpc
import msgspec
from aiohttp import web
from google.cloud import scheduler_v1

from local.cloud_names import LOCATION_PATH
from local.oidc import TokenSigner
from local.scheduler.runner import Fault, Runner
from local.scheduler.service import CloudScheduler
from local.scheduler.state import State


class JobSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A job of the settings file, as Terraform deploys it."""

    name: str
    schedule: str
    uri: str
    time_zone: str = "UTC"
    method: str = "POST"
    body: str = ""
    retry_count: int = 0

    def as_job(self) -> Any:
        """Google's message."""
        return scheduler_v1.Job(
            name=f"{LOCATION_PATH}/jobs/{self.name}",
            schedule=self.schedule,
            time_zone=self.time_zone,
            http_target=scheduler_v1.HttpTarget(
                uri=self.uri, http_method=scheduler_v1.HttpMethod[self.method], body=self.body.encode()
            ),
            retry_config=scheduler_v1.RetryConfig(retry_count=self.retry_count),
        )


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.scheduler", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8004, help="gRPC; the administration is one higher")
    parser.add_argument("--state", type=Path, required=True, help="the SQLite file that outlives the process")
    parser.add_argument("--jobs", type=Path, required=True, help="the jobs, as JSON")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = Runner(State(arguments.state), TokenSigner(arguments.state.parent))
    service = CloudScheduler(runner)
    for settings in msgspec.json.decode(arguments.jobs.read_bytes(), type=list[JobSettings]):
        service.put(settings.as_job())
    # Without this gRPC shares a port that is in use with whoever holds it.
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((service.handler(),))
    server.add_insecure_port(f"{arguments.host}:{arguments.port}")
    await server.start()
    admin = web.AppRunner(_admin_app(runner))
    await admin.setup()
    await web.TCPSite(admin, arguments.host, arguments.port + 1).start()
    work = asyncio.create_task(runner.run())
    await stop.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    await admin.cleanup()
    await server.stop(grace=0.5)
    runner.state.close()


def _admin_app(runner: Runner) -> web.Application:
    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def jobs(_: web.Request) -> web.Response:
        names = [{"name": job.name.rsplit("/", 1)[1], "last_run": job.last_run} for job in runner.state.jobs()]
        return web.json_response({"jobs": names, "runs": runner.runs})

    async def run(request: web.Request) -> web.Response:
        started = runner.start(f"{LOCATION_PATH}/jobs/{request.match_info['name']}")
        return web.json_response({"started": started}, status=200 if started else 409)

    async def add_fault(request: web.Request) -> web.Response:
        try:
            runner.faults.append(msgspec.json.decode(await request.read(), type=Fault))
        except msgspec.ValidationError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({})

    async def clear_faults(_: web.Request) -> web.Response:
        runner.faults.clear()
        return web.json_response({})

    app = web.Application()
    app.add_routes([web.get("/", health), web.get("/jobs", jobs), web.post("/jobs/{name}/run", run)])
    app.add_routes([web.post("/faults", add_fault), web.delete("/faults", clear_faults)])
    return app


if __name__ == "__main__":
    main()
