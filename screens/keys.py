"""Every key of the kiosk, in one table: bindings, key bar, help, palette and documentation are made from it.

Function keys work everywhere, in inputs too; letters outside inputs. A key acts on a screen when the screen
is named beside it. Every row has an id, by which a site maps it to other keys (`App.set_keymap`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from rich.cells import cell_len
from textual.binding import ActiveBinding, Binding, BindingType

RESERVED: Final = frozenset({"ctrl+c", "ctrl+w", "ctrl+t", "ctrl+n"})
"""Keys that terminals and browsers take for themselves; nothing of ours is bound to them."""


class Place(StrEnum):
    """Where a key acts."""

    LOCK = "lock"
    QUEUE = "queue"
    STEP = "step"
    SESSIONS = "sessions"
    APPROVALS = "approvals"
    REVIEW = "redlines in review"
    READING = "redline that is read"
    """Where one redline is read, decided and merged."""
    CENTERS = "work centers"
    OUTSIDE = "at suppliers"
    RUN = "run"
    BATCH = "batch"
    """In the batch manager."""
    PICKER = "runs to add"
    """Where runs are picked that join a batch."""
    UNITS = "units"
    """Where a step's fields are filled in on all units of its batch."""
    RUNS = "runs"
    REDLINE_EDITOR = "redline editor"
    """Where the changes of a redline are made."""
    FORM = "form"
    """In a dialog that is a form, line by line."""
    TEXT = "text"
    """In a dialog in which a longer text is written."""
    DIALOG = "dialog"
    FIELD = "field"
    """Inside a field or a requirement of a step."""
    LIST = "list"
    """Inside a list of rows, whatever the screen."""
    GRID = "grid"
    """Inside a table that is filled in."""
    PICTURE = "picture"
    """Over a picture that is looked at."""
    KIOSK = "kiosk"
    """Everywhere, and before any other key: in inputs and dialogs too."""


class Group(StrEnum):
    """The heads of the help, in its order."""

    WORK = "Work"
    FIND = "Find and look"
    MOVE = "Move"
    KIOSK = "Kiosk"


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that keys do."""

    id: str
    """Its name in a site's key map."""
    keys: str
    """The usual keys, with commas between them, in Textual's names; the first is the one that is shown."""
    action: str
    """The action of the screen (`start` calls `action_start`), or of the app (`app.lock`)."""
    label: str
    """One or two words for the key bar and the palette."""
    group: Group
    places: frozenset[Place]
    """The screens that have it."""
    rank: int = 0
    """Its place when the key bar is too narrow: low ranks stay, 0 is never in the bar."""
    help: str = field(kw_only=True)
    """One sentence for the help."""

    @property
    def names(self) -> tuple[str, ...]:
        """All its keys, as an operator reads them."""
        return tuple(key_name(key) for key in self.keys.split(","))

    def binding(self) -> Binding:
        """The key as Textual binds it."""
        return Binding(
            self.keys,
            self.action,
            self.label,
            id=self.id,
            tooltip=self.help,
            show=self.rank > 0,
            priority=Place.KIOSK in self.places,
        )


_NAMES: Final = {
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "question_mark": "?",
    "colon": ":",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}


