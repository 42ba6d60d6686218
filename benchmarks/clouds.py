"""A local cloud for the length of a measurement."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.addresses import free_addresses
from local.cloud import LocalCloud
from local.lifecycle import running


@contextmanager
def watched_cloud() -> Iterator[LocalCloud]:
    """A cloud of its own on free ports, whose functions are started again where they end; gone after the `with`.

    Raises:
        CloudFailed, EmulatorMissing: it cannot run.
    """
    with tempfile.TemporaryDirectory() as folder:
        cloud = LocalCloud(free_addresses(), Path(folder) / "cloud")
        over = threading.Event()
        with running(cloud) as processes:
            watcher = threading.Thread(target=processes.watch, args=[over.is_set], daemon=True)
            watcher.start()
            try:
                yield cloud
            finally:
                over.set()
                watcher.join()
