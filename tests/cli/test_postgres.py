"""The same commands on a store of a floor with more machines."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Said, said
from tests.rover import SITE_FILE
from tests.stores import Server


@pytest.fixture(scope="module")
def shop(server: Server) -> Iterator[str]:
    """A database on the server, with the rover line in it."""
    url = server.make_database()
    made = said("init", "--site", "Shop", "--id", "admin", "--name", "Ad Min", "-d", url, pipe=("2468",))
    assert made.code == 0, made.err
    imported = said("import", SITE_FILE, "--as", "admin", "-d", url, pipe=("2468",))
    assert imported.code == 0, imported.err
    yield url
    server.drop_database(url)


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("operator list", "ID "),
        ("work-center list", "Code "),
        ("procedure show PRC-RB", "PRC-RB A: "),
        ("run show 1", "Run 1: "),
        ("history list", "When "),
        ("history head", "Kiosk "),
        ("history verify", "The record is whole: "),
        ("verify", "All is as it should be: "),
        ("upgrade", "The store is of this version already"),
    ],
)
def test_a_command_answers_from_the_server(shop: str, line: str, begins: str) -> None:
    answer = said(*line.split(), "-d", shop)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(begins)


def test_somebody_acts_on_the_server(shop: str) -> None:
    starting = ("run", "start", "PRC-RB", "--serial", "RB-0099", "--as", "lead1", "--json", "-d", shop)
    answer: Said = said(*starting, pipe=("3350",))
    assert json.loads(answer.out)["sentence"].endswith("OSR-RB · RB-0099 is ready.")


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_the_server_s_own_tools_copy_it(shop: str, tmp_path: Path, name: str) -> None:
    (tmp_path / "monday.db").touch()
    answer = said(name, tmp_path / "monday.db", "-d", shop)
    assert (answer.code, answer.err) == (
        3,
        "This store is on PostgreSQL: back it up with pg_dump, and bring it back with pg_restore.\n",
    )
