"""PINs: what one may be, how it is hashed, and how guessing is slowed down."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol

from ion_tui.engine.answers import Code, Refused

SHORTEST: Final = 4
LONGEST: Final = 12
FREE_ATTEMPTS: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)


class Hasher(Protocol):
    """Turns a PIN into what is stored, and compares."""

    def hash(self, pin: str) -> str:
        """The text to store."""

    def verify(self, stored: str, pin: str) -> bool:
        """Whether `pin` is the one that was stored."""


class Argon2:
    """Argon2id with the parameters that OWASP names for interactive log-in: 19 MiB, two passes, one lane."""

    def __init__(self, *, time_cost: int = 2, memory_cost: int = 19456) -> None:
        """Take the cost: passes, and memory in KiB."""
        from argon2 import PasswordHasher  # noqa: PLC0415

        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=1)

    def hash(self, pin: str) -> str:
        """The PIN's hash with a salt of its own."""
        return self._hasher.hash(pin)

    def verify(self, stored: str, pin: str) -> bool:
        """Whether `pin` gives the stored hash."""
        from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415

        try:
            return self._hasher.verify(stored, pin)
        except (Argon2Error, InvalidHashError):
            return False


def check_pin(pin: str) -> Refused | None:
    """Refuse a PIN that is too short, too long, or not made of the digits 0 to 9."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        return Refused(Code.INVALID, f"A PIN is {SHORTEST} to {LONGEST} digits.")
    return None


def wait_after(failed_attempts: int) -> timedelta:
    """How long nobody can try again after so many failed attempts in a row."""
    over = failed_attempts - FREE_ATTEMPTS
    if over < 0:
        return timedelta(0)
    return min(FIRST_WAIT * (1 << min(over, 10)), LONGEST_WAIT)
