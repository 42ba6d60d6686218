"""`python -m local.vk`: VK on a port, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from local.vk.server import Server
from local.vk.settings import Settings, read_communities


def _settings() -> Settings:
    default = Settings()
    parser = argparse.ArgumentParser(prog="python -m local.vk", description="VK на одной машине")
    parser.add_argument("--host", default=default.host)
    parser.add_argument("--port", type=int, default=default.port)
    parser.add_argument("--latency-ms", type=float, default=default.latency_ms, help="задержка каждого ответа API")
    parser.add_argument("--rate", type=int, default=default.requests_a_second, help="запросов в секунду на ключ")
    parser.add_argument("--callback-speedup", type=float, default=default.callback_speedup, help="во сколько раз чаще")
    parser.add_argument("--communities", type=Path, help="JSON: [{group_id, name, screen_name, token, …}]")
    parser.add_argument("--sms-callback", help="куда сообщать, что стало с SMS")
    parser.add_argument("--journal", help="файл, в который дописывается журнал вызовов")
    given = parser.parse_args()
    return Settings(
        host=given.host,
        port=given.port,
        latency_ms=given.latency_ms,
        requests_a_second=given.rate,
        callback_speedup=given.callback_speedup,
        communities=read_communities(given.communities) if given.communities else (),
        sms_callback_url=given.sms_callback,
        journal_file=given.journal,
    )


async def _serve(settings: Settings) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = Server(settings)
    try:
        await server.start()
        print(f"ВКонтакте на этой машине: {server.vk.base_url}", flush=True)
        await ended.wait()
    finally:
        await server.stop()


def main() -> int:
    """Runs until it is told to end; 1 where the port is taken."""
    settings = _settings()
    try:
        asyncio.run(_serve(settings))
    except OSError as error:
        print(f"Порт {settings.port} на {settings.host} не открыть: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