def key_name(key: str) -> str:
    """How an operator reads a key of Textual's: `f2` → `F2`, `left_square_bracket` → `[`, `s` → `s`."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        name = key_name(key.removeprefix("ctrl+"))
        return f"Ctrl+{name.upper() if len(name) == 1 else name}"
    if key.startswith("shift+"):
        return f"Shift+{key_name(key.removeprefix('shift+'))}"
    if key[:1] == "f" and key[1:].isdigit():
        return key.upper()
    return key


def _at(*places: Place) -> frozenset[Place]:
    return frozenset(places)


_QUEUE: Final = _at(Place.QUEUE)
_STEP: Final = _at(Place.STEP)
_FIELD: Final = _at(Place.FIELD)
_DIALOG: Final = _at(Place.DIALOG)
_LIST: Final = _at(Place.LIST)
_GRID: Final = _at(Place.GRID)
_PICTURE: Final = _at(Place.PICTURE)
_RUNS: Final = _at(Place.RUNS)
_FORM: Final = _at(Place.FORM)
_TEXT: Final = _at(Place.TEXT)
_EDITOR: Final = _at(Place.REDLINE_EDITOR)
_WORKED: Final = _QUEUE | _STEP
_TIMED: Final = _WORKED | _at(Place.SESSIONS)
_UNITS: Final = _at(Place.UNITS)
_REVIEW: Final = _at(Place.REVIEW)
_READING: Final = _at(Place.READING)
_REDLINES: Final = _REVIEW | _READING
_LISTED: Final = _TIMED | _RUNS | _UNITS | _REDLINES | _at(Place.APPROVALS, Place.OUTSIDE)
_RUN: Final = _at(Place.RUN)
_BATCH: Final = _at(Place.BATCH)
_PICKER: Final = _at(Place.PICKER)
_BATCHING: Final = _BATCH | _PICKER
_HOMES: Final = _LISTED | _RUN | _EDITOR | _at(Place.CENTERS)
_ALL: Final = _HOMES | _at(Place.LOCK)
_KIOSK: Final = _at(Place.KIOSK)

# fmt: off
KEYS: Final[tuple[Key, ...]] = (
    Key("help", "f1,question_mark", "app.help", "Help", Group.KIOSK, _ALL | _BATCHING, rank=1,
        help="What every key does here, and what the signs mean."),
    Key("start", "f2,s", "start", "Start", Group.WORK, _WORKED, rank=2,
        help="Start the step and check in to it; check in when it is in progress already."),
    Key("check-out", "f3,p", "check_out", "Check out", Group.WORK, _TIMED, rank=3,
        help="Pause: end your session on the step. The step stays in progress."),
    Key("sign-off", "f4,e", "sign_off", "Sign off", Group.WORK, _WORKED, rank=4,
        help="Complete the step. What still blocks it is shown first."),
    Key("hold", "f5,h", "hold", "Hold", Group.WORK, _WORKED, rank=5,
        help="Put the step on hold, with a reason; everybody on it is checked out."),
    Key("bring-back", "r", "bring_back", "Bring back", Group.WORK, _WORKED, rank=2,
        help="Bring a stopped step back: release it, rework it, reopen it, restore it."),
    Key("fail", "f6,f", "fail", "Fail", Group.WORK, _WORKED, rank=6,
        help="Fail the step, with a reason; an issue is opened where the site says so."),
    Key("redline", "f7", "redline", "Redline", Group.WORK, _WORKED | _RUN, rank=9,
        help="Change the step's content on this run, to be approved; on a run, the run. In Redline: open that."),
    Key("batch", "f8,b", "batch", "Batch", Group.WORK, _WORKED | _RUN, rank=8,
        help="The batch of this run: its runs, add, remove, unbatch; a new one where it is in none."),
    Key("add-runs", "f2,a", "add_runs", "Add a run", Group.WORK, _BATCH, rank=2,
        help="Pick the runs that join the batch."),
    Key("remove-run", "r,delete", "remove_run", "Remove", Group.WORK, _BATCH, rank=3,
        help="Take the selected run out of the batch; it keeps what was done."),
    Key("remove-and-go", "g", "remove_and_go", "Remove & go", Group.WORK, _BATCH, rank=4,
        help="Take the selected run out of the batch, and go to it."),
    Key("unbatch", "u", "unbatch", "Unbatch all", Group.WORK, _BATCH, rank=5,
        help="Take all runs out, which dissolves the batch; asks first."),
    Key("batch-title", "t", "title", "Rename", Group.WORK, _BATCH,
        help="Set or change the batch's title: Enter submits, Esc puts back what it was."),
    Key("mark", "space", "mark", "Mark", Group.WORK, _PICKER, rank=3,
        help="Mark the run under the cursor, or take the mark away; Enter does too."),
    Key("add-marked", "f2,a", "add_marked", "Add", Group.WORK, _PICKER, rank=2,
        help="Let the marked runs join the batch."),
    Key("clear-marks", "c", "clear_marks", "Clear marks", Group.WORK, _PICKER, rank=4,
        help="Clear the selection: no run is marked any more."),
    Key("new-batch", "n", "new_batch", "New batch", Group.WORK, _BATCHING, rank=6,
        help="Once the batch is dissolved, or the run has left it: make a new one."),
    Key("issue", "f9", "issue", "Issue", Group.WORK, _WORKED, rank=10,
        help="Open an issue on the step; on a reading out of range or a refused tool: what can be done about it."),
    Key("skip", "k", "skip", "Skip", Group.WORK, _WORKED, rank=23,
        help="Cancel the step with those below it: what waits on it goes on without it."),
    Key("approve", "a", "approve", "Approve", Group.WORK, _STEP, rank=8,
        help="Approve the step or reject it, where an approval is asked for; a badge does too."),
    Key("check-out-others", "o", "check_out_others", "Others out", Group.WORK, _STEP, rank=24,
        help="Check somebody else out of the step, with a reason."),
    Key("approve-redline", "f2,a", "approve_redline", "Approve", Group.WORK, _REDLINES, rank=2,
        help="Approve the redline, or those that are marked; what it changes, and where, is shown first."),
    Key("reject-redline", "f6,x", "reject_redline", "Reject", Group.WORK, _REDLINES, rank=3,
        help="Reject the redline, or those that are marked, with a reason: it is open again."),
    Key("mark-redline", "space", "mark_redline", "Mark", Group.WORK, _REVIEW, rank=4,
        help="Mark the redline under the cursor, to be decided with others, or take the mark away."),
    Key("edit-redline", "f7,e", "edit_redline", "Edit", Group.WORK, _READING, rank=2,
        help="Change what the redline changes, while it is open."),
    Key("withdraw-redline", "f5,w", "withdraw_redline", "Withdraw", Group.WORK, _READING | _EDITOR, rank=4,
        help="Take the redline out of review, to change it again."),
    Key("give-up-redline", "f8,k", "give_up_redline", "Give up", Group.WORK, _READING, rank=5,
        help="Cancel the redline: every step goes back to what it was. Shown first."),
    Key("merge-procedure", "f9,m", "merge_to_procedure", "To procedure", Group.WORK, _READING, rank=2,
        help="Make the next draft of the procedure with what this approved redline changes."),
    Key("merge-runs", "f11,n", "merge_to_runs", "To runs", Group.WORK, _READING, rank=3,
        help="Apply this approved redline to other runs, where they have the same steps."),
    Key("start-run", "f2,n", "start_run", "Start a run", Group.WORK, _RUNS, rank=2,
        help="Start runs of a procedure: on one unit or many, with batch, operator, work center and due date."),
    Key("batch-runs", "f8,b", "batch_runs", "Batch", Group.WORK, _RUNS, rank=28,
        help="Make a batch of the selected runs, or of the one under the cursor."),
    Key("join-batch", "f7,j", "join_batch", "Add to batch", Group.WORK, _RUNS, rank=29,
        help="Let the selected runs join a batch that is there."),
    Key("assign", "f3,u", "assign", "Operator", Group.WORK, _RUNS, rank=30,
        help="Assign the selected runs to somebody, or to nobody."),
    Key("place", "f4,w", "place", "Center", Group.WORK, _RUNS, rank=31,
        help="Send the selected runs to a work center."),
    Key("prioritize", "f5,p", "prioritize", "Priority", Group.WORK, _RUNS, rank=32,
        help="Give the selected runs a priority, 1 (most urgent) to 5."),
    Key("schedule", "f6,d", "schedule", "Due", Group.WORK, _RUNS, rank=33,
        help="Give the selected runs a due date, or none."),
    Key("plan", "f6,d", "plan", "Schedule", Group.WORK, _RUN, rank=9,
        help="When the run is due, is to start, and is to end; Enter on a line of the last tab changes that line."),
    Key("select", "space", "select", "Select", Group.WORK, _RUNS, rank=3,
        help="Select the run under the cursor, or no longer, and go on to the next."),
    Key("select-range", "r", "select_range", "Range", Group.WORK, _RUNS, rank=23,
        help="Select every run from the last one that was selected to the cursor."),
    Key("select-all", "a", "select_all", "All", Group.WORK, _RUNS, rank=14,
        help="Select every run that the list shows, those further down too; up to a thousand."),
    Key("select-up", "shift+up", "select_on(-1)", "Select up", Group.WORK, _RUNS,
        help="Select run after run while moving."),
    Key("select-down", "shift+down", "select_on(1)", "Select down", Group.WORK, _RUNS,
        help="Select run after run while moving."),
    Key("new-step", "f2,n", "new_step", "New step", Group.WORK, _EDITOR, rank=2,
        help="Add a step: an empty one, one of this procedure, or a standard step; you say where it stands."),
    Key("duplicate-step", "f3,y", "duplicate_step", "Duplicate", Group.WORK, _EDITOR, rank=15,
        help="Add a copy of the step, right behind it."),
    Key("submit-redline", "f4,e", "submit", "Submit", Group.WORK, _EDITOR, rank=3,
        help="Put the redline up for review."),
    Key("remove-here", "f6,delete", "remove_here", "Remove", Group.WORK, _EDITOR, rank=4,
        help="Remove the step under the cursor, or the field, part, drawing or whatever else it is on."),
    Key("undo-step", "f7,z", "undo_step", "Undo step", Group.WORK, _EDITOR, rank=5,
        help="Take back whatever this redline changes of the step."),
    Key("difference", "f8,d", "difference", "Difference", Group.FIND, _EDITOR, rank=6,
        help="What the redline changes of the step, before and after; and back to what it will be."),
    Key("cancel-redline", "f9,x", "cancel_redline", "Cancel all", Group.WORK, _EDITOR, rank=12,
        help="Give the whole redline up, with a reason: every step goes back to what it was."),
    Key("move-up", "shift+up,minus", "move_here('up')", "Move up", Group.WORK, _EDITOR, rank=23,
        help="Move the step or the line under the cursor up, before the one above it."),
    Key("move-down", "shift+down,plus", "move_here('down')", "Move down", Group.WORK, _EDITOR, rank=24,
        help="Move the step or the line under the cursor down, behind the one below it."),
    Key("move-in", "shift+right,greater_than_sign", "move_here('in')", "Move in", Group.WORK, _EDITOR,
        help="Make the step a part of the one above it."),
    Key("move-out", "shift+left,less_than_sign", "move_here('out')", "Move out", Group.WORK, _EDITOR,
        help="Take the step out of the one that it is a part of, and put it behind that."),
    Key("to-sheet", "right", "to_sheet", "To the step", Group.MOVE, _EDITOR,
        help="From the run's steps to the chosen step, and back; Tab does too."),
    Key("to-tree", "left", "to_tree", "To the tree", Group.MOVE, _EDITOR,
        help="From the run's steps to the chosen step, and back; Tab does too."),
    Key("text-done", "f2", "fill_in", "Done", Group.WORK, _TEXT, rank=3,
        help="Keep what is written, and close."),
    Key("text-preview", "f3", "preview", "Preview", Group.FIND, _TEXT, rank=4,
        help="Show how it will look; where there is no room for both, in the place of the text."),
    Key("fill-in", "f2", "fill_in", "Done", Group.WORK, _FORM, rank=3,
        help="Do what the form is for, from any of its lines."),
    Key("empty-line", "delete,backspace", "empty_line", "Empty", Group.WORK, _FORM, rank=4,
        help="Empty the line under the cursor."),
    Key("sign", "g", "sign", "Sign", Group.WORK, _STEP, rank=11,
        help="Sign the field or signature under the cursor, with badge or PIN."),
    Key("install", "i", "install", "Install", Group.WORK, _STEP, rank=13,
        help="Pick what is installed into the requirement; scanning its label does the same."),
    Key("uninstall", "u", "uninstall", "Uninstall", Group.WORK, _STEP,
        help="Take an installed part out again, until the step completes."),
    Key("send-out", "full_stop", "send_out", "Send out", Group.WORK, _STEP, rank=8,
        help="Send units of an outside process to its supplier, all or some."),
    Key("receive", "comma", "receive", "Receive", Group.WORK, _STEP, rank=8,
        help="Receive units of an outside process back, all or some; the last ones complete the step."),
    Key("note", "n", "note", "Note", Group.WORK, _STEP, rank=14,
        help="Write a note on the step."),
    Key("what-changed", "d", "what_changed", "Changes", Group.FIND, _STEP, rank=28,
        help="What has changed in the step since you last did it; said at check-in too."),
    Key("look", "m", "look", "Look", Group.FIND, _STEP, rank=27,
        help="Look at a drawing of the step or at an attached file, or save it."),
    Key("attributes", "z", "attributes", "Attributes", Group.WORK, _STEP | _RUN, rank=29,
        help="The site's attributes of the run and the step; set one."),
    Key("zoom-in", "plus,equals_sign", "zoom(1)", "Larger", Group.FIND, _PICTURE,
        help="Show the picture larger or smaller; the arrows move in it."),
    Key("zoom-out", "minus", "zoom(-1)", "Smaller", Group.FIND, _PICTURE,
        help="Show the picture larger or smaller; the arrows move in it."),
    Key("units", "f11,q", "units", "Units", Group.FIND, _STEP, rank=12,
        help="All units of the batch on this step as one table: what each has in its own fields, and what it lacks."),
    Key("open-unit", "ctrl+o", "open_unit", "Unit's step", Group.FIND, _UNITS, rank=3,
        help="The step of the unit under the cursor: to sign, to attach a file, to accept what is out of range."),
    Key("search", "slash", "search", "Search", Group.FIND, _QUEUE | _RUNS | _BATCHING, rank=15,
        help="Show only the rows that have these letters in them."),
    Key("mine", "m", "mine", "Mine", Group.FIND, _QUEUE | _RUNS, rank=16,
        help="Only what I am checked in to or assigned to, and back to all."),
    Key("sort", "o", "sort", "Sort", Group.FIND, _QUEUE, rank=17,
        help="The next order: priority, due date, run."),
    Key("order", "o", "sort", "Sort", Group.FIND, _RUNS, rank=17,
        help="The next order: priority, due date, newest, status, title."),
    Key("group", "g", "group", "Group", Group.FIND, _RUNS, rank=18,
        help="Group the runs by batch, each with its progress, and back."),
    Key("filter", "f", "filter", "Filter", Group.FIND, _RUNS, rank=16,
        help="Only runs of one status, procedure, batch, work center, operator or priority."),
    Key("no-filter", "x", "no_filter", "No filter", Group.FIND, _RUNS,
        help="Show the whole tab again."),
    Key("runs", "f11,u", "app.runs", "Runs", Group.FIND, _QUEUE | _at(Place.CENTERS), rank=14,
        help="All runs: find them, batch them, assign and schedule them, and start new ones."),
    Key("details", "d", "details", "Details", Group.FIND, _QUEUE, rank=18,
        help="Show or hide the details of the selected row."),
    Key("unfold", "space", "unfold", "Runs", Group.FIND, _QUEUE, rank=19,
        help="In a batch: show the single runs that the row stands for, each with its state; and fold them again."),
    Key("run", "l", "run", "Run", Group.FIND, _WORKED | _BATCH | _REDLINES, rank=19,
        help="The whole run: its steps, parts, history, attributes and schedule."),
    Key("affected", "o", "affected", "Affected", Group.FIND, _BATCH,
        help="Only runs with a sibling of the step from which the batch was opened, and back to all."),
    Key("expand-all", "e", "expand_all", "Expand all", Group.FIND, _BATCH,
        help="Show the steps of every run."),
    Key("collapse-all", "c", "collapse_all", "Collapse all", Group.FIND, _BATCH,
        help="Show the runs alone."),
    Key("expand", "right", "expand", "Expand", Group.MOVE, _BATCH,
        help="Show the steps of the selected run, and hide them; Enter does both."),
    Key("collapse", "left", "collapse", "Collapse", Group.MOVE, _BATCH,
        help="Show the steps of the selected run, and hide them; Enter does both."),
    Key("sessions", "f10,t", "app.sessions", "My time", Group.FIND,
        _WORKED | _RUN | _RUNS | _at(Place.CENTERS, Place.OUTSIDE), rank=19,
        help="My sessions, across work centers."),
    Key("receipt", "y", "receipt", "Receipt", Group.FIND, _WORKED, rank=26,
        help="What the last action on a batch changed, and what it left alone and why."),
    Key("approvals", "w", "app.approvals", "To approve", Group.FIND, _TIMED | _at(Place.CENTERS), rank=25,
        help="What waits for my approval, across work centers."),
    Key("redlines", "i", "app.redlines", "In review", Group.FIND,
        _QUEUE | _RUN | _at(Place.CENTERS, Place.APPROVALS, Place.SESSIONS), rank=24,
        help="The redlines that wait for approval, on every run: read them, approve or reject them."),
    Key("redline-states", "f", "filter_redlines", "Filter", Group.FIND, _RUN, rank=10,
        help="Only the run's redlines of one state: open, in review, approved, rejected, canceled."),
    Key("outside", "j", "app.outside", "At suppliers", Group.FIND, _TIMED | _at(Place.CENTERS), rank=23,
        help="What is out at suppliers, where, and since when."),
    Key("code", "c", "type_code", "Type a code", Group.FIND, _HOMES, rank=20,
        help="Go to the scan box and type what a scanner would read."),
    Key("cursor-up", "up", "cursor_up", "Up", Group.MOVE, _LIST,
        help="Move through the rows."),
    Key("cursor-down", "down", "cursor_down", "Down", Group.MOVE, _LIST,
        help="Move through the rows."),
    Key("page-up", "pageup", "page_up", "Page up", Group.MOVE, _LIST,
        help="Move through the rows."),
    Key("page-down", "pagedown", "page_down", "Page down", Group.MOVE, _LIST,
        help="Move through the rows."),
    Key("first", "home", "first", "First", Group.MOVE, _LIST,
        help="Move through the rows."),
    Key("last", "end", "last", "Last", Group.MOVE, _LIST,
        help="Move through the rows."),
    Key("open", "enter", "open_row", "Open", Group.MOVE, _LIST,
        help="Open the selected row."),
    Key("back", "escape", "back", "Back", Group.MOVE, _LISTED | _RUN | _EDITOR | _BATCHING, rank=21,
        help="Leave the input, close the dialog, or go back one screen; nothing is done."),
    Key("previous-tab", "left_square_bracket,left", "previous_tab", "Tab before", Group.MOVE, _QUEUE | _RUN,
        help="The tab before."),
    Key("next-tab", "right_square_bracket,right", "next_tab", "Next tab", Group.MOVE, _QUEUE | _RUN,
        help="The next tab."),
    Key("tab-1", "1", "show_tab(1)", "In progress", Group.MOVE, _QUEUE,
        help="The tab of that number."),
    Key("tab-2", "2", "show_tab(2)", "Available", Group.MOVE, _QUEUE,
        help="The tab of that number."),
    Key("tab-3", "3", "show_tab(3)", "Blocked", Group.MOVE, _QUEUE,
        help="The tab of that number."),
    Key("tab-4", "4", "show_tab(4)", "Stopped", Group.MOVE, _QUEUE,
        help="The tab of that number."),
    Key("tab-5", "5", "show_tab(5)", "Done today", Group.MOVE, _QUEUE,
        help="The tab of that number."),
    *(Key(f"run-tab-{number}", str(number), f"show_tab({number})", label, Group.MOVE, _RUN,
          help="The tab of that number.")
      for number, label in enumerate(("Steps", "Parts", "History", "Schedule", "Redlines"), 1)),
    Key("runs-before", "left_square_bracket,left", "previous_tab", "Tab before", Group.MOVE, _RUNS,
        help="The tab before: open, unassigned, due, stopped, done, all."),
    Key("runs-next", "right_square_bracket,right", "next_tab", "Next tab", Group.MOVE, _RUNS,
        help="The next tab of runs."),
    *(Key(f"runs-{number}", str(number), f"show_tab({number})", label, Group.MOVE, _RUNS,
          help="The tab of that number.")
      for number, label in enumerate(("Open", "Unassigned", "Due", "Stopped", "Done", "All"), 1)),
    Key("previous-step", "left_square_bracket", "previous_step", "Step before", Group.MOVE, _STEP,
        help="The step before, in the run's order."),
    Key("next-step", "right_square_bracket", "next_step", "Next step", Group.MOVE, _STEP,
        help="The next step, in the run's order."),
    Key("previous-field", "up", "previous_field", "Field above", Group.MOVE, _STEP,
        help="Move through the fields and requirements; Tab does too, and goes to the run's steps."),
    Key("next-field", "down", "next_field", "Field below", Group.MOVE, _STEP,
        help="Move through the fields and requirements; Tab does too, and goes to the run's steps."),
    Key("cell-up", "up", "go('up')", "Up", Group.MOVE, _GRID,
        help="Move through the cells of a table; what is typed is recorded."),
    Key("cell-down", "down", "go('down')", "Down", Group.MOVE, _GRID,
        help="Move through the cells of a table; what is typed is recorded."),
    Key("cell-left", "left", "go('left')", "Left", Group.MOVE, _GRID,
        help="Move through the cells of a table; what is typed is recorded."),
    Key("cell-right", "right", "go('right')", "Right", Group.MOVE, _GRID,
        help="Move through the cells of a table; what is typed is recorded."),
    Key("rows-up", "pageup", "go('page up')", "Page up", Group.MOVE, _GRID,
        help="Move through the cells of a table; what is typed is recorded."),
    Key("rows-down", "pagedown", "go('page down')", "Page down", Group.MOVE, _GRID,
        help="Move through the cells of a table; what is typed is recorded."),
    Key("row-start", "home", "go('row start')", "Row's start", Group.MOVE, _GRID,
        help="To the first cell of the row, and to the last."),
    Key("row-end", "end", "go('row end')", "Row's end", Group.MOVE, _GRID,
        help="To the first cell of the row, and to the last."),
    Key("table-start", "ctrl+home", "go('start')", "Start", Group.MOVE, _GRID,
        help="To the first cell of the table, and to the last."),
    Key("table-end", "ctrl+end", "go('end')", "End", Group.MOVE, _GRID,
        help="To the first cell of the table, and to the last."),
    Key("next-cell", "tab", "go('next')", "Next cell", Group.MOVE, _GRID,
        help="The next cell to fill in, row by row, and the one before; Enter then goes to the row below."),
    Key("previous-cell", "shift+tab", "go('previous')", "Cell before", Group.MOVE, _GRID,
        help="The next cell to fill in, row by row, and the one before; Enter then goes to the row below."),
    Key("next-open", "ctrl+g", "next_open", "To do", Group.MOVE, _GRID, rank=17,
        help="The next cell that was refused; else one out of range; else one that is missing."),
    Key("erase", "backspace", "erase", "Erase", Group.WORK, _GRID,
        help="Take the last character away, to correct what stands in the cell."),
    Key("clear", "delete", "clear", "Clear", Group.WORK, _GRID,
        help="Empty the cell; Enter records that."),
    Key("record", "enter", "record", "Record", Group.WORK, _FIELD | _GRID,
        help="Record what is typed or chosen and go on to the next field; sign a signature; pick a part."),
    Key("list", "ctrl+l", "list", "List", Group.WORK, _FIELD, rank=26,
        help="In a field that names a person or a part: pick from a list of them."),
    Key("restore", "escape", "restore", "Undo", Group.WORK, _FIELD | _GRID,
        help="Let go of what is typed: the stored value is there again."),
    Key("yes", "y", "choose('yes')", "Yes", Group.WORK, _FIELD | _GRID,
        help="In a field that asks yes or no."),
    Key("no", "n", "choose('no')", "No", Group.WORK, _FIELD | _GRID,
        help="In a field that asks yes or no."),
    Key("pass", "p", "choose('pass')", "Pass", Group.WORK, _FIELD | _GRID,
        help="In a field that asks pass or fail."),
    Key("fail-value", "f", "choose('fail')", "Fail", Group.WORK, _FIELD | _GRID,
        help="In a field that asks pass or fail."),
    *(Key(f"option-{number}", str(number), f"choose_number({number})", "Option", Group.WORK, _FIELD | _GRID,
          help="In a field that asks for one option or several: the one of that number.")
      for number in range(1, 10)),
    Key("not-applicable", "x", "not_applicable", "N/A", Group.WORK, _FIELD | _GRID,
        help="Not applicable, where the field allows it; in an input, type n/a."),
    Key("theme", "v", "app.next_theme", "Colors", Group.KIOSK, _HOMES, rank=22,
        help="The next colors: dark, bright, high contrast."),
    Key("palette", "colon", "app.command_palette", "Commands", Group.KIOSK, _HOMES,
        help="Find any of these by its name; Ctrl+P in inputs too."),
    Key("lock", "f12", "app.lock", "Lock", Group.KIOSK, _HOMES, rank=7,
        help="Lock the kiosk; your sessions go on."),
    Key("quit", "ctrl+q", "quit", "Quit", Group.KIOSK, _KIOSK,
        help="End the kiosk, whoever is at it; sessions go on, and what was recorded is kept."),
    Key("scope", "f8", "next_scope", "How far", Group.WORK, _DIALOG, rank=3,
        help="In a batch: all runs, or this run only; for a reading that differs, overwriting it too."),
    Key("go-there", "ctrl+g", "go_there", "Go there", Group.MOVE, _DIALOG, rank=4,
        help="Look at the step that a plan leaves alone."),
    Key("cancel", "escape", "cancel", "Cancel", Group.MOVE, _DIALOG, rank=2,
        help="Close the dialog; nothing is done."),
)
# fmt: on
"""The table, in the order of the help."""


@dataclass(frozen=True, slots=True)
class ActiveKey:
    """A key of the table as it is right now: mapped to other keys perhaps, and allowed or not."""

    key: Key
    names: tuple[str, ...]
    """The keys that do it, as an operator reads them."""
    allowed: bool = True
    """False: dim; the screen's `check_action` answered None."""


