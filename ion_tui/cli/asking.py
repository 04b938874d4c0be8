"""Asking a person: PINs without echo, and never as an argument, so that no shell remembers one.

Where the standard input is no terminal, each answer is one line of it: scripts can pipe them.
"""

from __future__ import annotations

import sys

import typer

from ion_tui.cli.answering import Refusal


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty()


def ask_pin(whose: str) -> str:
    """Somebody's PIN."""
    return _hidden(f"PIN of {whose}")


def ask_new_pin(whose: str, *, may_be_none: bool = False) -> str | None:
    """A new PIN, twice where somebody types it; None for an empty answer where that is allowed."""
    prompt = f"New PIN of {whose}" + (" (empty: none yet)" if may_be_none else "")
    pin = _hidden(prompt, may_be_empty=may_be_none)
    if not pin:
        return None
    if is_terminal() and _hidden("The same again") != pin:
        raise Refusal("The two PINs are not the same; nothing was done.")
    return pin


def ask_text(prompt: str, option: str) -> str:
    """An answer in words; from a script it is an option."""
    if not is_terminal():
        raise typer.BadParameter("it is needed here.", param_hint=option)
    answer: str = typer.prompt(prompt, err=True)
    return answer


def _hidden(prompt: str, *, may_be_empty: bool = False) -> str:
    if not is_terminal():
        if not (line := sys.stdin.readline()):
            raise Refusal(f"{prompt}: it is asked on the standard input, which has no more lines.")
        return line.rstrip("\r\n")
    default = "" if may_be_empty else None
    answer: str = typer.prompt(prompt, hide_input=True, err=True, default=default, show_default=False)
    return answer
