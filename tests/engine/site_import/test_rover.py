"""The rover line, imported whole."""

from tests.rover import SITE_FILE, Rover, importing


def test_the_same_file_again_changes_nothing(rover: Rover) -> None:
    again = rover.done("admin", importing(rover.engine, SITE_FILE))
    assert (again.sentence, again.notes, again.made) == ("Nothing to change.", (), {})


def test_a_preview_of_the_same_file_has_nothing_to_say(rover: Rover) -> None:
    plan = rover.engine.preview(rover.actor("admin"), importing(rover.engine, SITE_FILE))
    assert getattr(plan, "warnings", None) == ()
