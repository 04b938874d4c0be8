"""Who signs: badge or ID and PIN, in place."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Input

from data.errors import StoreUnreachable
from ion_tui.engine.answers import Code, Refused
from ion_tui.engine.commands import Credentials
from screens.dialogs.pin import PinDialog
from screens.dialogs.sign import SignDialog
from tests.screens.hands import press, scan, type_text
from tests.screens.widgets.stage import Stage, ask, screen_text

WRONG = Refused(Code.NOT_IDENTIFIED, "The ID or PIN is not right.", ("Two more attempts.",))


class Desk:
    """Takes credentials; 1234 is right, and so is a badge alone."""

    def __init__(self) -> None:
        self.seen: list[Credentials] = []
        self.trouble: Exception | None = None

    async def sign(self, credentials: Credentials) -> str | Refused:
        self.seen.append(credentials)
        if self.trouble is not None:
            raise self.trouble
        return "signed" if credentials.pin in {"1234", None} else WRONG

    async def log_in(self, pin: str) -> str | Refused:
        return await self.sign(Credentials(pin=pin))


async def test_an_id_and_a_pin_sign() -> None:
    app, desk = Stage(), Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, SignDialog("Sign", ("Witnessed",), attempt=desk.sign))
        await type_text(pilot, "OP2")
        await press(pilot, "enter")
        await type_text(pilot, "1234")
        assert "1234" not in "\n".join(screen_text(app))
        await press(pilot, "enter")
        assert desk.seen == [Credentials(code="OP2", pin="1234")]
        assert answers == ["signed"]


async def test_a_wrong_pin_is_said_and_asked_for_again() -> None:
    app, desk = Stage(), Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, SignDialog("Sign", attempt=desk.sign, operator_code="OP1"))
        await type_text(pilot, "9999")
        await press(pilot, "enter")
        text = "\n".join(screen_text(app))
        assert "✗ The ID or PIN is not right." in text
        assert "Two more attempts." in text
        pin = app.screen.query_one("#pin", Input)
        assert (pin.value, pin.has_focus) == ("", True)
        await type_text(pilot, "1234")
        await press(pilot, "enter")
        assert answers == ["signed"]
        assert [credentials.code for credentials in desk.seen] == ["OP1", "OP1"]


async def test_a_badge_takes_the_place_of_the_id() -> None:
    app, desk = Stage(), Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, SignDialog("Sign", attempt=desk.sign, operator_code="OP1"))
        await scan(pilot, "OP2-BADGE")
        assert desk.seen == []
        await type_text(pilot, "1234")
        await press(pilot, "enter")
        assert desk.seen == [Credentials(badge="OP2-BADGE", pin="1234")]
        assert answers == ["signed"]


async def test_where_the_badge_suffices_a_scan_signs() -> None:
    app, desk = Stage(), Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, SignDialog("Sign", attempt=desk.sign, badge_suffices=True))
        await scan(pilot, "OP2-BADGE")
        await pilot.pause()
        assert desk.seen == [Credentials(badge="OP2-BADGE")]
        assert answers == ["signed"]


async def test_typing_another_id_forgets_the_badge() -> None:
    app, desk = Stage(), Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, SignDialog("Sign", attempt=desk.sign))
        await scan(pilot, "OP2-BADGE")
        await press(pilot, "shift+tab")
        app.screen.query_one("#who", Input).value = "OP3"
        await press(pilot, "enter")
        await type_text(pilot, "1234")
        await press(pilot, "enter")
        assert desk.seen == [Credentials(code="OP3", pin="1234")]


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (["tab", "enter"], "Scan a badge, or type an ID first."),
        (["O", "enter", "enter"], "The PIN is missing."),
    ],
)
async def test_what_is_missing_is_said(keys: list[str], sentence: str) -> None:
    app, desk = Stage(), Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        await ask(app, pilot, SignDialog("Sign", attempt=desk.sign))
        await press(pilot, *keys)
        assert any(sentence in line for line in screen_text(app))
        assert desk.seen == []


async def test_a_second_enter_while_one_attempt_is_made_makes_no_other() -> None:
    app, go_on, tries = Stage(), asyncio.Event(), 0

    async def slow(pin: str) -> str | Refused:
        nonlocal tries
        tries += 1
        await go_on.wait()
        return pin

    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PinDialog("OP2 Operator Two", attempt=slow))
        await type_text(pilot, "1234")
        await press(pilot, "enter", "enter")
        assert (tries, answers) == (1, [])
        go_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert answers == ["1234"]


async def test_when_the_store_does_not_answer_the_dialog_says_so_and_stays() -> None:
    app, desk = Stage(), Desk()
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PinDialog("OP2", attempt=desk.log_in))
        for trouble, sentence in (
            (StoreUnreachable("The store does not answer."), "The store does not answer."),
            (RuntimeError("boom"), "Something went wrong"),
        ):
            desk.trouble = trouble
            await type_text(pilot, "1234")
            await press(pilot, "enter")
            assert any(sentence in line for line in screen_text(app))
        desk.trouble = None
        await type_text(pilot, "1234")
        await press(pilot, "enter")
        assert answers == ["signed"]


async def test_esc_while_an_attempt_is_made_closes() -> None:
    app, go_on = Stage(), asyncio.Event()

    async def slow(pin: str) -> str | Refused:
        await go_on.wait()
        return pin

    async with app.run_test(size=(80, 24)) as pilot:
        answers = await ask(app, pilot, PinDialog("OP2", attempt=slow))
        await type_text(pilot, "1234")
        await press(pilot, "enter", "escape")
        go_on.set()
        await pilot.pause()
        assert answers == [None]
