"""How tests scan and type: by keys that carry their own times, so that no test waits for a clock.

- `await scan(pilot, "OP1-BADGE")` is a scanner: all keys 5 ms apart, Enter at the end.
- `await type_text(pilot, "0.62")` is a hand in the focused input: keys 200 ms apart.
- `await press(pilot, "f2", "enter")` is a hand on single keys, one after the other has done its work. It is
  `pilot.press`, which in a headless `ScannerApp` is always typing.

Each returns when the screen has settled. What a worker does is still to be waited for
(`await pilot.app.workers.wait_for_complete()`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

SCANNER_GAP = 0.005
HAND_GAP = 0.200
_NAMED = {"enter": "\r", "tab": "\t", "ctrl+j": "\n"}


async def scan(
    pilot: Pilot[Any], code: str, *, end: tuple[str, ...] = ("enter",), gap: float = SCANNER_GAP
) -> None:
    """Scan `code`, ended by the keys in `end` (none of them: a scan that is cut)."""
    await send_keys(pilot, [*code, *end], gap)


async def type_text(pilot: Pilot[Any], text: str) -> None:
    """Type `text` into what has the focus, at a hand's speed."""
    await send_keys(pilot, text, HAND_GAP)


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press single keys by Textual's names, each after the one before has done its work."""
    await pilot.press(*keys)


async def send_keys(pilot: Pilot[Any], keys: Iterable[str], gap: float) -> None:
    """Send single characters and named keys as the driver does, with `gap` seconds between their times."""
    driver = pilot.app._driver
    assert driver is not None
    time = None
    for key in keys:
        character = _NAMED.get(key, key if len(key) == 1 else None)
        event = events.Key(_character_to_key(key) if len(key) == 1 else key, character)
        time = event.time if time is None else time + gap
        event.time = time
        event.set_sender(pilot.app)
        driver.send_message(event)
    await pilot.pause()
    await pilot.pause()
