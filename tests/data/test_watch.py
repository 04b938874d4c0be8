"""The news that somebody else has committed."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import insert, select

from data.models import Kiosk, table
from data.store import Store
from data.watch import ChangeWatch
from tests.stores import MakeStore

KIOSK = table(Kiosk)


def write(store: Store, name: str = "k") -> None:
    with store.write() as tx:
        tx.execute(insert(KIOSK).values(name=name))


@pytest.fixture
def watch(store: Store) -> Iterator[ChangeWatch]:
    with closing(store.watch()) as watching:
        yield watching


def hears(watch: ChangeWatch) -> bool:
    """Ask until there is news; a server's notice takes a moment to arrive."""
    return any(watch.changed() for _ in range(100_000))


def test_at_first_there_is_no_news(watch: ChangeWatch) -> None:
    assert not watch.changed()


def test_a_commit_is_news_once(store: Store, watch: ChangeWatch) -> None:
    write(store)
    assert hears(watch)
    assert not watch.changed()
    write(store, "another")
    assert hears(watch)


def test_a_commit_of_another_store_on_the_same_database_is_news(make_store: MakeStore) -> None:
    mine = make_store()
    database = mine.path or mine.url.render_as_string(hide_password=False)
    with closing(mine.watch()) as watch, closing(Store.open(database)) as theirs:
        write(theirs)
        assert hears(watch)


def test_what_was_taken_back_is_no_news(store: Store, watch: ChangeWatch) -> None:
    def half() -> None:
        with store.write() as tx:
            tx.execute(insert(KIOSK).values(name="k"))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    assert not watch.changed()


def test_reading_is_no_news(store: Store, watch: ChangeWatch) -> None:
    with store.read() as tx:
        tx.execute(select(KIOSK.c.id)).all()
    assert not watch.changed()


def test_a_burst_of_commits_is_one_piece_of_news(store: Store, watch: ChangeWatch) -> None:
    for number in range(20):
        write(store, str(number))
    assert hears(watch)
