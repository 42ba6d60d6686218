"""The local cloud from the command line: `python -m local up|down|run|demo|provision|environment`."""

from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from local.addresses import Addresses
from local.cloud import LocalCloud
from local.firestore_emulator import EmulatorMissing
from local.lifecycle import STATE, run_in_foreground, start_in_background, stop_in_background
from local.processes import CloudFailed


def main() -> int:
    """Does what the command line says; errors that a person can mend are one line."""
    arguments = _arguments()
    cloud = LocalCloud(Addresses(), STATE)
    try:
        return _do(arguments, cloud)
    except (CloudFailed, EmulatorMissing) as error:
        print(error, file=sys.stderr)
        return 1


def _do(arguments: argparse.Namespace, cloud: LocalCloud) -> int:
    match arguments.command:
        case "up":
            start_in_background(cloud)
            print(f"The local cloud is up: {Addresses.url(cloud.addresses.front_door)}  (`make down` ends it)")
        case "down":
            print("The local cloud has ended." if stop_in_background(cloud) else "No local cloud was up.")
        case "run":
            run_in_foreground(cloud)
        case "environment":
            for name, value in cloud.environment().items():
                print(f"export {name}={shlex.quote(value)}")
        case "demo":
            from local.demo.run import run_demo

            return run_demo(cloud)
        case "provision":
            from local.provision import provision_from_command_line

            return provision_from_command_line(cloud, arguments.sheet, arguments.municipality, arguments.summary)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("up", help="start the cloud in the background")
    commands.add_parser("down", help="end the cloud in the background")
    commands.add_parser("run", help="run the cloud in the foreground")
    commands.add_parser("demo", help="run the cloud with a demo region in it until Ctrl-C")
    commands.add_parser("environment", help="print what `python -m ops` needs to work with the cloud that is up")
    provision = commands.add_parser("provision", help="create the chats of all houses of a sheet")
    provision.add_argument("sheet", type=Path)
    provision.add_argument("--municipality", default="")
    provision.add_argument("--summary", default="")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
