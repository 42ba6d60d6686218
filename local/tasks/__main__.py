"""Cloud Tasks on one machine: `python -m local.tasks --port 8002 --state FILE.sqlite --queues FILE.json`."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from local.cloud_names import LOCATION_PATH
from local.http_caller import HttpCaller
from local.oidc import TokenSigner
from local.service_process import add_addresses, listening, stop_when_told
from local.tasks.admin import admin_app
from local.tasks.dispatcher import Dispatcher
from local.tasks.faults import Faults
from local.tasks.service import CloudTasks
from local.tasks.settings import read_queues
from local.tasks.state import State
from local.tasks.worker_client import WorkerClient


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.tasks", description=__doc__)
    add_addresses(parser, port=8002)
    parser.add_argument("--state", type=Path, required=True, help="the SQLite file that outlives the process")
    parser.add_argument("--queues", type=Path, required=True, help="the queues, as JSON")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(arguments: argparse.Namespace) -> None:
    stop = stop_when_told()
    signer, state = TokenSigner(arguments.state.parent), State(arguments.state)
    # A fault of ours in a queue ends the whole: who started it starts it again, and nothing is lost.
    async with HttpCaller(signer, "Google-Cloud-Tasks") as caller, asyncio.TaskGroup() as group:
        dispatcher = Dispatcher(state, Faults(), WorkerClient(caller), LOCATION_PATH)
        dispatching = group.create_task(dispatcher.run(read_queues(arguments.queues)))
        await dispatcher.is_ready.wait()
        async with listening(arguments, CloudTasks(dispatcher).handler(), admin_app(dispatcher, signer)):
            await stop.wait()
        dispatching.cancel()
    state.close()


if __name__ == "__main__":
    main()
