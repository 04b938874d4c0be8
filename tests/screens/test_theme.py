"""The table of looks, and the colors: contrast, 256 colors, and no state told by color alone."""

from __future__ import annotations

import subprocess
import sys

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.color import Color

from ion_tui.engine.states import Bucket, State
from screens.palettes import (
    DARK,
    PALETTES,
    Palette,
    be_still,
    next_theme,
    register_themes,
    textual_theme,
)
from screens.theme import AVAILABLE, BLOCKED, BUCKET_LOOKS, STATE_LOOKS, look_of

CUBE = (0x00, 0x5F, 0x87, 0xAF, 0xD7, 0xFF)
GRAYS = {8 + 10 * step for step in range(24)}

every_palette = pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(channel) for channel in Color.parse(color).rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_state_and_bucket_has_a_look_of_its_own_glyph_and_word() -> None:
    assert set(STATE_LOOKS) == set(State)
    assert set(BUCKET_LOOKS) == set(Bucket)
    looks = [*STATE_LOOKS.values(), AVAILABLE, BLOCKED]
    assert len({look.word for look in looks}) == len(looks)
    assert len({look.glyph for look in STATE_LOOKS.values()}) == len(State)


@pytest.mark.parametrize("look", [*STATE_LOOKS.values(), *BUCKET_LOOKS.values(), AVAILABLE, BLOCKED])
def test_a_glyph_is_one_cell_without_variation_selector(look: object) -> None:
    glyph = look.glyph  # type: ignore[attr-defined]
    assert len(glyph) == 1
    assert cell_len(glyph) == 1


def test_a_todo_step_looks_available_or_blocked_when_that_is_known() -> None:
    assert look_of(State.TODO, available=True) is AVAILABLE
    assert look_of(State.TODO, available=False) is BLOCKED
    assert look_of(State.TODO).word == "Todo"
    assert look_of(State.HOLD, available=False) is STATE_LOOKS[State.HOLD]


@every_palette
def test_text_can_be_read_on_every_ground(palette: Palette) -> None:
    too_weak = [
        f"{ink} on {ground}: {contrast(color, behind):.2f}"
        for ink, color in palette.inks.items()
        for ground, behind in palette.grounds.items()
        if contrast(color, behind) < palette.contrast
    ]
    assert too_weak == []


@every_palette
def test_words_can_be_read_on_their_pill(palette: Palette) -> None:
    too_weak = [
        f"{token}: {contrast(ink, ground):.2f}"
        for token, (ground, ink) in palette.pills.items()
        if contrast(ink, ground) < palette.contrast
    ]
    assert too_weak == []


@every_palette
def test_lines_stand_out_from_the_ground(palette: Palette) -> None:
    assert contrast(palette.lines["line-focus"], palette.grounds["ground"]) >= 3


@every_palette
def test_every_color_is_one_of_the_256(palette: Palette) -> None:
    for token, color in palette.variables().items():
        red, green, blue = Color.parse(color).rgb
        in_cube = {red, green, blue} <= set(CUBE)
        in_grays = red == green == blue and red in GRAYS
        assert in_cube or in_grays, f"{token} {color}"


@every_palette
def test_every_look_has_its_tokens_in_every_theme(palette: Palette) -> None:
    for look in [*STATE_LOOKS.values(), *BUCKET_LOOKS.values(), AVAILABLE, BLOCKED]:
        assert look.token in palette.inks
        assert look.token in palette.pills


def test_palettes_have_the_same_tokens() -> None:
    assert len({frozenset(palette.variables()) for palette in PALETTES}) == 1


@every_palette
def test_the_states_that_stop_work_do_not_share_a_color(palette: Palette) -> None:
    stopped = ["hold", "redline", "failed", "canceled"]
    assert len({palette.inks[token] for token in stopped}) == len(stopped)
    assert len({palette.pills[token][0] for token in stopped}) == len(stopped)


async def test_an_app_takes_the_themes_and_stands_still() -> None:
    class Themed(App[None]):
        CSS = "Screen { color: $hold; }"

        def __init__(self) -> None:
            super().__init__()
            register_themes(self, "ion-contrast")
            be_still(self)

    app = Themed()
    async with app.run_test():
        assert app.theme == "ion-contrast"
        assert app.screen.styles.color.hex.lower() == "#ffff00"
        assert app.animation_level == "none"
        with pytest.raises(KeyError):
            register_themes(app, "ion-pink")


def test_the_theme_key_goes_around() -> None:
    names = [DARK.name]
    for _ in PALETTES:
        names.append(next_theme(names[-1]).name)
    assert names == ["ion-dark", "ion-bright", "ion-contrast", "ion-dark"]
    assert next_theme("nord") is DARK


def test_the_palette_names_textuals_own_variables() -> None:
    generated = textual_theme(DARK).to_color_system().generate()
    assert generated["block-cursor-background"].lower() == DARK.grounds["row-selected"]
    assert generated["text-muted"] == DARK.inks["dim"]


def test_the_state_table_loads_without_textual() -> None:
    code = "import sys, screens.theme; sys.exit(bool({'textual', 'rich'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
