"""Text from a file that nobody has looked at yet: its size, its encoding, its characters."""

from __future__ import annotations

import codecs
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ion_tui.importers.faults import Fault

MAX_BYTES: Final = 8 * 1024 * 1024
"""The largest file: some hundred thousand lines of stock. What is made of one takes less than half a gigabyte."""

_MAX_CONTROLS: Final = 20
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_OTHER_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of a file, or None where it could not be read; and what is wrong with it."""

    text: str | None
    faults: tuple[Fault, ...] = ()


def read_text(path: Path) -> ReadText:
    """Read a UTF-8 file of at most `MAX_BYTES`; a larger one is not opened, and one that grows not read further."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            return _unread(f"{path} is a folder: name the file in it.")
        if not stat.S_ISREG(found.st_mode):
            return _unread(f"{path} is not an ordinary file.")
        if found.st_size > MAX_BYTES:
            return _too_large(path)
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return _unread(f"There is no file {path}.")
    except PermissionError:
        return _unread(f"{path} may not be read by this user.")
    except (OSError, ValueError) as error:
        return _unread(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.")
    return _too_large(path) if len(raw) > MAX_BYTES else decode(raw)


def decode(raw: bytes) -> ReadText:
    """The text of UTF-8 bytes; a byte order mark is dropped, control characters are replaced and named."""
    for mark, name in _OTHER_MARKS:
        if raw.startswith(mark):
            return _unread(f"This file is {name}: save it as UTF-8.")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = place_of(raw[: error.start].decode("utf-8"), None)
        wrong = f"The byte 0x{raw[error.start]:02X} is not UTF-8: save the file as UTF-8."
        return ReadText(None, (Fault(line, column, "", wrong),))
    controls = [match.start() for match in CONTROL.finditer(text)]
    if len(controls) > _MAX_CONTROLS:
        return _unread("This is not a text file: it is full of control characters.")
    faults = tuple(
        Fault(
            *place_of(text, at), "", f"A control character (U+{ord(text[at]):04X}) stands here: take it out."
        )
        for at in controls
    )
    return ReadText(CONTROL.sub("\ufffd", text) if controls else text, faults)


def has_control(text: str) -> bool:
    """Whether `text` has a character that is no text: what escapes can bring in."""
    return CONTROL.search(text) is not None


def place_of(text: str, index: int | None) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index`, or of the end of `text`."""
    end = len(text) if index is None else index
    line, start = 1, 0
    for line_break in _LINE_BREAK.finditer(text, 0, end):
        line, start = line + 1, line_break.end()
    return line, end - start + 1


def _too_large(path: Path) -> ReadText:
    return _unread(f"{path} is larger than {MAX_BYTES // 1024**2} MiB: split it into several files.")


def _unread(sentence: str) -> ReadText:
    """A file that could not be read at all."""
    return ReadText(None, (Fault(0, 0, "", sentence),))
