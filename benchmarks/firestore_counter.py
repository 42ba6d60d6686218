"""A door before the Firestore emulator that counts what passes it as the service would bill it.

python -m benchmarks.firestore_counter EMULATOR PORT   gRPC on PORT; what was counted, as JSON, on PORT + 1
"""

from __future__ import annotations

import json
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent import futures
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import grpc
from google.cloud.firestore_v1.types import (
    BatchGetDocumentsResponse,
    CommitRequest,
    RunAggregationQueryResponse,
    RunQueryResponse,
)

_STREAMS = {
    "BatchGetDocuments": BatchGetDocumentsResponse,
    "RunQuery": RunQueryResponse,
    "RunAggregationQuery": RunAggregationQueryResponse,
}


class FirestoreCounter(grpc.GenericRpcHandler):  # type: ignore[misc]
    """Passes every call on to the emulator at `target`, and counts reads, writes and deletes.

    https://firebase.google.com/docs/firestore/pricing: a document read is a read, a missing one and an empty query too,
    an aggregation one for each 1,000 entries; a written document is a write.
    """

    def __init__(self, target: str, port: int) -> None:
        self._channel = grpc.insecure_channel(target)
        self._lock = threading.Lock()
        self._counted: Counter[str] = Counter()
        self._server = grpc.server(futures.ThreadPoolExecutor(64))
        self._server.add_generic_rpc_handlers((self,))
        self._server.add_insecure_port(f"127.0.0.1:{port}")
        self._server.start()

    def counted(self) -> Counter[str]:
        """What passed so far."""
        with self._lock:
            return Counter(self._counted)

    def service(self, details: Any) -> Any:
        """How a call is handled: as bytes, whatever it is."""
        name = details.method.rpartition("/")[2]
        if name in _STREAMS:
            return grpc.unary_stream_rpc_method_handler(self._stream(details.method, name))
        return grpc.unary_unary_rpc_method_handler(self._single(details.method, name))

    def _single(self, method: str, name: str) -> Callable[[bytes, Any], bytes]:
        call = self._channel.unary_unary(method)

        def handle(request: bytes, context: Any) -> bytes:
            answer: bytes = _passed_on(lambda: call(request, metadata=_metadata(context)), context)
            if name == "Commit":
                writes = CommitRequest.deserialize(request).writes
                deletes = sum(bool(write.delete) for write in writes)
                self._add(deletes=deletes, writes=len(writes) - deletes)
            elif name == "GetDocument":
                self._add(reads=1)
            return answer

        return handle

    def _stream(self, method: str, name: str) -> Callable[[bytes, Any], Iterator[bytes]]:
        call = self._channel.unary_stream(method)

        def handle(request: bytes, context: Any) -> Iterator[bytes]:
            reads = 0
            try:
                for answer in call(request, metadata=_metadata(context)):
                    parsed = _STREAMS[name].deserialize(answer)
                    reads += name != "RunQuery" or bool(parsed.document.name)
                    yield answer
            except grpc.RpcError as error:
                context.abort(error.code(), error.details())
            self._add(reads=max(1, reads))

        return handle

    def _add(self, **counts: int) -> None:
        with self._lock:
            self._counted.update(counts)


def _passed_on(call: Callable[[], bytes], context: Any) -> bytes:
    try:
        return call()
    except grpc.RpcError as error:
        context.set_trailing_metadata(error.trailing_metadata() or ())
        context.abort(error.code(), error.details())
        raise


def _metadata(context: Any) -> list[tuple[str, str]]:
    return [(key, value) for key, value in context.invocation_metadata() if not key.startswith(("grpc-", "user-agent"))]


def main() -> None:
    """Serves until it is ended."""
    target, port = sys.argv[1], int(sys.argv[2])
    counter = FirestoreCounter(target, port)

    class Told(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(counter.counted()).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — the name of the base class
            """Nothing to say."""

    HTTPServer(("127.0.0.1", port + 1), Told).serve_forever()


if __name__ == "__main__":
    main()
