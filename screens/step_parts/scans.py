"""Scans on a step: the cursor's field first, then what the step needs, then what every screen does with them."""

from __future__ import annotations

import asyncio

from data.rows.work import ScanKind, ScanMatch
from screens.floor import Floor
from screens.step_parts import scanning
from screens.step_parts.bench import Bench


class Scans(Bench):
    """The Step screen's answers to the scanner."""

    def __init__(self, floor: Floor, step_id: int) -> None:
        """Open a step."""
        super().__init__(floor, step_id)
        self._scanning = asyncio.Lock()

    async def scanned(self, code: str) -> None:
        """One scan after the other: what the first one records moves the cursor on to where the second belongs."""
        async with self._scanning:
            await self._scanned(code)

    async def _scanned(self, code: str) -> None:
        """What the cursor's field takes goes there, a thing in stock where it is needed; else as on every screen."""
        matches = await self.ask(lambda reads: reads.scan(code))
        if await scanning.taken_by_field(self, code, matches):
            return
        if matches and all(match.kind in scanning.STOCK for match in matches):
            is_tool = any(match.kind is ScanKind.TOOL for match in matches)
            await scanning.take_stock(self, code, is_tool=is_tool)
        else:
            await super().scanned(code)

    async def badge_scanned(self, code: str, match: ScanMatch) -> None:
        """Who can sign something here signs; anybody else takes over the kiosk."""
        if not await scanning.take_badge(self, code, match):
            await super().badge_scanned(code, match)

    async def stock_scanned(self, code: str, match: ScanMatch) -> None:
        """One of several things that the code names: where it is needed."""
        await scanning.take_stock(self, code, is_tool=match.kind is ScanKind.TOOL)

    async def run_scanned(self, code: str, match: ScanMatch) -> None:
        """A run's label, or its unit's serial: that run's step, on this screen."""
        if match.more_id is None:
            await super().run_scanned(code, match)
        else:
            await self.leave_for(match.more_id)

    async def work_center_scanned(self, code: str, match: ScanMatch) -> None:
        """A work center's code: its queue, once what is typed here is let go of."""
        if await self.may_leave():
            await super().work_center_scanned(code, match)

    async def step_scanned(self, code: str, match: ScanMatch) -> None:
        """A step's label: that step, on this screen."""
        del code
        await self.leave_for(match.id)
