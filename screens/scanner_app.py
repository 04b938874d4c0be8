"""Puts the scan detector before everything else that a key could do in an App."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

from textual import events
from textual.app import App
from textual.message import Message

from screens.scanner import Cut, Decision, Scan, ScanDetector, ScanSettings, code_of_paste

ReturnType = TypeVar("ReturnType")

_TIMER_SLACK = 0.010
"""Seconds beyond the detector's wait, for a key that was read in time and is still on its way."""


class Scanned(Message):
    """A whole scan, posted to the active screen or the open dialog; it goes up to the App from there."""

    def __init__(self, code: str) -> None:
        """Carry the code, without prefix, suffix and line end."""
        super().__init__()
        self.code = code


class ScanCut(Message):
    """Keys at a scanner's speed that are no whole scan; nothing was done with them."""

    def __init__(self, text: str) -> None:
        """Carry what arrived, to be shown."""
        super().__init__()
        self.text = text


class KeysQuiet(Message, bubble=False):
    """No key came for as long as the detector wanted to wait, unless one did since; the App's own affair."""

    def __init__(self, keys_seen: int) -> None:
        """Carry the number of keys seen when the wait began."""
        super().__init__()
        self.keys_seen = keys_seen


class ScannerApp(App[ReturnType], Generic[ReturnType]):
    """An App that reads its keys through a `ScanDetector`.

    Printable keys are held for at most `max_gap` (some tens of milliseconds) until a hand or a scanner can
    be told; keys that print nothing (arrows, function keys) pass at once, behind what was held. A scan
    reaches no binding and no focused widget, its Enter neither: the active screen gets `Scanned`. A cut
    scan is typed where an input has the focus; elsewhere its keys would act, so the screen gets `ScanCut`
    instead.

    Gaps are told by the time at which the driver's thread read the keys, so a busy event loop changes
    nothing. A headless app (tests, snapshots) waits for no hand: an empty queue is a long quiet. So
    `pilot.press` is always typing, and only keys that are in the queue together are told by their times
    (see `tests/screens/hands.py`).
    """

    keeps_time: bool = False
    """Let time pass in a headless app too, as on a terminal."""

    def __init__(self, *, scan_settings: ScanSettings | None = None) -> None:
        """Begin with the site's scanner settings, or the usual ones."""
        super().__init__()
        self._detector: ScanDetector[events.Key] = ScanDetector(scan_settings)
        self._keys_seen = 0
        self._quiet_timer: asyncio.TimerHandle | None = None

    @property
    def scan_settings(self) -> ScanSettings:
        """What the site knows of its scanners."""
        return self._detector.settings

    @scan_settings.setter
    def scan_settings(self, settings: ScanSettings) -> None:
        self._detector = ScanDetector(settings)

    async def on_event(self, event: events.Event) -> None:
        """Let the detector see every key first, and every paste."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._read_key(event)
        elif isinstance(event, events.Paste) and not event.is_forwarded:
            code = code_of_paste(event.text, self.scan_settings)
            if code is None:
                await super().on_event(event)
            else:
                self.screen.post_message(Scanned(code))
        else:
            await super().on_event(event)

    async def _read_key(self, key: events.Key) -> None:
        if self._quiet_timer is not None:
            self._quiet_timer.cancel()
            self._quiet_timer = None
        self._keys_seen += 1
        await self._act_on(self._detector.feed(key))
        wait, quiet = self._detector.wait, KeysQuiet(self._keys_seen)
        if self._has_no_hands:
            self.post_message(quiet)
        elif wait is not None:
            loop = asyncio.get_running_loop()
            self._quiet_timer = loop.call_later(wait + _TIMER_SLACK, self.post_message, quiet)

    async def _on_keys_quiet(self, message: KeysQuiet) -> None:
        message.stop()
        if message.keys_seen == self._keys_seen:
            detector = self._detector
            await self._act_on(detector.rest() if self._has_no_hands else detector.expire())

    @property
    def _has_no_hands(self) -> bool:
        return self.is_headless and not self.keeps_time

    async def _act_on(self, decisions: tuple[Decision[events.Key], ...]) -> None:
        for decision in decisions:
            if isinstance(decision, Scan):
                self.screen.post_message(Scanned(decision.code))
            elif isinstance(decision, Cut) and not self._text_is_edited:
                self.screen.post_message(ScanCut(decision.text))
            else:
                for key in decision.strokes:
                    await super().on_event(key)

    @property
    def _text_is_edited(self) -> bool:
        focused = self.focused
        return focused is not None and focused.check_consume_key("a", "a")
