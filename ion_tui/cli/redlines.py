"""`ion-tui redline`: what is to be changed on runs, who decides on it, and where it goes from there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from ion_tui.cli import opening, printing
from ion_tui.cli.answering import Refusal
from ion_tui.cli.batches import find_runs
from ion_tui.cli.options import As, Database, Force, Json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from data.rows.redlines import DecisionRow, RedlineRow
    from ion_tui.engine.answers import Plan
    from ion_tui.engine.commands import Actor, Command
    from ion_tui.engine.core import Engine
    from ion_tui.engine.differences import Change
    from ion_tui.engine.redlines.views import RedlineView

app = typer.Typer(help="Changes to the work on a run, and their approval.", no_args_is_help=True)

_LARGEST: Final = 2**31 - 1
Redline = Annotated[
    int,
    typer.Argument(metavar="REDLINE", min=1, max=_LARGEST, help="The redline's number.", show_default=False),
]
Redlines = Annotated[
    list[int],
    typer.Argument(
        metavar="REDLINE...", min=1, max=_LARGEST, help="Redlines, by their numbers.", show_default=False
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]


@app.command("list")
def list_redlines(
    run: Annotated[
        str | None,
        typer.Option(
            help="The redlines of this run, by number or by the serial of its unit [default: all in review].",
            show_default=False,
        ),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """The redlines that wait for approval, the oldest first; or all of one run, the newest first."""
    with opening.opened(database) as (engine, _):
        reads = engine.reads
        rows = reads.redlines.in_review() if run is None else reads.redlines.of_run(*find_runs(reads, [run]))
    if as_json:
        printing.print_json(rows)
        return
    if not rows:
        printing.say("No redline waits for approval." if run is None else "This run has no redline.")
        return
    printing.print_table(
        ("Redline", "State", "Author", "Reason", "Run", "Steps", "Approvals"),
        [
            (
                row.id,
                _state(row),
                row.author,
                row.reason,
                row.run_title,
                ", ".join(row.steps),
                _approvals(row),
            )
            for row in rows
        ],
    )


@app.command("show")
def show_redline(redline: Redline, database: Database = None, as_json: Json = False) -> None:
    """One redline: what it changes, before and after, and who has decided on it."""
    with opening.opened(database) as (engine, _):
        view = _view(engine, redline)
        zone = _zone(engine)
    if as_json:
        printing.print_json(view)
        return
    for line in _told(view, zone):
        printing.say(line)


@app.command("approve")
def approve_redlines(
    redlines: Redlines, who: As, dry_run: DryRun = False, database: Database = None, as_json: Json = False
) -> None:
    """Approve redlines in review, all of them or none; with the last approval each is applied."""
    from ion_tui.engine.redlines.commands import DecideRedlines

    _say(DecideRedlines(redline_ids=tuple(redlines)), who, database, dry_run=dry_run, as_json=as_json)


@app.command("reject")
def reject_redlines(
    redlines: Redlines,
    who: As,
    reason: Annotated[str, typer.Option(help="Why, in a few words.", show_default=False)],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Reject redlines in review, all of them or none: they are open again."""
    from ion_tui.engine.redlines.commands import DecideRedlines

    _say(
        DecideRedlines(redline_ids=tuple(redlines), rejected=True, reason=reason),
        who,
        database,
        as_json=as_json,
    )


