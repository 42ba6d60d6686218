"""`make bench`: every measurement of this folder, one after the other."""

from __future__ import annotations

from benchmarks import posters, provisioning, sheets


def main() -> None:
    """Prints the tables."""
    sheets.main()
    posters.main()
    provisioning.main()


if __name__ == "__main__":
    main()
