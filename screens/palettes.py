"""The colors: three themes, each color named by its meaning.

Every color is one of the 240 fixed colors of a 256-color terminal (the 6×6×6 cube and the grays with
R=G=B), so it looks the same there as in true color. `tests/screens/test_theme.py` holds them to that, and
to their contrast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from textual.app import App
from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme as data."""

    name: str
    title: str
    """What a person calls it."""
    dark: bool
    contrast: float
    """The least WCAG ratio between text and what it stands on."""
    grounds: Mapping[str, str]
    """token → color of what text stands on."""
    inks: Mapping[str, str]
    """token → color of text that may stand on every ground."""
    pills: Mapping[str, tuple[str, str]]
    """token → (ground, ink) of the filled form of a meaning: `<token>-fill` and `<token>-on`."""
    lines: Mapping[str, str]
    """token → color of borders and scroll bars; nothing is read from them."""

    def variables(self) -> dict[str, str]:
        """Every token as a variable for style sheets."""
        filled = {
            name: color
            for token, (ground, ink) in self.pills.items()
            for name, color in ((f"{token}-fill", ground), (f"{token}-on", ink))
        }
        return {**self.grounds, **self.inks, **filled, **self.lines}


DARK: Final = Palette(
    name="ion-dark",
    title="Dark",
    dark=True,
    contrast=4.5,
    grounds={
        "ground": "#080808",
        "bar": "#1c1c1c",
        "raised": "#1c1c1c",
        "field": "#262626",
        "row-selected": "#262626",
    },
    inks={
        "ink": "#e4e4e4",
        "strong": "#ffffff",
        "dim": "#a8a8a8",
        "accent": "#87d7ff",
        "in-progress": "#5fd7ff",
        "available": "#e4e4e4",
        "blocked": "#949494",
        "hold": "#ffd700",
        "redline": "#ffafaf",
        "failed": "#ff5f5f",
        "canceled": "#949494",
        "completed": "#87d787",
        "due-soon": "#ffaf5f",
        "late": "#ff5f5f",
        "ok": "#87d787",
        "out-of-range": "#ff5f5f",
    },
    pills={
        "accent": ("#005f87", "#ffffff"),
        "in-progress": ("#5fd7ff", "#000000"),
        "available": ("#d0d0d0", "#000000"),
        "blocked": ("#444444", "#e4e4e4"),
        "hold": ("#ffd700", "#000000"),
        "redline": ("#ffafaf", "#000000"),
        "failed": ("#870000", "#ffffff"),
        "canceled": ("#3a3a3a", "#d0d0d0"),
        "completed": ("#005f00", "#ffffff"),
        "late": ("#870000", "#ffffff"),
        "button": ("#3a3a3a", "#ffffff"),
    },
    lines={"line": "#4e4e4e", "line-focus": "#5fd7ff"},
)

BRIGHT: Final = Palette(
    name="ion-bright",
    title="Bright",
    dark=False,
    contrast=4.5,
    grounds={
        "ground": "#ffffff",
        "bar": "#eeeeee",
        "raised": "#ffffff",
        "field": "#eeeeee",
        "row-selected": "#d7ffff",
    },
    inks={
        "ink": "#1c1c1c",
        "strong": "#000000",
        "dim": "#585858",
        "accent": "#005f87",
        "in-progress": "#005faf",
        "available": "#1c1c1c",
        "blocked": "#626262",
        "hold": "#875f00",
        "redline": "#d70000",
        "failed": "#870000",
        "canceled": "#626262",
        "completed": "#005f00",
        "due-soon": "#875f00",
        "late": "#af0000",
        "ok": "#005f00",
        "out-of-range": "#af0000",
    },
    pills={
        "accent": ("#005f87", "#ffffff"),
        "in-progress": ("#005faf", "#ffffff"),
        "available": ("#1c1c1c", "#ffffff"),
        "blocked": ("#d0d0d0", "#303030"),
        "hold": ("#ffd700", "#000000"),
        "redline": ("#ffafaf", "#000000"),
        "failed": ("#870000", "#ffffff"),
        "canceled": ("#585858", "#ffffff"),
        "completed": ("#005f00", "#ffffff"),
        "late": ("#af0000", "#ffffff"),
        "button": ("#d0d0d0", "#000000"),
    },
    lines={"line": "#9e9e9e", "line-focus": "#005faf"},
)

