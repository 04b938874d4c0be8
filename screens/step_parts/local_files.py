"""Files of the kiosk's own disk: what is in its inbox, reading one, saving one. Blocks: in a thread."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

MOST_LISTED: Final = 500
"""Files of an inbox that are shown, the newest."""
_MOST_NAMES: Final = 1000
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
_LONGEST_NAME: Final = 120


class FileTrouble(Exception):
    """A file cannot be read or written: one sentence."""

    def __init__(self, sentence: str) -> None:
        """Keep what is said."""
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file in the inbox; `size` in bytes."""

    path: Path
    size: int
    written_at: datetime


def listed(inbox: Path) -> list[LocalFile]:
    """The files in an inbox, the newest first; raises FileTrouble."""
    try:
        with os.scandir(inbox) as entries:
            found = [_local(entry) for entry in entries if _is_shown(entry)]
    except OSError as error:
        raise FileTrouble(f"The inbox {inbox} cannot be read: {_reason(error)}.") from error
    return sorted(found, key=lambda file: (file.written_at, file.path.name), reverse=True)[:MOST_LISTED]


def read(path: Path, largest: int) -> bytes:
    """What is in a file, or a byte more than `largest` of it; raises FileTrouble."""
    try:
        with open(path, "rb", opener=_opened_at_once) as file:
            return file.read(largest + 1)
    except OSError as error:
        raise FileTrouble(f"{path} cannot be read: {_reason(error)}.") from error


def _opened_at_once(path: str, flags: int) -> int:
    """A file's descriptor; what is none, such as a pipe, is not waited for."""
    found = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise FileTrouble(f"{path} is no file.")
    return found


def save(data: bytes, name: str, outbox: Path) -> Path:
    """Write a file under its name, or under another where that is taken; raises FileTrouble."""
    try:
        outbox.mkdir(parents=True, exist_ok=True)
        for candidate in _names(safe_name(name)):
            path = outbox / candidate
            try:
                with path.open("xb") as file:
                    file.write(data)
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise FileTrouble(f"{name} cannot be saved in {outbox}: {_reason(error)}.") from error
    raise FileTrouble(f"{outbox} holds a thousand files that are called {name}; tidy it up first.")


def safe_name(name: str) -> str:
    """A name that is one file in one folder, wherever it comes from."""
    letters = (
        letter if letter.isprintable() and letter not in _FORBIDDEN else "_" for letter in name.strip(". ")
    )
    stem, dot, ending = "".join(letters).rpartition(".")
    kept = f"{stem[:_LONGEST_NAME]}{dot}{ending[:_LONGEST_NAME]}" if stem else ending[:_LONGEST_NAME]
    return kept or "file"


def size_words(size: int) -> str:
    """How large a file is: `812 bytes`, `14 kB`, `2.3 MB`."""
    if size < 1000:  # noqa: PLR2004 - a kilobyte
        return f"{size} bytes"
    if size < 999_500:  # noqa: PLR2004 - what is rounded to a megabyte
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"


def _names(name: str) -> Iterator[str]:
    path = Path(name)
    yield name
    for number in range(2, _MOST_NAMES):
        yield f"{path.stem} {number}{path.suffix}"


def _is_shown(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_file()


def _local(entry: os.DirEntry[str]) -> LocalFile:
    known = entry.stat()
    return LocalFile(Path(entry.path), known.st_size, datetime.fromtimestamp(known.st_mtime, UTC))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
