"""A process that is one of Google's services on this machine: gRPC for its clients, HTTP for its administration."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc
import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from local.addresses import HOST

# How long calls may finish after the process was told to stop.
_GRACE_S = 0.5


def add_addresses(parser: argparse.ArgumentParser, port: int) -> None:
    """Adds `--host`, `--port` and `--admin-port` to a command line."""
    parser.add_argument("--host", default=HOST)
    parser.add_argument("--port", type=int, default=port, help="gRPC")
    parser.add_argument("--admin-port", type=int, help="HTTP; one above the gRPC port unless given")


def stop_when_told() -> asyncio.Event:
    """An event that is set as soon as the process is told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def listening(
    arguments: argparse.Namespace, handler: grpc.GenericRpcHandler, admin: web.Application
) -> AsyncIterator[None]:
    """Serves at the addresses of the command line for the length of a `with`."""
    # Without this gRPC shares a port that is in use with whoever holds it.
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((handler,))
    server.add_insecure_port(f"{arguments.host}:{arguments.port}")
    runner = web.AppRunner(admin)
    await server.start()
    await runner.setup()
    try:
        await web.TCPSite(runner, arguments.host, arguments.admin_port or arguments.port + 1).start()
        yield
    finally:
        await runner.cleanup()
        await server.stop(_GRACE_S)


@web.middleware
async def unreadable_is_told(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers a body that cannot be read with 400 and the reason."""
    try:
        return await handler(request)
    except msgspec.DecodeError as error:
        return web.json_response({"error": str(error)}, status=400)
