"""The commands of `python -m ops` that work with the tree, or with Google's own tools, and connect with nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ops.packaging import pack_all

ROOT = Path(__file__).resolve().parents[1]
# Where Terraform's environments look for them.
PACKAGES = ROOT / "dist" / "packages"


class Refused(Exception):
    """The command cannot do it; the message says why and what to do, in one or several lines."""


@dataclass(frozen=True, slots=True)
class OfflineCommand:
    """A command: its arguments, and what it does; `run` raises Refused where it cannot."""

    name: str
    help: str
    declare: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], str]


def _package_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, default=PACKAGES, help="the folder for the zips")


def _package(arguments: Namespace) -> str:
    written = pack_all(ROOT, arguments.to)
    return "\n".join(f"{path} ({path.stat().st_size // 1024} KiB)" for path in written.values())


OFFLINE = (OfflineCommand("package", "pack each function into a zip of its own", _package_arguments, _package),)
