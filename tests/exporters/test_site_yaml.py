"""Site files that are written: read again, they say the same."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import data
from ion_tui.engine.definitions.fields import ColumnDefinition, FieldDefinition, RowDefinition
from ion_tui.engine.definitions.procedures import ProcedureDefinition, StepDefinition
from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.engine.words import FieldType, OutOfRange, StepType
from ion_tui.exporters.site_yaml import length, site_yaml
from ion_tui.importers.ion.objects import one_line, seen
from ion_tui.importers.site_file import read_site

ROVER = Path(data.__file__).parent / "demo" / "rover_site.yaml"


def read(folder: Path, text: str) -> Any:
    """What a site file of this text says."""
    path = folder / "site.yaml"
    path.write_text(text, "utf-8", newline="")
    return read_site(path)


def test_the_rover_line_is_written_as_it_was_read(tmp_path: Path) -> None:
    site = read_site(ROVER)
    assert isinstance(site, SiteDefinition)
    (tmp_path / "drawings").mkdir()
    drawing = ROVER.parent / "drawings" / "channel_cut.png"
    (tmp_path / "drawings" / drawing.name).write_bytes(drawing.read_bytes())
    assert read(tmp_path, site_yaml(site)) == site


def a_site(*steps: StepDefinition, **more: Any) -> SiteDefinition:
    """A site of one procedure."""
    procedure = ProcedureDefinition(code="P", title="P", revision="A", steps=steps, **more)
    return SiteDefinition(name="Site", procedures=(procedure,))


TEXTS_THAT_LOOK_LIKE_OTHERS = [
    "00202", "1e3", "1.0", "0x1F", "0o17", "1_000", "+1", "-1", ".5", ".inf", ".NaN", "12:30:45", "2026-12-04",
    "on", "off", "yes", "no", "NO", "y", "n", "true", "True", "null", "Null", "~", "=", "<<", "- a", "a: b", "a #b",
    "#6 washer", "[red]", "{a}", "a,b", "*x", "&x", "!x", "%x", "@x", "`x", "'x'", '"x"', "\\", "|", ">", "?", ": ",
    "é", "日本", "😀", "a\u00a0b", "a\u200bb", "\u202ertl", "-", "--- a", "...", "0.1 Cut the rod",
]  # fmt: skip


@pytest.mark.parametrize("text", [text for text in TEXTS_THAT_LOOK_LIKE_OTHERS if one_line(text) == text])
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    site = a_site(StepDefinition(key=text, title=text), attributes={})
    assert read(tmp_path, site_yaml(site)) == site


BLOCKS = [
    "one line", "one line\n", "two\nlines\n", "two\nlines", "\nleading break", "trailing breaks\n\n\n",
    " indented\nnot\n", "\ttab\n", "spaces at the end   \nof lines\n", "# heading\n\n- a\n  - b\n", "a\r\nb",
    "a\rb\n", "a\x85b\n", "a\u2028b\n", "---\na\n", "...\n", "%YAML 1.1\n", "a: b\n- c\n", "\n", "\n\n", " ",
    "\ufeffa\n",
]  # fmt: skip


@pytest.mark.parametrize("text", BLOCKS)
def test_instructions_stay_as_they_are(tmp_path: Path, text: str) -> None:
    site = a_site(StepDefinition(key="a", title="A", instructions=text), description=text)
    assert read(tmp_path, site_yaml(site)) == site


NUMBERS = ["0", "2", "-0.50", "0.620", "100", "1E+3", "1e-9", "123456789012345678901234567890", "0.1"]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_are_exact(tmp_path: Path, number: str) -> None:
    field = FieldDefinition(name="F", type=FieldType.NUMBER, minimum=Decimal(number))
    site = a_site(StepDefinition(key="a", title="A", fields=(field,)))
    again = read(tmp_path, site_yaml(site))
    assert again == site
    assert f"{again.procedures[0].steps[0].fields[0].minimum:f}" == f"{Decimal(number):f}"


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (timedelta(minutes=40), "40m"),
        (timedelta(minutes=90), "1h30m"),
        (timedelta(days=5), "5d"),
        (timedelta(weeks=2, seconds=1), "14d1s"),
        (timedelta(0), "0s"),
    ],
)
def test_lengths_of_time(time: timedelta, text: str) -> None:
    assert length(time) == text


def test_what_is_so_by_itself_is_not_said() -> None:
    text = site_yaml(
        a_site(StepDefinition(key="a", title="A", fields=(FieldDefinition(name="F", type=FieldType.STRING),)))
    )
    assert text == (
        "site: Site\nprocedures:\n  - code: P\n    title: P\n    revision: A\n    steps:\n      - key: a\n"
        "        title: A\n        fields:\n          - {name: F, type: string}\n"
    )


# Procedures that nobody thought of.

LINES = (
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
    .map(lambda text: one_line(seen(text)))
    .filter(bool)
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40).map(seen)
CELLS = st.text(st.sampled_from("aB0.:#-'\"[]{}\\ é日😀\n"), max_size=12)
"""What an operator could be shown in a cell."""

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)


@st.composite
def number_fields(draw: st.DrawFn) -> FieldDefinition:
    """A field of a number, with limits that go together."""
    least, most = sorted((draw(DECIMALS), draw(DECIMALS)))
    return FieldDefinition(
        name=draw(LINES),
        type=FieldType.NUMBER,
        unit=draw(st.none() | LINES),
        minimum=least,
        maximum=most,
        target=least,
        tolerance=draw(DECIMALS.map(abs)),
        required=draw(st.booleans()),
        per_unit=draw(st.booleans()),
        out_of_range=draw(st.sampled_from(OutOfRange)),
    )


FIELDS = st.one_of(
    number_fields(),
    st.builds(
        FieldDefinition,
        name=LINES,
        type=st.sampled_from((FieldType.STRING, FieldType.FILE, FieldType.USER, FieldType.TOOL)),
    ),
    st.builds(
        FieldDefinition,
        name=LINES,
        type=st.just(FieldType.SELECT),
        options=st.lists(LINES, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    st.builds(
        FieldDefinition,
        name=LINES,
        type=st.just(FieldType.SIGNOFF),
        role=st.just("Quality"),
        peer_review=st.booleans(),
    ),
)


@st.composite
def grids(draw: st.DrawFn) -> dict[str, Any]:
    """Type, columns and rows of a datagrid."""
    names = draw(st.lists(LINES, min_size=2, max_size=3, unique=True))
    columns = (
        ColumnDefinition(name=names[0], type=FieldType.STRING, settable=False),
        *(ColumnDefinition(name=name, type=FieldType.NUMBER, maximum=draw(DECIMALS)) for name in names[1:]),
    )
    rows = draw(
        st.lists(
            st.builds(
                RowDefinition, required=st.booleans(), values=st.builds(lambda text: {names[0]: text}, CELLS)
            ),
            min_size=1,
            max_size=3,
        )
    )
    return {"type": StepType.DATAGRID, "columns": columns, "rows": tuple(rows)}


@st.composite
def procedures(draw: st.DrawFn) -> ProcedureDefinition:
    """A procedure whose steps nest and wait on earlier ones."""
    made: list[str] = []

    def steps(depth: int) -> tuple[StepDefinition, ...]:
        found = []
        before = len(made)
        for _ in range(draw(st.integers(0 if depth else 1, 3))):
            key = draw(LINES.filter(lambda text: text not in made))
            earlier = made[before:]
            made.append(key)
            inside = steps(depth + 1) if depth < 2 and draw(st.booleans()) else ()
            grid: dict[str, Any] = draw(grids()) if draw(st.booleans()) else {}
            found.append(
                StepDefinition(
                    key=key,
                    title=draw(LINES),
                    standard=draw(st.none() | LINES),
                    after=tuple(
                        draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else ()
                    ),
                    optional=draw(st.booleans()),
                    lead_time=draw(
                        st.none()
                        | st.timedeltas(timedelta(0), timedelta(days=400)).map(
                            lambda time: timedelta(seconds=int(time.total_seconds()))
                        )
                    ),
                    instructions=draw(TEXTS),
                    fields=tuple(draw(st.lists(FIELDS, max_size=3, unique_by=lambda field: field.name))),
                    steps=inside,
                    **grid,
                )
            )
        return tuple(found)

    return ProcedureDefinition(
        code="P-1",
        title=draw(LINES),
        description=draw(TEXTS),
        revision=draw(LINES),
        sequential=draw(st.booleans()),
        steps=steps(0),
    )


@given(procedures())
def test_any_procedure_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, procedure: ProcedureDefinition
) -> None:
    site = SiteDefinition(name="Site", procedures=(procedure,))
    again = read(tmp_path_factory.getbasetemp(), site_yaml(site))
    assert isinstance(again, SiteDefinition), "\n".join(map(str, again.faults))
    assert again == site
