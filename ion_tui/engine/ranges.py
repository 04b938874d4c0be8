"""Limits of a number, exact, and in words: min, max, target ± tolerance; a bound itself is in range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """The validation of one number field or column, in its unit."""

    minimum: Decimal | None = None
    maximum: Decimal | None = None
    target: Decimal | None = None
    tolerance: Decimal | None = None
    unit: str | None = None

    @property
    def lowest(self) -> Decimal | None:
        """The lowest value in range, or None."""
        bounds = [bound for bound in (self.minimum, self._from_target(-1)) if bound is not None]
        return max(bounds) if bounds else None

    @property
    def highest(self) -> Decimal | None:
        """The highest value in range, or None."""
        bounds = [bound for bound in (self.maximum, self._from_target(1)) if bound is not None]
        return min(bounds) if bounds else None

    def _from_target(self, side: int) -> Decimal | None:
        if self.target is None or self.tolerance is None:
            return None
        return self.target + side * self.tolerance

    def with_unit(self, value: Decimal | str) -> str:
        """A value with the unit behind it."""
        shown = value if isinstance(value, str) else f"{value:f}"
        return f"{shown} {self.unit}" if self.unit else shown

    def words(self) -> str:
        """The validation in words: `0 to 0.5 mm`, `5 ± 0.25 V`, `at least 12 V`; empty where there is none."""
        parts = []
        if self.target is not None and self.tolerance is not None:
            parts.append(
                self.with_unit(
                    f"{self.target:f} ± {self.tolerance:f}" if self.tolerance else f"{self.target:f}"
                )
            )
        if self.minimum is not None and self.maximum is not None:
            parts.append(self.with_unit(f"{self.minimum:f} to {self.maximum:f}"))
        elif self.minimum is not None:
            parts.append(f"at least {self.with_unit(self.minimum)}")
        elif self.maximum is not None:
            parts.append(f"at most {self.with_unit(self.maximum)}")
        return ", ".join(parts)

    def verdict(self, value: Decimal) -> str:
        """Why `value` is out of range, in words; empty where it is in range."""
        lowest, highest = self.lowest, self.highest
        if lowest is not None and value < lowest:
            return f"{self.with_unit(value)} is below {self.with_unit(lowest)}{self._because(lowest == self.minimum)}"
        if highest is not None and value > highest:
            return f"{self.with_unit(value)} is above {self.with_unit(highest)}{self._because(highest == self.maximum)}"
        return ""

    def _because(self, is_plain_bound: bool) -> str:  # noqa: FBT001
        return "" if is_plain_bound else f" (target {self.target:f} ± {self.tolerance:f})"


NO_LIMITS: Final = Limits()
"""Every number is in range."""
