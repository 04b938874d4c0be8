"""What is wrong where a file stops being YAML, said so that whoever wrote the file can mend it."""

from __future__ import annotations

from typing import Final

from ruamel.yaml.error import MarkedYAMLError

_SENTENCES: Final = (
    ("'\\t' that cannot start", "A tab stands here: indent with spaces."),
    ("that cannot start any token", "A text that begins with this character must stand in quotes."),
    (
        "mapping values are not allowed",
        "A colon cannot stand here: is the line indented too far, or does a text with a colon need quotes?",
    ),
    ("could not find expected ':'", "This is neither `key: value` nor an entry that begins with `- `."),
    ("but got '<stream end>'", "The file ends before the bracket that opens here is closed: is it complete?"),
    ("but found '<stream end>'", "The file ends in the middle of a value: is it complete?"),
    (
        "unexpected end of stream",
        "The file ends before the quotes that open here are closed: is it complete?",
    ),
    ("unexpected document separator", "The document ends before the quotes that open here are closed."),
    ("expected ',' or '}'", "A comma or `}` is missing before this."),
    ("expected ',' or ']'", "A comma or `]` is missing before this."),
    ("but found '}'", "This `}` closes nothing."),
    ("but found ']'", "This `]` closes nothing."),
    ("but found ','", "A comma cannot stand here."),
    ("but found '<scalar>'", "Text goes on here after the value has ended: does it need quotes as a whole?"),
    ("expected <block end>", "This line is indented unlike the lines that it belongs to."),
    ("sequence entries are not allowed", "An entry cannot begin here: put `- ` on a line of its own."),
    ("mapping keys are not allowed", "A key cannot begin here."),
    ("unknown escape character", "There is no such escape in double quotes: write \\\\ for a backslash."),
    ("expected escape sequence", "This escape in double quotes is not complete."),
    (
        "more indented follow up line",
        "The first lines of this text are indented further than those that follow.",
    ),
    ("undefined tag handle", "A tag cannot stand here: take out what begins with an exclamation mark."),
)
_AT_OPENING: Final = ("but got '<stream end>'", "unexpected end of stream", "unexpected document separator")


def syntax_fault(error: MarkedYAMLError) -> tuple[int, int, str]:
    """Line, column (from 1) and sentence of an error that ruamel.yaml reports."""
    problem = str(error.problem or error.context or "")
    at_opening = any(words in problem for words in _AT_OPENING)
    mark = (error.context_mark if at_opening else None) or error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    for words, sentence in _SENTENCES:
        if words in problem:
            return line, column, sentence
    return line, column, f"This is not YAML: {problem}."
