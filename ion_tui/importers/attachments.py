"""Files that a site file shows with its instructions: PNG, JPEG, PDF and text, from its own folder."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from ion_tui.engine.definitions.dependencies import walk
from ion_tui.engine.definitions.sentences import quoted
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers.faults import Path as FaultPath
from ion_tui.importers.faults import Problem
from ion_tui.importers.text_file import has_control

MAX_FILE_BYTES: Final = 10 * 1024 * 1024
"""The largest file that instructions can show."""

MAX_ALL_BYTES: Final = 200 * 1024 * 1024
"""How much one import can bring in all."""

_MAGIC: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"%PDF-", "application/pdf"),
)


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file's content, what it is by its content, and its SHA-256 in hexadecimal."""

    name: str
    media_type: str
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class LoadedFiles:
    """The files of a site by the paths that its steps call them by, and what is wrong with others."""

    files: Mapping[str, LoadedFile]
    problems: tuple[Problem, ...]


def load_files(site: SiteDefinition, folder: Path) -> LoadedFiles:
    """Read every file that a step of `site` shows; each once, none from outside `folder`."""
    files: dict[str, LoadedFile] = {}
    refused: dict[str, str] = {}
    problems: list[Problem] = []
    total = 0
    for path, name in _named(site):
        if name not in files and name not in refused:
            try:
                loaded = load_file(name, folder)
            except ValueError as error:
                refused[name] = str(error)
            else:
                total += len(loaded.data)
                if total > MAX_ALL_BYTES:
                    refused[name] = f"The files are larger than {MAX_ALL_BYTES // 1024**2} MiB in all."
                else:
                    files[name] = loaded
        if name in refused:
            problems.append(Problem(path, refused[name]))
    return LoadedFiles(files, tuple(problems))


def load_file(name: str, folder: Path) -> LoadedFile:
    """Read one file by its path relative to `folder`; raises ValueError with a sentence."""
    path = _inside(name, folder)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise ValueError(f"{quoted(name)} is not an ordinary file.")
        if found.st_size > MAX_FILE_BYTES:
            raise ValueError(_too_large(name))
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError as error:
        raise ValueError(f"There is no file {quoted(name)} beside the site file.") from error
    except OSError as error:
        raise ValueError(f"{quoted(name)} cannot be read: {error.strerror}.") from error
    if len(data) > MAX_FILE_BYTES:
        raise ValueError(_too_large(name))
    media_type = media_type_of(data)
    if media_type is None:
        raise ValueError(f"{quoted(name)} is no PNG, JPEG, PDF or UTF-8 text, by its content.")
    return LoadedFile(PurePosixPath(name).name, media_type, data, hashlib.sha256(data).hexdigest())


def _too_large(name: str) -> str:
    return f"{quoted(name)} is larger than {MAX_FILE_BYTES // 1024**2} MiB."


def media_type_of(data: bytes) -> str | None:
    """What `data` is by its first bytes, or by being text; its name does not matter."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if not text or has_control(text) else "text/plain"


def _inside(name: str, folder: Path) -> Path:
    """The path of a file in `folder`, links followed; raises ValueError if it leads outside."""
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name or ":" in name or "\0" in name:
        raise ValueError(f"{quoted(name)} must be a path within the site file's folder, with slashes.")
    try:
        root, path = folder.resolve(), (folder / relative).resolve()
    except (OSError, RuntimeError) as error:
        raise ValueError(f"{quoted(name)} cannot be read.") from error
    if not path.is_relative_to(root):
        raise ValueError(f"{quoted(name)} is a link that leads out of the site file's folder.")
    return path


def _named(site: SiteDefinition) -> Iterator[tuple[FaultPath, str]]:
    """All files that steps show, and where the site file names them."""
    for index, procedure in enumerate(site.procedures):
        for placed in walk(procedure.steps):
            for file_index, name in enumerate(placed.step.files):
                yield ("procedures", index, *placed.path, "files", file_index), name
