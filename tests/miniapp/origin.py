"""The Mini App and its API on one origin, as a process.

`python -m tests.miniapp.origin --port 8100 --api http://127.0.0.1:8012 --framed-by http://127.0.0.1:8107 --photos …`
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aiohttp import web

from local.addresses import HOST
from local.vk_frame.api_proxy import LARGEST_BODY, mount_api
from local.vk_frame.static_app import mount_app

DIST = Path(__file__).parents[2] / "miniapp" / "dist"


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api", required=True)
    parser.add_argument("--framed-by", required=True)
    parser.add_argument("--photos", required=True)
    arguments = parser.parse_args()
    app = web.Application(client_max_size=LARGEST_BODY)
    mount_app(app, DIST, [arguments.framed_by], [arguments.photos])
    mount_api(app, arguments.api)
    web.run_app(app, host=HOST, port=arguments.port, print=None)


if __name__ == "__main__":
    main()
