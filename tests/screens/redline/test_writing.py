"""Writing a step of a redline: every edit is saved at once, nothing typed is lost, refusals are the engine's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from ion_tui.engine.content import FieldContent
from ion_tui.engine.redlines.commands import SubmitRedline
from ion_tui.engine.redlines.editing import modified
from ion_tui.engine.redlines.views import DraftStep
from ion_tui.engine.words import FieldType, OutOfRange, StepType
from screens.dialogs.form import FormDialog
from screens.dialogs.long_text import LongTextDialog
from screens.redline_parts.sheet import NEW, LineKey, Part
from screens.widgets.markdown_text import MarkdownText
from tests.engine.workshop import Workshop
from tests.kiosk import Hands
from tests.screens.redline import scenes
from tests.screens.redline.kiosk import at_the_redline, editor, press, settle


def pivot(shop: Workshop, redline: scenes.Redline) -> DraftStep:
    """The step that the stories change, as the store has it in the draft."""
    ref = redline.run[scenes.PIVOT]
    return next(step for step in scenes.draft_of(shop, redline.id).steps if step.line.ref == ref)


async def open_line(hands: Hands, part: Part, number: int = 0) -> None:
    """Go to a line of the chosen step, and press Enter on it."""
    editor(hands).action_to_sheet()
    assert editor(hands).sheet.move_to(LineKey(part, number))
    await press(hands, "enter")


async def open_form_line(hands: Hands, key: str) -> None:
    """Press Enter on a line of the form that is open."""
    dialog = hands.app.screen
    assert isinstance(dialog, FormDialog)
    assert dialog.form_list.move_to(key)
    await press(hands, "enter")


async def write(hands: Hands, text: str) -> None:
    """Write a text in the place of what is marked, and press Enter."""
    hands.app.screen.query_one(Input).value = text
    await press(hands, "enter")


async def test_a_title_is_saved_at_once_and_the_tree_says_so(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "enter", "enter")
        await write(hands, "Start the [b]pivot[/b]")
        assert pivot(shop, redline).content.title == "Start the [b]pivot[/b]"
        assert "1 Start the [b]pivot[/b]" in hands.screen
        assert "≠ changed" in hands.line_with("✎ 1 Start the")
        assert "holds 1 change" in hands.screen


async def test_what_is_written_is_shown_as_it_will_look_and_kept_by_f2(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.INSTRUCTIONS)
        await hands.type("Mind the **springs**. ")
        assert hands.app.screen.query_one(MarkdownText).text.startswith("Mind the **springs**. Rod")
        assert "Mind the springs. Rod" in hands.screen
        await press(hands, "f2")
        assert pivot(shop, redline).content.instructions.startswith("Mind the **springs**. Rod through")
        await hands.sees("+ Mind the **springs**. Rod through")


async def test_esc_says_first_that_something_is_written(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.INSTRUCTIONS)
        await hands.type("x")
        await press(hands, "escape")
        await hands.sees("Esc again lets go of what you have written")
        await press(hands, "escape")
        assert hands.app.screen is editor(hands)
        assert pivot(shop, redline).content.instructions == scenes.INSTRUCTIONS


async def test_somebody_elses_change_is_said_and_what_is_typed_is_not_lost(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.INSTRUCTIONS)
        await hands.type("Mine. ")
        theirs = replace(pivot(shop, redline).content, title="Another title")
        scenes.changed(shop, redline.id, modified((), redline.run[scenes.PIVOT], content=theirs), "admin")
        await press(hands, "f2")
        dialog = hands.app.screen
        assert isinstance(dialog, LongTextDialog)
        await hands.sees("Administrator")
        assert dialog.query_one(TextArea).text.startswith("Mine. Rod")
        await press(hands, "f2")
        assert hands.app.screen is editor(hands)
        now = pivot(shop, redline).content
        assert (now.title, now.instructions[:10]) == ("Another title", "Mine. Rod ")


async def test_the_same_text_changed_by_somebody_else_is_not_overwritten_unseen(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await press(hands, "enter", "enter")
        theirs = replace(pivot(shop, redline).content, title="Theirs")
        scenes.changed(shop, redline.id, modified((), redline.run[scenes.PIVOT], content=theirs), "admin")
        await write(hands, "Mine")
        await write(hands, "Mine")
        await hands.sees("Somebody else has changed this meanwhile")
        assert pivot(shop, redline).content.title == "Theirs"
        await write(hands, "Mine")
        assert pivot(shop, redline).content.title == "Mine"


async def test_a_number_field_with_exact_limits_is_added(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.FIELD, NEW)
        await write(hands, "Torque")
        for key, text in (("unit", "Nm"), ("minimum", "1.10"), ("maximum", "1.4 Nm")):
            await open_form_line(hands, key)
            await write(hands, text)
        await open_form_line(hands, "out_of_range")
        await press(hands, "f2")
        added = pivot(shop, redline).content.fields[-1]
        assert added == FieldContent(
            name="Torque",
            type=FieldType.NUMBER,
            unit="Nm",
            minimum=Decimal("1.10"),
            maximum=Decimal("1.4"),
            required=True,
            out_of_range=OutOfRange.ISSUE,
        )
        await hands.sees("number, 1.1 to 1.4 Nm, required")


async def test_a_number_that_is_none_and_limits_without_room_are_refused_at_once(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.FIELD, 0)
        await open_form_line(hands, "minimum")
        await write(hands, "0,5")
        await hands.sees("write the number with a point")
        await write(hands, "0.7")
        await hands.sees("no number is in range")
        await press(hands, "f2")
        await hands.sees("no number is in range")
        assert pivot(shop, redline).content.fields[0].minimum == 0


@pytest.mark.parametrize(
    ("kind", "shown", "hidden"),
    [
        ("text", ("Required", "Per unit"), ("Unit", "Options", "Role", "Tool")),
        ("signature", ("Role", "Peer review"), ("Unit", "Options", "Tool", "Out of range")),
        ("tool", ("Tool", "Calibrated"), ("Unit", "Options", "Role")),
        ("one of a list", ("Options",), ("Unit", "Role", "Calibrated")),
    ],
)
async def test_a_form_asks_only_what_its_type_knows(
    shop: Workshop, kind: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.FIELD, 0)
        await open_form_line(hands, "type")
        await write(hands, kind)
        dialog = hands.app.screen
        assert isinstance(dialog, FormDialog)
        names = {line.name for line in dialog.form_list.rows}
        assert set(shown) <= names
        assert not set(hidden) & names


async def test_options_are_written_one_a_line(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.FIELD, 1)
        await open_form_line(hands, "options")
        hands.app.screen.query_one(TextArea).text = "1 from bottom\n\n  3 from bottom "
        await press(hands, "f2", "f2")
        assert pivot(shop, redline).content.fields[1].options == ("1 from bottom", "3 from bottom")


async def test_a_signature_has_a_role_that_is_picked(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.FIELD, NEW)
        await write(hands, "Checked")
        await open_form_line(hands, "type")
        await write(hands, "signature")
        await hands.sees("A signoff needs")
        await open_form_line(hands, "role")
        await press(hands, "end", "enter")
        await open_form_line(hands, "peer_review")
        await press(hands, "f2")
        field = pivot(shop, redline).content.fields[-1]
        assert (field.type, field.peer_review, bool(field.role)) == (FieldType.SIGNOFF, True, True)


async def test_fields_are_moved_and_removed_and_the_cursor_goes_along(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        editor(hands).action_to_sheet()
        editor(hands).sheet.move_to(LineKey(Part.FIELD, 0))
        await press(hands, "shift+down", "shift+down")
        names = [field.name for field in pivot(shop, redline).content.fields]
        assert names == ["Hole used", "Turns freely", "Pivot play"]
        await press(hands, "delete")
        assert [field.name for field in pivot(shop, redline).content.fields] == names[:2]
        await hands.sees("− Field Pivot play  not any more")


async def test_a_part_is_added_with_its_quantity_and_places(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    shop.part("S7")
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.NEED, NEW)
        await open_form_line(hands, "Part")
        await press(hands, "end", "enter")
        await open_form_line(hands, "Quantity")
        await write(hands, "0")
        await hands.sees("A quantity is more than 0")
        await write(hands, "2.5")
        await open_form_line(hands, "Places")
        await write(hands, "R1, R2")
        await press(hands, "f2")
        need = pivot(shop, redline).content.requirements[-1]
        assert (need.part, need.quantity, need.reference_designators) == (
            ("S7", "A"),
            Decimal("2.5"),
            ("R1", "R2"),
        )


async def test_an_approval_is_taken_away_and_asked_for_again(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.APPROVAL)
        await press(hands, "home", "enter")
        assert pivot(shop, redline).content.approvals == ()
        await press(hands, "enter", "end", "enter", "down", "enter")
        (gate,) = pivot(shop, redline).content.approvals
        assert gate.count == 2


async def test_a_table_begins_with_a_column_and_a_row(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.TYPE)
        await press(hands, "end", "enter")
        content = pivot(shop, redline).content
        assert content.type is StepType.DATAGRID
        await open_line(hands, Part.COLUMN, NEW)
        await write(hands, "Hole")
        await open_form_line(hands, "settable")
        await press(hands, "f2")
        await open_line(hands, Part.ROW, 0)
        await open_form_line(hands, "column 1")
        await write(hands, "12")
        await press(hands, "f2")
        content = pivot(shop, redline).content
        assert [column.name for column in content.columns] == ["Value", "Hole"]
        assert content.rows[0].presets == (("Hole", "12"),)


async def test_terms_are_picked_and_typed(shop: Workshop) -> None:
    redline = scenes.opened(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.LEAD_TIME)
        await write(hands, "90")
        await hands.sees("length of time")
        await write(hands, "1h30m")
        await open_line(hands, Part.OPTIONAL)
        await open_line(hands, Part.CENTER)
        await press(hands, "home", "enter")
        terms = pivot(shop, redline).terms
        assert (terms.lead_time_seconds, terms.optional, terms.work_center_id) == (5400, True, None)
        await hands.sees("1 h 30 min", "where the run is worked")


async def test_steps_in_a_circle_are_refused_in_the_engines_words(shop: Workshop) -> None:
    redline = scenes.opened(shop, "Fabricate")
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.WAITS)
        await press(hands, "end", "space")
        editor_dialog = hands.app.screen
        assert editor_dialog is not editor(hands)
        await press(hands, "enter")
        await hands.sees("These steps would wait on each other in a circle")
        assert scenes.draft_of(shop, redline.id).changes == ()


async def test_a_closed_redline_keeps_the_text_that_is_being_written(shop: Workshop) -> None:
    redline = scenes.rewritten(shop)
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.INSTRUCTIONS)
        await hands.type("Mine. ")
        shop.do("admin", SubmitRedline(redline_id=redline.id))
        await press(hands, "f2")
        dialog = hands.app.screen
        assert isinstance(dialog, LongTextDialog)
        assert dialog.text_area.text.startswith("Mine.")
        await settle(hands)


async def test_a_drawing_is_attached_by_its_path_and_what_is_none_is_refused(
    shop: Workshop, tmp_path: Path
) -> None:
    redline = scenes.opened(shop)
    drawing, archive = tmp_path / "pivot.txt", tmp_path / "pivot.zip"
    drawing.write_text("Rod, collar, collar.")
    archive.write_bytes(b"PK\x03\x04")
    async with at_the_redline(shop, redline.id) as hands:
        await open_line(hands, Part.FILE, NEW)
        await write(hands, str(archive))
        await hands.sees("pivot.zip is no PNG, JPEG, PDF or text in UTF-8.")
        await open_line(hands, Part.FILE, NEW)
        await write(hands, str(tmp_path / "nothing.png"))
        await hands.sees("cannot be read")
        await open_line(hands, Part.FILE, NEW)
        await write(hands, str(drawing))
        (file,) = pivot(shop, redline).content.files
        assert (file.name, file.digest) == ("pivot.txt", sha256(b"Rod, collar, collar.").hexdigest())
        await hands.sees("+ Drawing pivot.txt  new")
        assert shop.faults() == []
