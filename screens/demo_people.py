"""Whom the Lock screen of the demo names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo's site file, with what they log in with. Never made from a store: it knows no PIN."""

    code: str
    name: str
    badge: str
    pin: str
    roles: tuple[str, ...] = ()
