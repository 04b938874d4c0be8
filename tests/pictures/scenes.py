"""What is shown in each picture, and how a hand gets there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from textual.pilot import Pilot

from ion_tui.app import IonApp
from tests.pictures.floor import options
from tests.rover import PEOPLE, Rover

SIZE: Final = (118, 34)


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: who logs in, if anybody, and the keys that lead to it from the queue."""

    who: str | None = None
    keys: tuple[str, ...] = ()
    theme: str = "ion-dark"


SCENES: Final[Mapping[str, Scene]] = {
    "lock": Scene(),
    "queue": Scene("op1", ("3",)),
    "step": Scene("op1", ("enter",)),
    "help": Scene("op1", ("f1",), "ion-contrast"),
    "step-bright": Scene("op1", ("enter",), "ion-bright"),
}


async def paint(rover: Rover, scene: Scene) -> str:
    """The scene as SVG."""
    app = IonApp(options(rover, scene.theme))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        if scene.who is not None:
            for answer in (scene.who, PEOPLE[scene.who][1]):
                await pilot.press(*answer, "enter")
                await settle(pilot)
        for key in scene.keys:
            await pilot.press(key)
            await settle(pilot)
        return without_fonts(app.export_screenshot(title="ION TUI"))


async def settle(pilot: Pilot[None]) -> None:
    """Wait until everything that was asked is answered and painted."""
    for _ in range(2):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def without_fonts(svg: str) -> str:
    """The picture without fonts to be fetched from elsewhere: whoever looks has one of equal widths."""
    head, _, rest = svg.partition("@font-face")
    while rest:
        _, _, rest = rest.partition("}")
        before, _, rest = rest.partition("@font-face")
        head += before
    return head
