"""gRPC services over Google's messages without generated stubs: a name, its request's type, a function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import grpc
from google.protobuf.message import Message


class Refused(Exception):
    """A request that the service does not take; carries gRPC's status."""

    def __init__(self, status: grpc.StatusCode, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def refuse(status: grpc.StatusCode, why: str) -> NoReturn:
    """Ends the handling of a request with a status of gRPC."""
    raise Refused(status, why)


def generic_handler(service: str, methods: Mapping[str, tuple[Any, Callable[[Any], Any]]]) -> grpc.GenericRpcHandler:
    """The handler of a service: for each method the (proto-plus) type of its request and the function that answers."""
    return grpc.method_handlers_generic_handler(
        service,
        {
            name: grpc.unary_unary_rpc_method_handler(
                _refusing(call), request_deserializer=request.deserialize, response_serializer=_serialized
            )
            for name, (request, call) in methods.items()
        },
    )


def apply_mask(given: Any, kept: Any, paths: Sequence[str], changeable: frozenset[str]) -> None:
    """Takes the fields at `paths` (`rate_limits.max_dispatches_per_second`) over from `given` to `kept`.

    Raises:
        Refused: a path names no field, or one outside of `changeable`.
    """
    for path in paths:
        *parents, field = path.split(".")
        if path.split(".")[0] not in changeable:
            refuse(grpc.StatusCode.INVALID_ARGUMENT, f"Field {path} cannot be updated.")
        source, target = given, kept
        try:
            for parent in parents:
                source, target = getattr(source, parent), getattr(target, parent)
            setattr(target, field, getattr(source, field))
        except AttributeError:
            refuse(grpc.StatusCode.INVALID_ARGUMENT, f"There is no field {path}.")


def _refusing(call: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    async def answer(request: Any, context: Any) -> Any:
        try:
            return call(request)
        except Refused as refused:
            await context.abort(refused.status, refused.why)

    return answer


def _serialized(message: Any) -> bytes:
    serialized: bytes = (
        message.SerializeToString() if isinstance(message, Message) else type(message).serialize(message)
    )
    return serialized
