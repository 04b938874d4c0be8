"""Write the documents: `python -m tests.docs`; with `--check` only say which are not as they should be."""

import sys
from pathlib import Path

from tests.docs.pages import PAGES
from tests.house.tree import ROOT


def main(arguments: list[str]) -> int:
    """Write what is not as it should be, or only name it; answers an exit code."""
    made = {path: make() for path, make in PAGES.items()}
    stale = {path: text for path, text in made.items() if not _is_current(path, text)}
    for path, text in stale.items():
        name = path.relative_to(ROOT)
        if "--check" in arguments:
            sys.stdout.write(f"{name} is not as the code has it: run make docs\n")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            sys.stdout.write(f"{name}\n")
    return int(bool(stale) and "--check" in arguments)


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
