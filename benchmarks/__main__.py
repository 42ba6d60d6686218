"""`make bench`: every measurement of this folder, one after the other."""

from __future__ import annotations

from benchmarks import sheets


def main() -> None:
    """Prints the tables."""
    sheets.main()


if __name__ == "__main__":
    main()
