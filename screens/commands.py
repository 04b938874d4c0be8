"""The command palette: the keys of the table, by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.types import IgnoreReturnCallbackType

from screens.keys import ActiveKey, active_keys


class KeyPalette(CommandPalette):
    """The palette without its magnifying glass, which many terminals' fonts do not have."""

    DEFAULT_CSS = "KeyPalette SearchIcon { display: none; }"


class KeyCommands(Provider):
    """Every key that is allowed on the screen from which the palette was opened."""

    async def discover(self) -> Hits:
        """All of them, in the table's order."""
        for active in self._allowed():
            yield DiscoveryHit(self._title(active), self._run(active), help=active.key.help)

    async def search(self, query: str) -> Hits:
        """Those whose name or help matches `query`."""
        matcher = self.matcher(query)
        for active in self._allowed():
            title = self._title(active)
            score = max(matcher.match(title), matcher.match(active.key.help) / 2)
            if score > 0:
                yield Hit(score, matcher.highlight(title), self._run(active), help=active.key.help)

    def _allowed(self) -> Iterator[ActiveKey]:
        return (active for active in active_keys(self.screen.active_bindings) if active.allowed)

    def _title(self, active: ActiveKey) -> str:
        return f"{active.key.label} ({active.names[0]})"

    def _run(self, active: ActiveKey) -> IgnoreReturnCallbackType:
        bound = self.screen.active_bindings.values()
        node = next(found.node for found in bound if found.binding.id == active.key.id)
        return partial(self.app.run_action, active.key.action, node)
