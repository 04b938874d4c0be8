"""Tells a scan from typing, by speed alone: pure, no Textual, no clock.

A scanner is a keyboard that types fast and ends with Enter. Every key goes through `ScanDetector.feed` with
the time at which it was read; printable ones are held until it is clear whose they are, and come back as
`Typed`, `Scan` or `Cut`.

The numbers, and why a hand is not taken for a scanner:

- USB scanners leave 1 to 10 ms between keys, slow and wireless ones up to 25. `max_gap` is 30 ms. Hands
  leave 60 ms and more; rolling over two or three neighboring keys can fall under 30 ms once, but not for
  every gap of at least `min_length` keys and Enter too.
- A scan begins after quiet: within `quiet` (100 ms) of a typed key no scan begins, so the end of a word
  typed fast and its Enter are typing, whatever their gaps.
- One key again and again is a key held down (auto-repeat, 16 to 40 ms a key), never a scan.
- The first `settled_length` (6) keys at scan speed can be nobody's hand: from then on the scan may stall for
  `max_stall` (100 ms), as a busy terminal or network makes it, without being cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeAlias, TypeVar

MODIFIERS: Final = frozenset(
    f"{side}_{name}"
    for side in ("left", "right")
    for name in ("shift", "control", "alt", "super", "hyper", "meta")
) | {"iso_level3_shift", "iso_level5_shift", "caps_lock", "num_lock", "scroll_lock"}
"""Keys that some terminals report by themselves in the middle of a word; nothing acts on them."""

_LINE_FEED: Final = "ctrl+j"
_AUTO_REPEAT_GAP: Final = 0.015
_AUTO_REPEAT_LENGTH: Final = 4


class Stroke(Protocol):
    """One key as it was read; a Textual `events.Key` is one."""

    @property
    def time(self) -> float:
        """Seconds on a clock that never goes back."""

    @property
    def key(self) -> str:
        """Textual's name of the key."""

    @property
    def character(self) -> str | None:
        """What it types; None for keys that type nothing."""


S = TypeVar("S", bound=Stroke)


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """What a site knows of its scanners."""

    enabled: bool = True
    """Off: every key is typing, and a scan goes where the cursor is."""
    min_length: int = 2
    """Characters, prefix and suffix included, that a scan has at least."""
    max_length: int = 256
    """Characters that a scan has at most; a longer one is answered as cut."""
    max_gap: float = 0.030
    """Seconds between two keys of a scan at most."""
    settled_length: int = 6
    """Characters at scan speed after which a stall is forgiven."""
    max_stall: float = 0.100
    """Seconds of a stall that is forgiven."""
    quiet: float = 0.100
    """Seconds without typing before a scan."""
    terminators: tuple[str, ...] = ("enter",)
    """Keys that end a scan: `enter`, `tab`."""
    prefix: str = ""
    """What the scanner puts before the code; taken off."""
    suffix: str = ""
    """What the scanner puts after the code; taken off."""


