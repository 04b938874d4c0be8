"""Letters that are read from across the shop: capitals, digits and a few signs, five dots high."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from screens.styles import sheet_beside
from screens.widgets.lines import clean, fit

HEIGHT: Final = 5
"""Dots of every letter, from top to bottom."""

_DRAWN: Final = """
A:.##. B:###. C:.### D:###. E:#### F:#### G:.### H:#..# I:### J:..## K:#..# L:#... M:#...# N:#...# O:.##.
  #..#   #..#   #...   #..#   #...   #...   #...   #..#   .#.   ...#   #.#.   #...   ##.##   ##..#   #..#
  ####   ###.   #...   #..#   ###.   ###.   #.##   ####   .#.   ...#   ##..   #...   #.#.#   #.#.#   #..#
  #..#   #..#   #...   #..#   #...   #...   #..#   #..#   .#.   #..#   #.#.   #...   #...#   #..##   #..#
  #..#   ###.   .###   ###.   ####   #...   .###   #..#   ###   .##.   #..#   ####   #...#   #...#   .##.

P:###. Q:.##. R:###. S:.### T:##### U:#..# V:#...# W:#...# X:#...# Y:#...# Z:####
  #..#   #..#   #..#   #...   ..#..   #..#   #...#   #...#   .#.#.   .#.#.   ...#
  ###.   #..#   ###.   .##.   ..#..   #..#   .#.#.   #.#.#   ..#..   ..#..   .##.
  #...   #.##   #.#.   ...#   ..#..   #..#   .#.#.   ##.##   .#.#.   ..#..   #...
  #...   .###   #..#   ###.   ..#..   .##.   ..#..   #...#   #...#   ..#..   ####

0:.##. 1:.#. 2:###. 3:###. 4:#..# 5:#### 6:.##. 7:#### 8:.##. 9:.##. -:... _:.... .:. /:...# ::.
  #..#   ##.   ...#   ...#   #..#   #...   #...   ...#   #..#   #..#   ...   ....   .   ..#.   #
  #..#   .#.   .##.   .##.   ####   ###.   ###.   ..#.   .##.   .###   ###   ....   .   .#..   .
  #..#   .#.   #...   ...#   ...#   ...#   #..#   .#..   #..#   ...#   ...   ....   .   #...   #
  .##.   ###   ####   ###.   ...#   ###.   .##.   .#..   .##.   .##.   ...   ####   #   #...   .
"""


def _read(drawn: str) -> Mapping[str, tuple[str, ...]]:
    letters: dict[str, tuple[str, ...]] = {" ": ("..",) * HEIGHT}
    for block in drawn.strip("\n").split("\n\n"):
        rows = [line.split() for line in block.splitlines()]
        for first, *below in zip(*rows, strict=True):
            letters[first[0]] = (first[2:], *below)
    return letters


LETTERS: Final[Mapping[str, tuple[str, ...]]] = _read(_DRAWN)
"""Each letter as rows of `#` and `.`; a blank is there too."""

_HALVES: Final = {"##": "█", "#.": "▀", ".#": "▄", "..": " "}


def dots(text: str) -> tuple[str, ...] | None:
    """`text` as rows of dots with one between letters; None when it has a letter that is not drawn."""
    letters = [LETTERS.get(letter) for letter in text.upper()]
    if not letters or any(letter is None for letter in letters):
        return None
    return tuple(".".join(letter[row] for letter in letters if letter) for row in range(HEIGHT))


def big_lines(text: str, width: int, height: int) -> tuple[str, ...]:
    """`text` in the largest letters that fit into `width` by `height` cells; plain where none do."""
    rows = dots(text)
    if rows and len(rows[0]) * 2 <= width and height >= HEIGHT:
        return tuple("".join("██" if dot == "#" else "  " for dot in row) for row in rows)
    if rows and len(rows[0]) <= width and height >= (HEIGHT + 1) // 2:
        pairs = zip_longest(rows[::2], rows[1::2], fillvalue="." * len(rows[0]))
        return tuple("".join(_HALVES[a + b] for a, b in zip(*pair, strict=True)) for pair in pairs)
    return (fit(text, width),)


class BigText(Widget):
    """One word in big letters, in the middle; in plain ones where it does not fit or cannot be drawn."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        """Begin with a word."""
        super().__init__(id=id)
        self._text = clean(text)

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        if self._text != clean(text):
            self._text = clean(text)
            self.refresh()

    def render(self) -> Content:
        """The word, as large as there is room."""
        lines = big_lines(self._text, self.content_size.width, self.content_size.height)
        widest = max(map(cell_len, lines))
        above = (self.content_size.height - len(lines)) // 2
        return Content("\n" * above + "\n".join(line.ljust(widest) for line in lines))
