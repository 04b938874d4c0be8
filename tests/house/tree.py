"""The project's files, as a reader of the repository finds them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("ion_tui", "screens", "data")
ROOMS: Final = (*PACKAGES, "tests", "docs", ".ci")


def files(*rooms: str) -> Iterator[Path]:
    """Walk the files of the rooms, without what Python leaves beside them."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def modules(*rooms: str) -> Iterator[Path]:
    """Walk the Python files of the rooms."""
    return (path for path in files(*rooms) if path.suffix == ".py")


def module_names(*rooms: str) -> list[str]:
    """Name every module of the rooms as an import does; a room may be a folder within a package."""
    dotted = (path.relative_to(ROOT).with_suffix("").parts for path in modules(*rooms))
    return [".".join(parts).removesuffix(".__init__") for parts in dotted]
