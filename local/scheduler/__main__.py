"""Cloud Scheduler on one machine: `python -m local.scheduler --port 8004 --state FILE.sqlite --jobs FILE.json`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from local.cloud_names import LOCATION_PATH
from local.http_caller import HttpCaller
from local.oidc import TokenSigner
from local.scheduler.admin import admin_app
from local.scheduler.faults import Faults
from local.scheduler.runner import Runner
from local.scheduler.service import CloudScheduler
from local.scheduler.settings import read_jobs
from local.scheduler.state import State
from local.service_process import add_addresses, listening, stop_when_told


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.scheduler", description=__doc__)
    add_addresses(parser, port=8004)
    parser.add_argument("--state", type=Path, required=True, help="the SQLite file that outlives the process")
    parser.add_argument("--jobs", type=Path, required=True, help="the jobs, as JSON")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(arguments: argparse.Namespace) -> None:
    stop = stop_when_told()
    signer, state = TokenSigner(arguments.state.parent), State(arguments.state)
    # A fault of ours in a run ends the whole: who started it starts it again, and nothing is lost.
    async with HttpCaller(signer, "Google-Cloud-Scheduler") as caller, asyncio.TaskGroup() as group:
        runner = Runner(state, caller, Faults())
        service = CloudScheduler(runner)
        for settings in read_jobs(arguments.jobs):
            service.deploy(settings.as_job(f"{LOCATION_PATH}/jobs/{settings.name}"))
        running = group.create_task(runner.run())
        async with listening(arguments, service.handler(), admin_app(runner, signer)):
            await stop.wait()
        running.cancel()
    state.close()


if __name__ == "__main__":
    main()
