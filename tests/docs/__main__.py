"""Write the documents: `python -m tests.docs`; with `--check` only say which are not as they should be."""

import sys

from tests.docs.pages import DOCS, PAGES


def main(arguments: list[str]) -> int:
    """Write what is not as it should be, or only name it; answers an exit code."""
    stale = [name for name, make in PAGES.items() if not _is_current(name, make())]
    if "--check" in arguments:
        sys.stdout.writelines(f"docs/{name} is not as the code has it: run make docs\n" for name in stale)
        return int(bool(stale))
    DOCS.mkdir(exist_ok=True)
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), "utf-8")
        sys.stdout.write(f"docs/{name}\n")
    return 0


def _is_current(name: str, text: str) -> bool:
    path = DOCS / name
    return path.exists() and path.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
