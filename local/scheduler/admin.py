"""Cloud Scheduler's administration over HTTP: its jobs, a run on order, faults, the certificates of its tokens."""

from __future__ import annotations

import msgspec
from aiohttp import web
from google.cloud import scheduler_v1

from local.cloud_names import LOCATION_PATH
from local.oidc import TokenSigner
from local.scheduler.faults import Fault
from local.scheduler.runner import Runner
from local.scheduler.schedule import next_run
from local.scheduler.state import StoredJob
from local.service_process import unreadable_is_told


def admin_app(runner: Runner, signer: TokenSigner) -> web.Application:
    """The application; `GET /` is the health check."""

    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def jobs(_: web.Request) -> web.Response:
        return web.json_response({"jobs": [_told(job) for job in runner.state.jobs()], "attempts": runner.attempts})

    async def run(request: web.Request) -> web.Response:
        name = f"{LOCATION_PATH}/jobs/{request.match_info['name']}"
        if runner.state.get(name) is None:
            return web.json_response({"error": "there is no such job"}, status=404)
        runner.order(name)
        return web.json_response({})

    async def add_fault(request: web.Request) -> web.Response:
        runner.faults.add(msgspec.json.decode(await request.read(), type=Fault))
        return web.json_response({})

    async def clear_faults(_: web.Request) -> web.Response:
        runner.faults.clear()
        return web.json_response({})

    async def certificates(_: web.Request) -> web.Response:
        return web.json_response(signer.certificates())

    app = web.Application(middlewares=[unreadable_is_told])
    app.add_routes([web.get("/", health), web.get("/jobs", jobs), web.post("/jobs/{name}/run", run)])
    app.add_routes([web.post("/faults", add_fault), web.delete("/faults", clear_faults)])
    app.add_routes([web.get("/certs", certificates)])
    return app


def _told(stored: StoredJob) -> dict[str, object]:
    job = scheduler_v1.Job.deserialize(stored.body)
    return {
        "name": job.name.rsplit("/", 1)[1],
        "schedule": job.schedule,
        "state": job.state.name,
        "last_run": stored.last_run,
        "next_run": next_run(job.schedule, job.time_zone, stored.last_run),
        "status": job.status.code,
    }
