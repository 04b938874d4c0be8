"""Pictures in the terminal, by textual-image. Making one blocks for as long as it takes to read it: in a thread.

textual-image asks the terminal what it can when it is imported, and reads the answers. By then Textual reads what comes
from the terminal, scans among it, so that it is told that there is no terminal; how pictures are shown is a setting.
"""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.widget import Widget

MOST_PIXELS: Final = 50_000_000
"""Pixels up to which a picture is read."""
_LARGEST: Final = (3000, 3000)
"""Pixels to which larger ones are brought down: more than a terminal has."""
_KINDS: Final = {"cells": "HalfcellImage", "sixel": "SixelImage", "kitty": "TGPImage"}
_IMPORTING: Final = Lock()


class PictureTrouble(Exception):
    """A picture cannot be shown: one sentence."""

    def __init__(self, sentence: str) -> None:
        """Keep what is said."""
        super().__init__(sentence)
        self.sentence = sentence


def read_picture(data: bytes, name: str) -> Image:
    """The picture in a file, upright and no larger than can be looked at; raises PictureTrouble."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - only who looks at a picture waits for it

    too_many = ""
    try:
        with Image.open(io.BytesIO(data)) as file:
            width, height = file.size
            if width * height <= MOST_PIXELS:
                file.draft("RGB", _LARGEST)
                picture = ImageOps.exif_transpose(file)
                picture.thumbnail(_LARGEST)
                return _on_white(picture)
            too_many = f"{name} has {width} × {height} pixels, too many to be shown; it can be saved."
    except Exception as error:
        raise PictureTrouble(f"{name} cannot be shown as a picture; it can be saved.") from error
    raise PictureTrouble(too_many)


def picture_widget(picture: Image, kind: str) -> Widget:
    """A widget that shows a picture as high as it is at the widget's width."""
    made: Any = getattr(_textual_image(), _KINDS[kind])(picture)
    widget: Widget = made
    return widget


def _on_white(picture: Image) -> Image:
    """Without what can be seen through: drawings are black on nothing."""
    from PIL import Image  # noqa: PLC0415 - see above

    whole = picture.convert("RGBA")
    paper = Image.new("RGBA", whole.size, "white")
    paper.alpha_composite(whole)
    return paper.convert("RGB")


def _textual_image() -> ModuleType:
    name = "textual_image.widget"
    with _IMPORTING:
        if name not in sys.modules:
            streams, terminal = vars(sys), sys.__stdout__
            os.environ.update(_cell_size())
            streams["__stdout__"] = io.StringIO()
            try:
                import_module(name)
            finally:
                streams["__stdout__"] = terminal
        return sys.modules[name]


def _cell_size() -> dict[str, str]:
    """Pixels of a cell by the names under which textual-image looks for them; empty where they are not known."""
    import fcntl  # noqa: PLC0415 - only where there is a terminal to ask
    import struct  # noqa: PLC0415 - likewise
    import termios  # noqa: PLC0415 - likewise

    try:
        answer = fcntl.ioctl(2, termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return {}
    rows, columns, width, height = struct.unpack("HHHH", answer)
    if not (rows and columns and width and height):
        return {}
    return {"TEXTUAL_CELL_WIDTH": str(width // columns), "TEXTUAL_CELL_HEIGHT": str(height // rows)}
