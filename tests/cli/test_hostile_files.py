"""Files that mean no good, to every import: a sentence each, nothing half written, little memory."""

# ruff: noqa: E501 - a case of a table is a line

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from data.models import Site
from data.store import Store
from tests.cli.conftest import Say
from tests.importers.ion.exports import ROCKER, SAMPLES
from tests.rover import SITE_FILE

SITE: Final = "site.yaml"
PROCEDURE: Final = "procedure.json"
RUNS: Final = "runs.csv"
GOOD: Final[Mapping[str, Path]] = {SITE: SITE_FILE, PROCEDURE: ROCKER, RUNS: SAMPLES / "osr_bulk_runs.csv"}
WHO: Final[Mapping[str, str]] = {SITE: "admin", PROCEDURE: "eng1", RUNS: "lead1"}

HUGE: Final = 200 * 1024 * 1024
LEVELS: Final = 10_000
ALLOWANCE: Final = 96 * 1024 * 1024
"""Bytes that refusing all files below may add to a process that has its importers loaded."""

SAID_BY_ANY: Final = {"command", "command_link", "history", "kiosk", "operator"}
"""Tables that logging in writes."""


def laughs() -> bytes:
    """A list of ten lists of ten lists …: a billion words in some hundred bytes."""
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


def cut(name: str) -> bytes:
    """A good file of which the end is missing, in the middle of something."""
    whole = GOOD[name].read_bytes()
    return whole[: len(whole) // 2] if name != RUNS else whole + b'PRC-RB,"OSR-RB,'


CASES: Final[list[tuple[str, str, Callable[[], bytes], str]]] = [
    *((name, "truncated", lambda name=name: cut(name), "is it complete?") for name in (PROCEDURE, RUNS)),
    (SITE, "truncated", lambda: b"site: X\nparts: [{number: 'S", "is it complete?"),
    (SITE, "deep", lambda: b"[" * LEVELS, "nested more than 48 levels deep"),
    (PROCEDURE, "deep", lambda: b'{"a":' * LEVELS, "levels deep"),
    (RUNS, "deep", lambda: b'"' * (2 * LEVELS + 1), "is it complete?"),
    *(
        (name, "UTF-16", lambda name=name: GOOD[name].read_text("utf-8").encode("utf-16"), "is UTF-16: save it as UTF-8")
        for name in GOOD
    ),
    *(
        (name, "Latin-1", lambda name=name: GOOD[name].read_bytes() + "\n# é".encode("latin-1"), "is not UTF-8")
        for name in GOOD
    ),
    (SITE, "duplicate keys", lambda: b"site: X\nsite: Y\n", "stands here a second time"),
    (PROCEDURE, "duplicate keys", lambda: b'{"data": 1, "data": 2}', "stands here a second time"),
    (RUNS, "duplicate keys", lambda: b"Procedure (ID),Part number,Serial number,Serial number\nA,B,C,D\n", "is there twice"),
    (SITE, "laughs", laughs, "more than 500,000 values"),
    (RUNS, "formula", lambda: b"Procedure (ID),Part number,Serial number\nPRC-RB,OSR-RB,=cmd|' /C calc'!A0\n", "would be a formula"),
    (PROCEDURE, "not a number", lambda: b'{"data": {"procedure": {"id": NaN}}}', "NaN is not a number"),
    (SITE, "not a number", lambda: b"site: X\nparts: [{number: S, mbom: [{part: T, quantity: .nan}]}]", ".nan is not a number"),
    (SITE, "not text", lambda: bytes(range(32)) * 40, "is not a text file"),
    (PROCEDURE, "not text", lambda: bytes(range(32)) * 40, "is not a text file"),
    (RUNS, "not text", lambda: bytes(range(32)) * 40, "is not a text file"),
]  # fmt: skip


def stored(path: Path) -> dict[str, list[Any]]:
    """All that a store holds, but for who said what when."""
    store = Store.open(path)
    with store.read() as tx:
        found = {
            name: sorted(map(repr, tx.execute(select(table))))
            for name, table in Site.metadata.tables.items()
            if name not in SAID_BY_ANY
        }
    store.close()
    return found


@pytest.mark.parametrize(
    ("name", "kind", "content", "says"), CASES, ids=[f"{kind} {name}" for name, kind, *_ in CASES]
)
def test_a_file_that_means_no_good_is_refused_in_a_sentence(
    say: Say, rover_db: Path, tmp_path: Path, name: str, kind: str, content: Callable[[], bytes], says: str
) -> None:
    del kind
    file = tmp_path / name
    file.write_bytes(content())
    before = stored(rover_db)
    answer = say("import", file, as_=WHO[name])
    assert answer.code == 1
    assert says in answer.err
    assert "Traceback" not in answer.err
    assert answer.err.rstrip().endswith((".", "?", "more."))
    assert stored(rover_db) == before


@pytest.mark.parametrize("name", GOOD)
def test_a_byte_order_mark_does_no_harm(say: Say, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"\xef\xbb\xbf" + GOOD[name].read_bytes())
    answer = say("import", file, "--dry-run", as_=WHO[name])
    faults = [line for line in answer.err.splitlines() if f"{file}:" in line]
    assert all("There is no file" in line for line in faults), "only the drawings are missing beside it"


def test_a_formula_in_a_name_is_a_text_here_and_in_what_is_exported(say: Say, tmp_path: Path) -> None:
    formula = "=cmd|' /C calc'!A0"
    data = json.loads(ROCKER.read_text("utf-8"))
    data["data"]["procedure"]["title"] = formula
    file = tmp_path / PROCEDURE
    file.write_text(json.dumps(data), "utf-8")
    assert say("import", file, as_="eng1").code == 0
    out = tmp_path / "out.yaml"
    assert say("procedure", "export", "ION-77", "--output", out).code == 0
    assert formula in out.read_text("utf-8").replace("''", "'")
    assert say("import", out, as_="admin").lines == ["Nothing to change."]


REFUSE_ALL: Final = """
import resource, sys
from pathlib import Path
from ion_tui.importers.attachments import load_file
from ion_tui.importers.ion.bulk_runs import read_run_list
from ion_tui.importers.ion.procedure import read_ion_procedure
from ion_tui.importers.site_file import read_site

folder = Path(sys.argv[1])
readers = {".yaml": read_site, ".json": read_ion_procedure, ".csv": read_run_list}
held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + int(sys.argv[2]),) * 2)
for path in sorted(folder.iterdir()):
    if path.suffix in readers:
        print(path.name, readers[path.suffix](path).faults[0].sentence)
    else:
        try:
            load_file(path.name, folder)
        except ValueError as error:
            print(path.name, error)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="a process's memory is asked of Linux")
def test_refusing_takes_little_memory_whatever_the_size(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in (SITE, PROCEDURE, RUNS, "drawing.png"):
        with (folder / f"huge-{name}").open("wb") as file:
            file.truncate(HUGE)
    for name, kind, content, _ in CASES:
        if kind in ("deep", "laughs"):
            (folder / f"{kind}-{name}").write_bytes(content())
    done = subprocess.run(
        [sys.executable, "-c", REFUSE_ALL, str(folder), str(ALLOWANCE)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    sentences = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    assert len(sentences) == len(list(folder.iterdir()))
    for name, sentence in sentences.items():
        assert name.startswith(("deep", "laughs")) or "is larger than" in sentence, name
