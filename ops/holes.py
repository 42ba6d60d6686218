"""Known holes in what the locks hold: every package of uv.lock and of the Mini App's package-lock.json is asked about
at OSV (https://google.github.io/osv.dev/api/), which gathers the advisories of PyPI, npm and GitHub.

What could not be asked about is told, and is never taken for sound.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from lib.pages import pages
from ops.requirements import Lock
from ops.tools import Refused

OSV = "https://api.osv.dev"
# https://google.github.io/osv.dev/post-v1-querybatch/
_QUERIES_AT_ONCE = 1000
_PATIENCE_S = 30


@dataclass(frozen=True, slots=True, order=True)
class Locked:
    """A package as a lock names it, with the hashes by which its files are known."""

    ecosystem: str
    name: str
    version: str
    hashes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.ecosystem})"


def locked_packages(root: Path) -> list[Locked]:
    """Everything that the tree's locks hold."""
    return sorted({*_of_python(root), *_of_npm(root)})


def known_holes(packages: Sequence[Locked], osv: str = OSV) -> dict[Locked, list[str]]:
    """The ids of the advisories that speak of these very versions.

    Raises:
        Refused: OSV was not reached, or did not answer about all of them: nothing is known then.
    """
    found: dict[Locked, list[str]] = {}
    try:
        with httpx.Client(base_url=osv, timeout=_PATIENCE_S) as client:
            for page in pages(list(packages), _QUERIES_AT_ONCE):
                for package, result in zip(page, _ask(client, page), strict=True):
                    if ids := sorted(each["id"] for each in result.get("vulns", ())):
                        found[package] = ids
    except (httpx.HTTPError, json.JSONDecodeError, KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused(
            f"NOT CHECKED: {len(packages)} locked packages. {osv} did not answer as it should "
            f"({type(error).__name__}). Nothing is known about their holes: run this where the address is reached."
        ) from None
    return found


def report(root: Path, osv: str = OSV) -> str:
    """That everything is sound.

    Raises:
        Refused: there are holes, or nobody could be asked.
    """
    packages = locked_packages(root)
    found = known_holes(packages, osv)
    deployed = Lock.read(root).deployable()
    if found:
        lines = [
            f"{package}{', deployed' if package.name in deployed else ''}: {', '.join(ids)}"
            for package, ids in sorted(found.items())
        ]
        raise Refused("\n".join([f"Known holes in {len(found)} of {len(packages)} locked packages:", *lines]))
    return f"{len(packages)} locked packages, of which functions are deployed with {len(deployed)}: no known holes."


def _ask(client: httpx.Client, packages: Sequence[Locked]) -> list[Mapping[str, Any]]:
    queries = [
        {"package": {"name": each.name, "ecosystem": each.ecosystem}, "version": each.version} for each in packages
    ]
    answer = client.post("/v1/querybatch", json={"queries": queries}).raise_for_status().json()
    results: list[Mapping[str, Any]] = answer["results"]
    if len(results) != len(packages):
        raise ValueError("an answer about other packages")
    return results


def _of_python(root: Path) -> Iterator[Locked]:
    for package in tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))["package"]:
        if "registry" in package["source"]:
            files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
            yield Locked(
                "PyPI", package["name"], package["version"], tuple(sorted(file.get("hash", "") for file in files))
            )


def _of_npm(root: Path) -> Iterator[Locked]:
    lock = json.loads((root / "miniapp" / "package-lock.json").read_text(encoding="utf-8"))
    for path, package in lock["packages"].items():
        if path:
            name = package.get("name") or path.rpartition("node_modules/")[2]
            yield Locked("npm", name, package["version"], (package.get("integrity", ""),))
