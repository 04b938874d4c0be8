"""Options that many commands have, each described once."""

from __future__ import annotations

from typing import Annotated

import typer

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        "-d",
        envvar="ION_TUI_DATABASE",
        metavar="FILE|URL",
        help="The store: a file on a local disk, or postgresql://… [default: your own].",
        show_default=False,
    ),
]
As = Annotated[
    str, typer.Option("--as", metavar="ID", help="Who acts, by ID; the PIN is asked.", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
Force = Annotated[bool, typer.Option("--force", help="Do it although something is in the way.")]
