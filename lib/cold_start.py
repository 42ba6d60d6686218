"""A faster start: nothing is looked through for garbage while a function imports what it consists of.

Some hundred thousand functions, classes and names are made meanwhile, and all of them stay; Python would look through
them again and again, which is a fifth of a cold start (benchmarks/cold_start.py).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Around the imports of a function's door. What is there afterwards is set apart for good, so that collections
    during requests do not look through it either: docs.python.org/3/library/gc.html#gc.freeze
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
