"""What only those who run the system do, from the command line: `python -m ops …`.

It works with the cloud that the environment names (docs/operations.md), as the functions do.
"""

from __future__ import annotations

import argparse
import sys

from lib.config import MissingConfiguration, read_config
from lib.errors import DomainError
from lib.provisioning.connect import connect
from ops.commands import COMMANDS
from ops.offline import OFFLINE
from ops.tools import Refused


def main() -> int:
    """Does what the command line says; an error that a person can mend is one line."""
    parser = argparse.ArgumentParser(prog="python -m ops", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in (*COMMANDS, *OFFLINE):
        command.declare(commands.add_parser(command.name, help=command.help))
    arguments = parser.parse_args()
    try:
        print(_run(arguments))
    except MissingConfiguration as error:
        print(error, file=sys.stderr)
        return 2
    except DomainError as error:
        print(f"{error.explanation.title} {error.explanation.action}", file=sys.stderr)
        return 1
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(arguments: argparse.Namespace) -> str:
    for offline in OFFLINE:
        if offline.name == arguments.command:
            return offline.run(arguments)
    chosen = next(command for command in COMMANDS if command.name == arguments.command)
    return chosen.run(arguments, connect(read_config()))


if __name__ == "__main__":
    sys.exit(main())
