"""Cloud Tasks' administration over HTTP: what the queues hold, faults on order, the certificates of its tokens."""

from __future__ import annotations

import msgspec
from aiohttp import web

from local.oidc import TokenSigner
from local.service_process import unreadable_is_told
from local.tasks.dispatcher import Dispatcher
from local.tasks.faults import Fault


def admin_app(dispatcher: Dispatcher, signer: TokenSigner) -> web.Application:
    """The application; `GET /` is the health check."""

    async def health(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def queues(_: web.Request) -> web.Response:
        return web.json_response(
            {
                queue.short_name: {
                    "state": queue.config.state.name,
                    "depth": dispatcher.state.count(name),
                    "in_flight": queue.in_flight,
                    "dispatched": queue.dispatched,
                    "failed": queue.failed,
                }
                for name, queue in dispatcher.queues.items()
            }
        )

    async def tasks(_: web.Request) -> web.Response:
        return web.json_response(
            [
                {"name": task.name, "due": task.due, "dispatches": task.dispatches, "last_status": task.last_status}
                for name in dispatcher.queues
                for task in dispatcher.state.tasks(name)
            ]
        )

    async def add_fault(request: web.Request) -> web.Response:
        dispatcher.faults.add(msgspec.json.decode(await request.read(), type=Fault))
        return web.json_response({})

    async def clear_faults(_: web.Request) -> web.Response:
        dispatcher.faults.clear()
        return web.json_response({})

    async def certificates(_: web.Request) -> web.Response:
        return web.json_response(signer.certificates())

    app = web.Application(middlewares=[unreadable_is_told])
    app.add_routes(
        [
            web.get("/", health),
            web.get("/queues", queues),
            web.get("/tasks", tasks),
            web.post("/faults", add_fault),
            web.delete("/faults", clear_faults),
            web.get("/certs", certificates),
        ]
    )
    return app