@dataclass(frozen=True, slots=True)
class Typed(Generic[S]):
    """Keys of a hand, to be handed on in order, unchanged."""

    strokes: tuple[S, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """A whole scan: its code without prefix, suffix, control characters and blanks around it."""

    code: str


@dataclass(frozen=True, slots=True)
class Cut(Generic[S]):
    """Keys that came at a scanner's speed but are no whole scan: an end is missing, or it is too long.

    They may be handed on as typing where text is edited, and nowhere else: as keys each would act.
    """

    strokes: tuple[S, ...]

    @property
    def text(self) -> str:
        """What the keys type."""
        return _text_of(self.strokes)


Decision: TypeAlias = Typed[S] | Scan | Cut[S]
"""What keys turned out to be."""


class ScanDetector(Generic[S]):
    """Holds keys until it is clear whether a hand or a scanner typed them.

    Feed every key; when `wait` is not None and no key came for that many seconds, call `expire`.
    """

    def __init__(self, settings: ScanSettings | None = None) -> None:
        """Begin with nothing held.

        Args:
            settings: What the site knows of its scanners.
        """
        self.settings = settings or ScanSettings()
        self._held: list[S] = []
        self._last_typed: float | None = None
        self._deaf_to_ends_until: float | None = None

    @property
    def holding(self) -> bool:
        """Whether keys are held that belong to nobody yet."""
        return bool(self._held)

    @property
    def wait(self) -> float | None:
        """Seconds without a key after which `expire` is due; None while nothing is held."""
        if not self._held:
            return None
        return self.settings.max_stall if self._settled else self.settings.max_gap

    def feed(self, stroke: S) -> tuple[Decision[S], ...]:
        """Take one key; answer what is decided now, oldest first, and keep holding the rest."""
        if not self.settings.enabled:
            return (*self.expire(), Typed((stroke,)))
        if stroke.key in MODIFIERS:
            return (Typed((stroke,)),)
        decided: tuple[Decision[S], ...] = ()
        if self._held and not self._continues(stroke):
            decided = self.expire()
        if _prints(stroke):
            return decided + self._hold(stroke)
        if self._terminates(stroke):
            return decided + self._finish(stroke)
        if len(self._held) >= self.settings.min_length and _is_control(stroke):
            self._held.append(stroke)
            return decided
        return (*decided, *self.expire(), Typed((stroke,)))

    def expire(self) -> tuple[Decision[S], ...]:
        """No key came for `wait` seconds: what is held is no scan."""
        if not self._held:
            return ()
        strokes, cut = tuple(self._held), self._settled
        self._held.clear()
        last = strokes[-1].time
        if cut:
            self._last_typed = None
            self._deaf_to_ends_until = last + self.settings.max_stall + self.settings.quiet
            return (Cut(strokes),)
        self._last_typed = last
        return (Typed(strokes),)

    def rest(self) -> tuple[Decision[S], ...]:
        """A long quiet: decide what is held, and take the next key as the first of all."""
        decided = self.expire()
        self._last_typed = self._deaf_to_ends_until = None
        return decided

    @property
    def _settled(self) -> bool:
        return len(self._held) >= self.settings.settled_length and not self._one_key_again_and_again

    @property
    def _one_key_again_and_again(self) -> bool:
        return len({stroke.key for stroke in self._held}) == 1

    @property
    def _after_typing(self) -> bool:
        return self._last_typed is not None and self._held[0].time - self._last_typed < self.settings.quiet

    def _continues(self, stroke: S) -> bool:
        gap = stroke.time - self._held[-1].time
        return gap <= (self.settings.max_stall if self._settled else self.settings.max_gap)

    def _hold(self, stroke: S) -> tuple[Typed[S], ...]:
        """Hold a printable key; let a key that is held down pass."""
        self._deaf_to_ends_until = None
        self._held.append(stroke)
        if len(self._held) <= _AUTO_REPEAT_LENGTH or not self._one_key_again_and_again:
            return ()
        if stroke.time - self._held[0].time < _AUTO_REPEAT_GAP * (len(self._held) - 1):
            return ()
        strokes = tuple(self._held)
        self._held.clear()
        self._last_typed = stroke.time
        return (Typed(strokes),)

    def _terminates(self, stroke: S) -> bool:
        ends = self.settings.terminators
        return stroke.key in ends or (stroke.key == _LINE_FEED and "enter" in ends)

    def _finish(self, end: S) -> tuple[Decision[S], ...]:
        """A terminator came: the end of a scan, the second half of such an end, or a key of a hand."""
        settings = self.settings
        if not self._held:
            if self._deaf_to_ends_until is None or end.time > self._deaf_to_ends_until:
                return (Typed((end,)),)
            self._deaf_to_ends_until = end.time + settings.max_gap
            return ()
        strokes, after_typing, settled = tuple(self._held), self._after_typing, self._settled
        short = len(strokes) < settings.min_length or self._one_key_again_and_again
        if short or (after_typing and not settled):
            return (*self.expire(), Typed((end,)))
        self._held.clear()
        self._last_typed = None
        self._deaf_to_ends_until = end.time + settings.max_gap
        code = self._code(_text_of(strokes))
        if after_typing or not code or len(strokes) > settings.max_length:
            return (Cut((*strokes, end)),)
        return (Scan(code),)

    def _code(self, text: str) -> str:
        code = text.strip().removeprefix(self.settings.prefix).removesuffix(self.settings.suffix)
        return code.strip()


def code_of_paste(text: str, settings: ScanSettings) -> str | None:
    """The code of a scan that a terminal handed over as one paste: one line with its end; None otherwise."""
    line = text.rstrip("\r\n\t")
    if not settings.enabled or line == text or not settings.min_length <= len(line) <= settings.max_length:
        return None
    if "\n" in line or "\r" in line:
        return None
    printable = "".join(character for character in line if character.isprintable()).strip()
    return printable.removeprefix(settings.prefix).removesuffix(settings.suffix).strip() or None


def _prints(stroke: Stroke) -> bool:
    """Whether the key types a character by itself, without Ctrl or Alt."""
    character = stroke.character
    return character is not None and character.isprintable() and "+" not in stroke.key


def _is_control(stroke: Stroke) -> bool:
    """Whether the key is a control character of a barcode, as the group separator, not Esc or Enter."""
    character = stroke.character
    return character is not None and len(character) == 1 and character < " " and character not in "\x1b\r\n\t"


def _text_of(strokes: Sequence[Stroke]) -> str:
    return "".join(
        stroke.character
        for stroke in strokes
        if stroke.character is not None and stroke.character.isprintable()
    )