def keys_for(place: Place) -> tuple[ActiveKey, ...]:
    """What keys do on one screen with the usual keys, in the table's order."""
    return tuple(ActiveKey(key, key.names) for key in KEYS if place in key.places)


def bindings_for(place: Place) -> list[BindingType]:
    """The bindings of one screen, for its `BINDINGS`."""
    return [key.binding() for key in KEYS if place in key.places]


def active_keys(active: Mapping[str, ActiveBinding]) -> tuple[ActiveKey, ...]:
    """What keys do right now, in the table's order, from a screen's `active_bindings`.

    A site's key map counts. A key whose `check_action` answered False is left out; one that an input consumes
    is left out of the names.
    """
    names: dict[str, list[str]] = {}
    allowed: dict[str, bool] = {}
    for name, bound in active.items():
        if (key_id := bound.binding.id) is not None:
            names.setdefault(key_id, []).append(key_name(name))
            allowed[key_id] = bound.enabled
    return tuple(ActiveKey(key, tuple(names[key.id]), allowed[key.id]) for key in KEYS if key.id in names)


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One line of the help."""

    keys: str
    label: str
    """Empty where several keys share the line."""
    help: str


def help_rows(keys: Iterable[ActiveKey]) -> tuple[tuple[Group, tuple[HelpRow, ...]], ...]:
    """The help on `keys`: each group that has some, with its rows; keys of the same help share one."""
    rows: dict[Group, dict[str, HelpRow]] = {group: {} for group in Group}
    for active in keys:
        key, row = active.key, HelpRow(" ".join(active.names), active.key.label, active.key.help)
        if (known := rows[key.group].get(key.help)) is not None:
            row = HelpRow(f"{known.keys} {row.keys}", "", key.help)
        rows[key.group][key.help] = row
    return tuple((group, tuple(found.values())) for group, found in rows.items() if found)


def footer_keys(keys: Iterable[ActiveKey], width: int, *, gap: int = 2) -> tuple[ActiveKey, ...]:
    """What of `keys` fits into a key bar of `width` cells: the most important, in the keyboard's order."""
    chosen: list[ActiveKey] = []
    left = width + gap
    for active in sorted((active for active in keys if active.key.rank), key=lambda active: active.key.rank):
        cells = cell_len(f"{active.names[0]} {active.key.label}") + gap
        if cells <= left:
            chosen.append(active)
            left -= cells
    return tuple(sorted(chosen, key=_on_the_keyboard))


def _on_the_keyboard(active: ActiveKey) -> tuple[int, int]:
    name = active.names[0]
    function_key = int(name[1:]) if name[:1] == "F" and name[1:].isdigit() else 99
    return function_key, active.key.rank
