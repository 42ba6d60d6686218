"""A workbook becomes rows: .xlsx, .xlsm, .xlsb, .xls, .ods. Values are read; formulas and macros are never run.

A hostile file is met twice: the zip's own list of contents is looked at first, then a compiled reader takes the file in
a process of its own, with limits on memory and time (`workbook_process.py`).
"""

from __future__ import annotations

import importlib.util
import io
import json
import signal
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lib.houses.sheet_errors import SheetError
from lib.houses.sheet_row import MOST_COLUMNS, MOST_HOUSES, MOST_ROWS, Row
from lib.russian import grouped

# A register of 100,000 rows unpacks to 55 MB of XML; a bomb unpacks to gigabytes.
_LARGEST_UNPACKED_BYTES = 120 * 1024 * 1024
_MOST_FILES_IN_A_WORKBOOK = 2_000
# Time of the processor, so that a busy machine refuses nothing honest. A small file that is hostile ends within it; who
# uploads more gets more: 100,000 rows are 5 MB and take a second.
_CPU_S = 1.2
_BYTES_A_CPU_SECOND = 2 * 1024 * 1024
# A process that waits for something uses no processor.
_WALL_S = 30

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK_IN_A_ZIP = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})
# Names of streams in a compound file, where Word, Outlook and installers keep their things too.
_ENCRYPTED_PACKAGE, _WORKBOOK, _BOOK = (name.encode("utf-16-le") for name in ("EncryptedPackage", "Workbook", "Book"))
_LIMITS_OF_THE_PROCESS = frozenset({"too_many_rows", "too_many_columns", "file_unpacks_too_large"})
_PROCESS = Path(__file__).with_name("workbook_process.py")


def is_workbook(content: bytes) -> bool:
    """Whether the file begins as a workbook does."""
    return content.startswith((_ZIP, _EMPTY_ZIP, _COMPOUND))


def workbook_rows(content: bytes) -> Iterator[Row]:
    """The rows of the first sheet that is visible and holds anything.

    Raises:
        SheetError: `file_…`, `too_many_rows`, `too_many_columns`.
    """
    if content.startswith(_COMPOUND):
        _look_into_compound_file(content)
    else:
        _look_into_zip(content)
    cpu_seconds = _CPU_S + len(content) / _BYTES_A_CPU_SECOND
    # -I: neither the folder nor the environment of whoever called decides what is imported.
    arguments = ["-I", str(_PROCESS), _folder_of_the_reader(), str(cpu_seconds), str(MOST_ROWS), str(MOST_COLUMNS)]
    try:
        finished = subprocess.run(  # noqa: S603 — the arguments are this package's own
            [sys.executable, *arguments], input=content, capture_output=True, check=False, timeout=_WALL_S
        )
    except subprocess.TimeoutExpired:
        raise SheetError("file_too_hard") from None
    if finished.returncode:
        raise _why_it_ended(finished)
    for line in io.BytesIO(finished.stdout):
        number, cells = json.loads(line)
        yield Row(number, tuple(cells))


@cache
def _folder_of_the_reader() -> str:
    found = importlib.util.find_spec("python_calamine")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent.parent)


def _look_into_compound_file(content: bytes) -> None:
    if _ENCRYPTED_PACKAGE in content:
        raise SheetError("file_encrypted")
    if _WORKBOOK not in content and _BOOK not in content:
        raise SheetError("file_not_a_sheet")


def _look_into_zip(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
            kind = _open_document_kind(archive)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError):
        raise SheetError("file_damaged") from None
    if not _WORKBOOK_IN_A_ZIP & {file.filename for file in files} or (kind and b"spreadsheet" not in kind):
        raise SheetError("file_not_a_sheet")
    if sum(file.file_size for file in files) > _LARGEST_UNPACKED_BYTES or len(files) > _MOST_FILES_IN_A_WORKBOOK:
        raise SheetError("file_unpacks_too_large")


def _open_document_kind(archive: zipfile.ZipFile) -> bytes:
    """What an OpenDocument file says it is: a text document has a content.xml as well."""
    if "mimetype" not in archive.namelist():
        return b""
    with archive.open("mimetype") as file:
        return file.read(100)


def _why_it_ended(finished: subprocess.CompletedProcess[bytes]) -> SheetError:
    # Rust ends the process by SIGABRT where memory runs out; Python raises MemoryError; the timer sends SIGPROF.
    message = finished.stderr.decode(errors="replace")
    last_line = message.strip().rpartition("\n")[2]
    if last_line in _LIMITS_OF_THE_PROCESS:
        return SheetError(last_line, limit=grouped(MOST_HOUSES if last_line == "too_many_rows" else MOST_COLUMNS))
    if "PasswordError" in message:
        return SheetError("file_encrypted")
    if finished.returncode in (-signal.SIGPROF, -signal.SIGABRT, -signal.SIGKILL) or "memory" in message.lower():
        return SheetError("file_too_hard")
    return SheetError("file_damaged")
