"""`ion-tui history`: what was done, and whether the record of it is whole."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.options import Database, Json

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ion_tui.engine.history import Head

app = typer.Typer(help="What was done, and whether the record of it is whole.", no_args_is_help=True)


@app.command("list")
def list_history(
    run: Annotated[int | None, typer.Option(help="Only of this run.", show_default=False)] = None,
    step: Annotated[
        int | None, typer.Option(help="Only of this run step, by its id.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = 50,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """What was changed, by whom, where and why; the newest first."""
    from zoneinfo import ZoneInfo

    with opening.opened(database) as (engine, _):
        entries = engine.reads.history(limit=limit, run_id=run, step_id=step)
        site = engine.reads.site()
    if as_json:
        printing.print_json(entries)
        return
    zone = ZoneInfo(site.time_zone if site else "UTC")
    printing.print_table(
        ("When", "Who", "Kiosk", "What", "On", "Before", "After", "Why"),
        [
            (
                _moment(entry.said_at, zone),
                entry.operator,
                entry.kiosk,
                entry.action,
                entry.label,
                _values(entry.before),
                _values(entry.after),
                entry.reason,
            )
            for entry in entries
        ],
    )


@app.command("head")
def show_heads(database: Database = None, as_json: Json = False) -> None:
    """The end of every kiosk's chain: keep it elsewhere, and `verify --heads` shows what was cut or rewritten."""
    from ion_tui.engine.history import heads

    with opening.opened(database) as (engine, _), engine.store.read() as tx:
        found = heads(tx)
    if as_json:
        printing.print_json(found)
        return
    printing.print_table(
        ("Kiosk", "Links", "Digest"), [(head.kiosk, head.sequence, head.digest) for head in found]
    )


@app.command("verify")
def verify_history(
    kept: Annotated[
        Path | None,
        typer.Option("--heads", help="What `history head --json` printed earlier.", show_default=False),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Whether the record was edited, cut, or has a gap."""
    from ion_tui.engine.history import heads, verify_chains

    expected = _kept(kept) if kept else []
    with opening.opened(database) as (engine, settings), engine.store.read() as tx:
        found = list(verify_chains(tx, settings.history_key, expected))
        chains = heads(tx)
    if as_json:
        printing.print_json(
            {"faults": found, "chains": len(chains), "links": sum(head.sequence for head in chains)}
        )
        if found:
            raise typer.Exit(1)
        return
    if found:
        raise Refusal("The record is not whole:", tuple(found))
    links = sum(head.sequence for head in chains)
    printing.say(f"The record is whole: {links} commands, in a chain for each of {len(chains)} kiosks.")


def _kept(path: Path) -> list[Head]:
    import json

    from ion_tui.engine.history import Head

    try:
        said: Any = json.loads(path.read_text("utf-8"))
        entries = said if isinstance(said, list) else [said]
        return [Head(str(head["kiosk"]), int(head["sequence"]), str(head["digest"])) for head in entries]
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be read: {error.strerror}.", param_hint="--heads") from error
    except (ValueError, TypeError, KeyError) as error:
        raise typer.BadParameter(
            f"{path} is not what `ion-tui history head --json` prints.", param_hint="--heads"
        ) from error


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _values(text: str | None) -> str:
    """A JSON object as people read it: `state Hold, attempt 1`."""
    import json

    if text is None:
        return ""
    said = json.loads(text)
    if not isinstance(said, dict):
        return text
    return ", ".join(f"{name} {_value(value)}" for name, value in said.items() if value is not None)


def _value(value: Any) -> str:  # noqa: ANN401 - JSON
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
