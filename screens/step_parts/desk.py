"""A screen on which values are filled in, as the jobs of its parts see it: it reads anew, and is not left lightly."""

from __future__ import annotations

from screens.dialogs.confirm import ConfirmDialog
from screens.scan_routes import ScanScreen


class Desk(ScanScreen):
    """A screen with values that may be typed and not recorded."""

    @property
    def unrecorded(self) -> list[str]:
        """The names of what is typed and not recorded."""
        raise NotImplementedError

    async def reload(self) -> None:
        """Read again, and show it in place; in a job."""
        raise NotImplementedError

    async def may_leave(self) -> bool:
        """Whether nothing is typed that is not recorded, or it may be let go of; in a job."""
        unrecorded = self.unrecorded
        if not unrecorded:
            return True
        dialog = ConfirmDialog(
            "Leave what is not recorded",
            [f"{name} is typed, and not recorded." for name in unrecorded],
            confirm="Leave it",
            cancel="Stay",
            danger=True,
        )
        leaves = await self.app.push_screen_wait(dialog)
        return bool(leaves)
