"""The front door of a local cloud: the Mini App and its API on one origin, and a page of links for whoever tries the
system by hand.

`python -m local.front_door --port 8000 --api http://127.0.0.1:8012
--vk-callback http://127.0.0.1:8013 --open311 http://127.0.0.1:8014 --app miniapp/dist --vk http://127.0.0.1:8001
--vk-frame http://127.0.0.1:8007 --demo .local/demo.json`
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aiohttp import web

from local.addresses import HOST
from local.front_door.api_proxy import LARGEST_BODY, mount_functions
from local.front_door.page import Links, mount_page
from local.front_door.static_app import mount_app


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.front_door", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api", required=True, help="address of functions/api")
    parser.add_argument("--vk-callback", required=True, help="address of functions/vk_callback")
    parser.add_argument("--open311", required=True, help="address of functions/open311")
    parser.add_argument("--app", type=Path, required=True, help="folder of the built Mini App")
    parser.add_argument("--vk", required=True, help="address of VK's stand-in")
    parser.add_argument("--vk-frame", required=True, help="address of VK's frame around the Mini App")
    parser.add_argument("--demo", type=Path, required=True, help="what the demo wrote about its region")
    arguments = parser.parse_args()
    app = web.Application(client_max_size=LARGEST_BODY)
    mount_page(app, Links(arguments.vk, arguments.vk_frame), arguments.demo)
    urls = {"/api/{path:.*}": arguments.api, "/vk_callback": arguments.vk_callback}
    mount_functions(app, urls | {"/open311/{path:.*}": arguments.open311})
    mount_app(app, arguments.app, framed_by=[arguments.vk_frame], photos=[arguments.vk])
    web.run_app(app, host=HOST, port=arguments.port, print=None)


if __name__ == "__main__":
    main()
