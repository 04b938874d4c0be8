"""How a command ends: done, or one sentence on the error stream and an exit code that says whose fault it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperGroup

from data.errors import StoreError

if TYPE_CHECKING:
    from ion_tui.engine.answers import Refused

REFUSED: Final = 1
USAGE: Final = 2
STORE: Final = 3
FAULT: Final = 70


class Refusal(Exception):
    """Something that was asked for and not done: a sentence, and further lines such as every fault of a file."""

    def __init__(self, sentence: str, more: tuple[str, ...] = ()) -> None:
        """Keep what is said."""
        super().__init__(sentence)
        self.sentence = sentence
        self.more = more

    @classmethod
    def of(cls, refused: Refused) -> Refusal:
        """The engine's refusal, as it is."""
        return cls(refused.sentence, refused.more)


class Commands(TyperGroup):
    """All commands: whatever goes wrong in one ends in a sentence here, and in the log where it is our fault."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer keeps its context to itself
        """Run the command that was named."""
        from ion_tui.config import SettingsError

        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except SettingsError as error:
            _complain(*error.sentences)
            raise typer.Exit(USAGE) from error
        except Refusal as error:
            _complain(error.sentence, *error.more)
            raise typer.Exit(REFUSED) from error
        except StoreError as error:
            _complain(error.sentence, *getattr(error, "doubts", ()))
            raise typer.Exit(STORE) from error
        except Exception as error:
            _complain(_fault(error))
            raise typer.Exit(FAULT) from error


def _complain(*sentences: str) -> None:
    for sentence in sentences:
        typer.echo(sentence, err=True)


def _fault(error: Exception) -> str:
    """Write the details down, and say where."""
    what = f"Something went wrong that should not ({type(error).__name__})"
    place = _write_down()
    return f"{what}; the details are in {place}" if place else f"{what}: {error}"


def _write_down() -> Path | None:
    from ion_tui.cli.logs import log_to
    from ion_tui.config import SettingsError, load

    try:
        path = load().log_file
        log_to(path).exception("A command failed")
    except (OSError, SettingsError):
        return None
    return path
