"""How revisions follow each other: A, B, … Y, AA; 1, 2, …; what ends otherwise counts on behind a dash."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

FIRST: Final = "A"
LETTERS: Final = "ABCDEFGHJKLMNPRTUVWY"
"""The letters of revisions by ASME Y14.35: those that look like digits or are reserved are left out."""

_END: Final = re.compile(r"(?P<letters>[A-Z]{1,3})$|(?P<digits>[0-9]{1,9})$")


def next_revision(last: str | None, taken: Collection[str] = ()) -> str:
    """The revision that follows `last` and is not taken: of `B` it is `C`, of `Y` `AA`, of `2.9` `2.10`."""
    found = FIRST if last is None else _following(last)
    while found in taken:
        found = _following(found)
    return found


def _following(revision: str) -> str:
    end = _END.search(revision)
    if end is None:
        return f"{revision}-2"
    before = revision[: end.start()]
    if end["digits"]:
        return f"{before}{int(end['digits']) + 1:0{len(end['digits'])}}"
    if before and (before[-1].isalnum() or len(end["letters"]) > 1):
        # The end of a word, as in `DRAFT` or `rev2B`: no letter that counts.
        return f"{revision}-2"
    return before + _next_letters(end["letters"])


def _next_letters(letters: str) -> str:
    head, last = letters[:-1], letters[-1]
    later = next((letter for letter in LETTERS if letter > last), None)
    if later is not None:
        return head + later
    return (_next_letters(head) if head else LETTERS[0]) + LETTERS[0]
