"""VK's frame around the Mini App, on a port of its own, as VK is another site than the app.

`VK_APP_SECRET=… python -m local.vk_frame --port 8007 --app http://127.0.0.1:8000/app/ --app-id 51000000
--vk http://127.0.0.1:8001`, then
`http://127.0.0.1:8007/?user=1&platform=mobile_android&theme=dark`.
"""

from __future__ import annotations

import argparse
import os
import time

from aiohttp import web

from local.addresses import HOST
from local.vk_frame.launch import Launches
from local.vk_frame.page import FramePage


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m local.vk_frame", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--app", required=True, help="where the Mini App is hosted; ends with a slash")
    parser.add_argument("--app-id", type=int, required=True, help="the Mini App's id in VK")
    parser.add_argument("--vk", required=True, help="VK's stand-in")
    arguments = parser.parse_args()
    if not (secret := os.environ.get("VK_APP_SECRET", "")):
        parser.error("the environment lacks VK_APP_SECRET")
    page = FramePage(arguments.app, Launches(arguments.app_id, secret, time.time), arguments.vk)
    web.run_app(page.application(), host=HOST, port=arguments.port, print=None)


if __name__ == "__main__":
    main()
