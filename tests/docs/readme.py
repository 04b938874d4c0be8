"""The part of the README that is made: the most important keys, on one screenful."""

import re
from typing import Final

from screens.keys import KEYS, Key, Place
from tests.docs.markdown import codes, table
from tests.house.tree import ROOT

README: Final = ROOT / "README.md"
_BEGIN: Final = "<!-- keys: made by `make docs` from `screens/keys.py` -->\n"
_END: Final = "<!-- /keys -->"
_PART: Final = re.compile(f"(?<={re.escape(_BEGIN)}).*?(?={re.escape(_END)})", re.DOTALL)
_SHOWN: Final = 18
"""Keys with a rank up to this one: those that a wide key bar shows."""


def readme() -> str:
    """The README with its made part as the code has it."""
    shown = [key for key in KEYS if key.places & {Place.QUEUE, Place.STEP} and 0 < key.rank <= _SHOWN]
    made = table(
        ("Key", "", "What it does"), [(codes(key.names), key.label, key.help) for key in _by_rank(shown)]
    )
    return _PART.sub(lambda _: f"\n{made}\n\n", README.read_text("utf-8"))


def _by_rank(keys: list[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: key.rank)
