"""Signing a Signoff field in place: a second person can, and the first one stays logged in."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from ion_tui.engine.answers import Outcome, Plan, Refused
from ion_tui.engine.commands import Approve, Credentials, Sign, SignCell, new_key
from screens.base import settled
from screens.dialogs.pick import Choice, PickDialog
from screens.dialogs.plan import Planned
from screens.dialogs.sign import SignDialog
from screens.planned import agreement
from screens.step_parts.bench import Bench
from screens.step_parts.signoff_line import SignoffLine


def unsigned(bench: Bench) -> list[SignoffLine]:
    """The signatures that are still to be given."""
    return [line for line in bench.sheet.query(SignoffLine) if not line.is_signed]


async def sign_one(bench: Bench) -> None:
    """Sign what is under the cursor; else the only signature that is missing, or the one that is picked."""
    here, missing = bench.sheet.stop, unsigned(bench)
    if isinstance(here, SignoffLine):
        await sign(bench, here)
    elif not missing:
        signed = any(bench.sheet.query(SignoffLine))
        bench.refuse("Everything here is signed." if signed else "Nothing here is signed.")
    elif len(missing) == 1:
        await sign(bench, missing[0])
    else:
        choices = [Choice(line, line.field.name, line.field.role or "") for line in missing]
        picked = await bench.app.push_screen_wait(PickDialog("Sign which", choices))
        if picked is not None:
            await sign(bench, picked)


async def sign(bench: Bench, line: SignoffLine, *, badge: str | None = None) -> None:
    """Ask who signs, until the engine takes the signature or the person gives up."""
    field, step_id, operator = line.field, bench.step_id, bench.floor.operator
    command = Sign(step_id=step_id, field_id=field.field_id, signer=Credentials())

    async def attempt(signer: Credentials) -> Outcome | Refused:
        return settled(await bench.say(replace(command, signer=signer, key=new_key())))

    if line.is_signed or not line.editable:
        # Only the engine knows why not; it judges the step before it looks at who signs.
        bench.answer(await bench.say(command))
        return
    agreed = await signed_for(bench, command, field.name)
    if agreed is None:
        return
    command = agreed
    peer = ["By somebody who has not worked this step."] if field.peer_review else []
    may_be_self = badge is None and not field.peer_review
    dialog = SignDialog(
        f"Sign: {field.name}",
        [f"Role: {field.role}", *peer, "You sign what the step's fields say now."],
        attempt=attempt,
        operator_code=operator.code if operator and may_be_self else "",
        badge=badge,
        badge_suffices=not bench.floor.signing_asks_pin,
    )
    outcome = await bench.app.push_screen_wait(dialog)
    if outcome is not None:
        bench.answer(outcome)
        await bench.reload()
        bench.sheet.go_to_work()


S = TypeVar("S", Sign, SignCell, Approve)


async def signed_for(bench: Bench, command: S, name: str, *, confirm: str = "Sign") -> S | None:
    """A signature as it goes to the batch, once somebody has chosen how far; None where nobody has.

    Who signs shows who they are afterwards: a plan cannot know yet which units they have worked.
    """
    if bench.view is None or bench.view.run.batch_id is None:
        return command
    planned = Planned(f"{confirm} {name}", Plan(()), confirm=confirm)
    agreed = await agreement(bench, command, planned, always=False)
    if isinstance(agreed, Refused):
        return command
    return None if agreed is None else replace(agreed[0], confirmed=None)
