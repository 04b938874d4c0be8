"""`make bench`: measure everything, and print one table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from rich.console import Console

from tests.benchmarks import (
    batches,
    datagrid,
    first_paint,
    keys,
    memory,
    queue,
    redlines,
    runs,
    sign_off,
    starting,
    usable,
    writers,
)
from tests.benchmarks.figures import Bench, Figure, as_table

BENCHMARKS: Final[Mapping[str, Callable[[Bench], Iterator[Figure]]]] = {
    "sign-off": sign_off.run,
    "batches": batches.run,
    "redlines": redlines.run,
    "starting": starting.run,
    "queue": queue.run,
    "runs": runs.run,
    "first-paint": first_paint.run,
    "usable": usable.run,
    "keys": keys.run,
    "datagrid": datagrid.run,
    "memory": memory.run,
    "writers": writers.run,
}


def main() -> None:
    """Run the benchmarks that were asked for, or all of them."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), help="this one; may be repeated")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions and smaller stores")
    asked = parser.parse_args()
    console, told = Console(), Console(stderr=True)
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="ion-tui-bench-") as folder:
        bench = Bench(Path(folder), asked.quick)
        for name in asked.only or BENCHMARKS:
            with told.status(f"{name} …"):
                figures += BENCHMARKS[name](bench)
    if not console.is_terminal:
        console.width = 120
    console.print(as_table(figures))
    missed = [figure for figure in figures if figure.is_met is False]
    console.print(
        f"{len(figures) - len(missed)} of {len(figures)} as wanted." if missed else "Every goal is met."
    )
    sys.exit(0)


if __name__ == "__main__":
    main()
