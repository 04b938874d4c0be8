"""The document of the command line, from the commands themselves."""

from collections.abc import Iterator
from typing import Any, Final

import typer

from ion_tui.cli import EXIT_CODES
from ion_tui.cli.every_command import app
from tests.docs.markdown import code, page, table

_ABOUT: Final = """\
A command that acts takes `--as ID` and asks for the PIN: without echo at a terminal, else as a line of the standard
input; it is never an argument, so that no shell keeps it. Where a new PIN is set, it is the next line.
`ion-tui --install-completion` lets the shell complete commands and options."""
_KINDS: Final = {"str": "TEXT", "int": "NUMBER", "int range": "NUMBER", "path": "FILE"}


def commands() -> str:
    """Every command with its options."""
    parts = [
        _ABOUT,
        EXIT_CODES,
    ]
    for name, command in _walk(typer.main.get_command(app)):
        parts += [f"## {code(f'ion-tui {name}')}", command.help, _usage(name, command), _options(command)]
    return page("Commands", "`ion_tui/cli`", *parts)


def _walk(group: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _walk(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def _usage(name: str, command: Any) -> str:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    return f"    ion-tui {' '.join((name, *(argument.metavar or argument.name.upper() for argument in arguments)))}"


def _options(command: Any) -> str:
    rows = []
    for option in command.params:
        if option.param_type_name != "option" or option.hidden or option.name == "help":
            continue
        named = ", ".join(code(name) for name in (*option.opts, *option.secondary_opts))
        value = (
            ""
            if option.is_flag
            else code(option.metavar or _KINDS.get(option.type.name, option.type.name.upper()))
        )
        default = "" if option.is_flag or option.default in (None, "", ()) else f" [{option.default}]"
        remark = " (needed)" if option.required else default
        rows.append((named, value, f"{option.help}{remark}"))
    return table(("Option", "", ""), rows) if rows else ""