CONTRAST: Final = Palette(
    name="ion-contrast",
    title="High contrast",
    dark=True,
    contrast=7.0,
    grounds={
        "ground": "#000000",
        "bar": "#000000",
        "raised": "#000000",
        "field": "#000000",
        "row-selected": "#00005f",
    },
    inks={
        "ink": "#ffffff",
        "strong": "#ffffff",
        "dim": "#d0d0d0",
        "accent": "#00ffff",
        "in-progress": "#00ffff",
        "available": "#ffffff",
        "blocked": "#bcbcbc",
        "hold": "#ffff00",
        "redline": "#ffd7d7",
        "failed": "#ff8787",
        "canceled": "#bcbcbc",
        "completed": "#5fff5f",
        "due-soon": "#ffaf00",
        "late": "#ff8787",
        "ok": "#5fff5f",
        "out-of-range": "#ff8787",
    },
    pills={
        "accent": ("#00ffff", "#000000"),
        "in-progress": ("#00ffff", "#000000"),
        "available": ("#ffffff", "#000000"),
        "blocked": ("#303030", "#ffffff"),
        "hold": ("#ffff00", "#000000"),
        "redline": ("#ffafaf", "#000000"),
        "failed": ("#870000", "#ffffff"),
        "canceled": ("#303030", "#ffffff"),
        "completed": ("#005f00", "#ffffff"),
        "late": ("#870000", "#ffffff"),
        "button": ("#303030", "#ffffff"),
    },
    lines={"line": "#ffffff", "line-focus": "#ffff00"},
)

PALETTES: Final[tuple[Palette, ...]] = (DARK, BRIGHT, CONTRAST)
"""In the order in which the theme key goes through them."""


def textual_theme(palette: Palette) -> Theme:
    """The palette as a Textual theme: its tokens, and Textual's own names for its built-in widgets."""
    ground, ink = palette.grounds, palette.inks
    fill, on = palette.pills["accent"]
    return Theme(
        name=palette.name,
        primary=ink["accent"],
        secondary=ink["in-progress"],
        accent=ink["accent"],
        warning=ink["hold"],
        error=ink["out-of-range"],
        success=ink["ok"],
        foreground=ink["ink"],
        background=ground["ground"],
        surface=ground["raised"],
        panel=ground["bar"],
        boost=ground["raised"],
        dark=palette.dark,
        variables={
            **palette.variables(),
            "text": ink["ink"],
            "text-muted": ink["dim"],
            "text-disabled": ink["dim"],
            "foreground-muted": ink["dim"],
            "foreground-disabled": ink["dim"],
            "border": palette.lines["line-focus"],
            "border-blurred": palette.lines["line"],
            "block-cursor-background": ground["row-selected"],
            "block-cursor-foreground": ink["strong"],
            "block-cursor-blurred-background": ground["row-selected"],
            "block-cursor-blurred-foreground": ink["ink"],
            "block-hover-background": ground["row-selected"],
            "input-cursor-background": ink["strong"],
            "input-cursor-foreground": ground["ground"],
            "input-cursor-text-style": "none",
            "input-selection-background": fill,
            "input-selection-foreground": on,
            "screen-selection-background": fill,
            "screen-selection-foreground": on,
            "scrollbar": palette.lines["line"],
            "scrollbar-hover": palette.lines["line-focus"],
            "scrollbar-active": palette.lines["line-focus"],
            "scrollbar-background": ground["ground"],
            "scrollbar-background-hover": ground["ground"],
            "scrollbar-background-active": ground["ground"],
            "scrollbar-corner-color": ground["ground"],
            "footer-background": ground["bar"],
            "footer-foreground": ink["ink"],
            "footer-key-foreground": ink["accent"],
            "button-foreground": palette.pills["button"][1],
            "button-color-foreground": on,
            "button-focus-text-style": "bold",
            "markdown-h1-color": ink["strong"],
            "markdown-h2-color": ink["strong"],
            "markdown-h3-color": ink["strong"],
            "markdown-h4-color": ink["ink"],
            "markdown-h5-color": ink["ink"],
            "markdown-h6-color": ink["dim"],
        },
    )


def register_themes(app: App[Any], current: str = DARK.name) -> None:
    """Make the three themes known to `app`, and take `current` (one of the palettes' names).

    Call it in the App's `__init__`: the style sheets are parsed before anything is mounted, and need the
    tokens. Raises KeyError when there is no palette of that name.
    """
    names = {palette.name for palette in PALETTES}
    if current not in names:
        raise KeyError(current)
    for palette in PALETTES:
        app.register_theme(textual_theme(palette))
    # Set with its watchers, the theme would have every style sheet parsed and every widget styled a second time.
    app.set_reactive(App.theme, current)
    dark = app.current_theme.dark
    app.set_class(dark, "-dark-mode", update=False)
    app.set_class(not dark, "-light-mode", update=False)
    app.stylesheet.set_variables(app.get_css_variables())


def next_theme(current: str) -> Palette:
    """The palette after `current`, around; the first one when `current` is none of ours."""
    names = [palette.name for palette in PALETTES]
    if current not in names:
        return PALETTES[0]
    return PALETTES[(names.index(current) + 1) % len(PALETTES)]


def be_still(app: App[Any]) -> None:
    """Switch every animation of `app` off: a kiosk's screen moves only when something happened."""
    app.animation_level = "none"