@app.command("cancel")
def cancel_redline(
    redline: Redline,
    who: As,
    reason: Annotated[str | None, typer.Option(help="Why, in a few words.", show_default=False)] = None,
    force: Force = False,
    dry_run: DryRun = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Give a redline up: every step goes back to what it was; asked first, unless forced."""
    from ion_tui.cli.asking import is_terminal
    from ion_tui.engine.redlines.commands import CancelRedline

    if is_terminal() and not force and not dry_run:
        typer.confirm(f"Redline {redline} is given up. Do it?", abort=True, err=True)
    _say(CancelRedline(redline_id=redline, reason=reason), who, database, dry_run=dry_run, as_json=as_json)


@app.command("merge")
def merge_redlines(
    redlines: Redlines,
    who: As,
    into: Annotated[
        list[str] | None,
        typer.Option(
            "--into",
            metavar="RUN",
            help="Apply it to this run, by number or by the serial of its unit; may be repeated "
            "[default: the next draft of the procedure].",
            show_default=False,
        ),
    ] = None,
    dry_run: DryRun = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make the next draft of the procedure with approved redlines of one run; or apply one to other runs."""
    from ion_tui.engine.redlines.commands import MergeToProcedure, MergeToRuns

    command: Command = MergeToProcedure(redline_ids=tuple(redlines))
    if into:
        if len(redlines) > 1:
            raise typer.BadParameter("one redline at a time is merged into runs.", param_hint="--into")
        with opening.opened(database) as (engine, _):
            command = MergeToRuns(redline_id=redlines[0], run_ids=find_runs(engine.reads, into))
    _say(command, who, database, dry_run=dry_run, as_json=as_json)


def _say(
    command: Command, who: str, database: str | None, *, dry_run: bool = False, as_json: bool = False
) -> None:
    """Say what a command does, and do it unless only that is asked."""
    with opening.opened(database) as (engine, settings):
        actor = opening.actor_of(engine, settings, who)
        plan = _planned(engine, actor, command)
        if dry_run:
            _print_plan(plan, as_json=as_json)
            return
        outcome = opening.perform(engine, actor, command)
    if as_json:
        printing.print_json(
            {"sentence": outcome.sentence, "notes": outcome.notes, "made": outcome.made, "plan": plan}
        )
        return
    printing.say_outcome(outcome)
    for skip in plan.skipped:
        printing.say(f"  Not changed: {skip.run_title} · {skip.label}: {skip.reason.sentence}")


def _planned(engine: Engine, actor: Actor, command: Command) -> Plan:
    from ion_tui.engine.answers import Refused

    plan = engine.preview(actor, command)
    if isinstance(plan, Refused):
        raise Refusal.of(plan)
    return plan


def _print_plan(plan: Plan, *, as_json: bool) -> None:
    if as_json:
        printing.print_json(plan)
        return
    for change in plan.changes:
        states = change.after if change.before is change.after else f"{change.before} → {change.after}"
        printing.say(f"{change.run_title} · {change.label}: {states}")
    for skip in plan.skipped:
        printing.say(f"Not changed: {skip.run_title} · {skip.label}: {skip.reason.sentence}")
    for sentence in plan.warnings:
        printing.say(sentence)
    if not (plan.changes or plan.skipped or plan.warnings):
        printing.say("No step would change.")


def _view(engine: Engine, redline: int) -> RedlineView:
    view = engine.reads.redlines.view(redline)
    if view is None:
        raise Refusal(f"There is no redline {redline}; ion-tui redline list shows those in review.")
    return view


def _zone(engine: Engine) -> ZoneInfo:
    from zoneinfo import ZoneInfo

    site = engine.reads.site()
    return ZoneInfo(site.time_zone if site else "UTC")


def _told(view: RedlineView, zone: ZoneInfo) -> Iterator[str]:
    row = view.row
    yield f"Redline {row.id} by {row.author}, {_state(row)}: {row.reason}"
    yield f"On {row.run_title}, since {row.opened_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if row.issue_id is not None:
        yield f"Answers issue {row.issue_id}: {row.issue}"
    for one in row.decisions:
        yield _decided(one, zone)
    if row.missing:
        yield f"Still needed: {', '.join(row.missing)}"
    if row.applied:
        yield f"Applied to {row.applied} run{'s' if row.applied > 1 else ''}"
    if row.merged:
        yield f"Merged into {', '.join(row.merged)}"
    for change in view.changes:
        yield ""
        yield f"{change.label} ({change.kind})"
        if change.fault:
            yield f"  {change.fault}"
        if change.moved_on:
            yield "  The step has changed since this was written."
        for difference in change.differences:
            yield from _differing(difference)


def _differing(change: Change) -> Iterator[str]:
    """What is different, and what was and is of it, line by line."""
    yield f"  {change.what} {change.name}".rstrip() + (f": {change.about}" if change.about else "")
    for sign, text in (("-", change.before), ("+", change.after)):
        yield from (f"    {sign} {line}" for line in text.splitlines())


def _decided(one: DecisionRow, zone: ZoneInfo) -> str:
    role = f" for {one.role}" if one.role else ""
    void = ", before it was changed" if one.void else ""
    why = f": {one.reason}" if one.reason else ""
    return (
        f"{one.operator} {one.decision} it{role} {one.decided_at.astimezone(zone):%Y-%m-%d %H:%M}{void}{why}"
    )


def _state(row: RedlineRow) -> str:
    return "rejected" if row.rejected and row.state == "open" else row.state


def _approvals(row: RedlineRow) -> str:
    given = [one.operator for one in row.decisions if one.decision == "approved" and not one.void]
    missing = f"needs {', '.join(row.missing)}" if row.missing else ""
    return "; ".join(part for part in (", ".join(given), missing) if part)
