"""Cloud Tasks on one machine: `python -m local.tasks --port 8002 --state FILE.sqlite --queues FILE.json`."""

from __future__ import annotations

import argparse
import asyncio
import signal
from pathlib import Path

import grpc
from aiohttp import web

from local.cloud_names import LOCATION_PATH
from local.oidc import TokenSigner
from local.tasks.admin import admin_app
from local.tasks.dispatcher import Dispatcher
from local.tasks.faults import Faults
from local.tasks.service import CloudTasks
from local.tasks.settings import read_queues
from local.tasks.state import State


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.tasks", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8002, help="gRPC")
    parser.add_argument("--admin-port", type=int, help="HTTP; one above the gRPC port unless given")
    parser.add_argument("--state", type=Path, required=True, help="the SQLite file that outlives the process")
    parser.add_argument("--queues", type=Path, required=True, help="the queues, as JSON")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(arguments: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    signer = TokenSigner(arguments.state.parent)
    dispatcher = Dispatcher(State(arguments.state), Faults(), signer, LOCATION_PATH)
    await dispatcher.start(read_queues(arguments.queues))
    # Without this gRPC shares a port that is in use with whoever holds it.
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((CloudTasks(dispatcher).handler(),))
    server.add_insecure_port(f"{arguments.host}:{arguments.port}")
    await server.start()
    runner = web.AppRunner(admin_app(dispatcher, signer))
    await runner.setup()
    await web.TCPSite(runner, arguments.host, arguments.admin_port or arguments.port + 1).start()
    await stop.wait()
    await runner.cleanup()
    await server.stop(grace=0.5)
    await dispatcher.stop()


if __name__ == "__main__":
    main()
