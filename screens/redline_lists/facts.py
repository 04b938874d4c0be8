"""The head of a redline: where it stands, whose it is, why, on which run, who has decided, what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.content import Content

from data.rows.redlines import DecisionRow, RedlineRow
from ion_tui.engine.wording import batch_label, listed
from screens.redline_lists.lines import LOOKS, Standing, since, standing_of
from screens.step_parts.site_time import SiteTime
from screens.styles import sheet_beside
from screens.theme import BAD_GLYPH, OK_GLYPH
from screens.widgets.drawn import Drawn
from screens.widgets.lines import clean, spread, wrapped


class RedlineFacts(Drawn):
    """As many lines as there is to say."""

    DEFAULT_CSS = sheet_beside(__file__)

    def __init__(self, time: SiteTime) -> None:
        """Begin without a redline."""
        super().__init__()
        self.time = time
        self._row: RedlineRow | None = None

    def show(self, row: RedlineRow) -> None:
        """Take the redline as it is now."""
        self._row = row
        self.redraw()

    def draw(self, width: int) -> Sequence[Content]:
        """Name and state; the reason; the run; the decisions."""
        row = self._row
        if row is None:
            return [Content("One moment …")]
        look = LOOKS[standing_of(row)]
        name = Content.assemble(
            (f"Redline {row.id}", "bold $strong"),
            (clean(f"  by {row.author}"), "$strong"),
            (f"  {since(row, self.time.now, self.time.zone)}", "$dim"),
        )
        state = Content.styled(f" {look.glyph} {look.word} ", look.pill)
        lines = [spread(name, state, width, gap=2)]
        lines += wrapped(Content.styled(clean(row.reason), "bold $strong"), width)
        for sentence, ink in self._sentences(row):
            lines += wrapped(Content.styled(clean(sentence), ink), width)
        return lines

    def _sentences(self, row: RedlineRow) -> Iterator[tuple[str, str]]:
        where = [row.run_title]
        if row.batch_id is not None:
            where.append(batch_label(row.batch_id, row.batch_title))
        if row.issue_id is not None:
            where.append(f"answers issue {row.issue_id}: {row.issue}")
        if row.built_on_id is not None:
            where.append(f"built on redline {row.built_on_id}")
        yield " · ".join(where), "$dim"
        for one in row.decisions:
            yield self._decided(one), "$dim" if one.void or one.decision == "approved" else "$failed"
        if row.state == Standing.IN_REVIEW:
            yield f"Waits for approval{f' by {listed(row.missing)}' if row.missing else ''}.", "$hold"
        done = []
        if row.applied:
            done.append(f"applied to {row.applied} run{'s' if row.applied > 1 else ''}")
        if row.merged:
            done.append(f"merged into {listed(row.merged)}")
        if done:
            said = listed(done)
            yield f"{OK_GLYPH} {said[0].upper()}{said[1:]}.", "$ok"

    def _decided(self, one: DecisionRow) -> str:
        mark = OK_GLYPH if one.decision == "approved" else BAD_GLYPH
        role = f" for {one.role}" if one.role else ""
        why = f": {one.reason}" if one.reason else ""
        void = " (before it was changed)" if one.void else ""
        return f"{mark} {one.operator} {one.decision} it{role} {self.time.at(one.decided_at)}{void}{why}"
