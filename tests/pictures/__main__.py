"""Write the pictures: `python -m tests.pictures [name…]`."""

import asyncio
import sys

from tests.house.tree import ROOT
from tests.pictures.floor import floor
from tests.pictures.scenes import SCENES, paint


def main(names: list[str]) -> None:
    """Paint the pictures with these names, or all."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    with floor() as rover:
        for name in names or SCENES:
            path = folder / f"{name}.svg"
            path.write_text(asyncio.run(paint(rover, SCENES[name])), "utf-8")
            sys.stdout.write(f"docs/pictures/{path.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
