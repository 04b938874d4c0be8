"""What is written is read back exactly, on both stores, and half of a transaction is nothing."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from data.models import Inventory, Kiosk, MbomItem, Operator, Part, StepContent, StepField, table
from data.store import Store
from ion_tui.engine.definitions.numbers import MAX_QUANTITY

PART = table(Part)
STOCK = table(Inventory)
CONTENT = table(StepContent)
FIELD = table(StepField)
OPERATOR = table(Operator)
KIOSK = table(Kiosk)


def add_part(tx: Connection, number: str = "B4") -> int:
    made = tx.execute(insert(PART).values(number=number, revision="A", tracking="lot", description=""))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def add_stock(tx: Connection, quantity: Decimal) -> int:
    made = tx.execute(insert(STOCK).values(part_id=add_part(tx), quantity=quantity, status="available"))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


@pytest.mark.parametrize("text", ["0.620", "0.1", "-0.000000000001", "123456789012345678.000", "0", "16.70"])
def test_a_measurement_is_kept_as_it_was_typed(store: Store, text: str) -> None:
    with store.write() as tx:
        content = tx.execute(insert(CONTENT).values(digest="d", title="T")).inserted_primary_key[0]  # type: ignore[index]
        tx.execute(
            insert(FIELD).values(
                content_id=content, position=0, name="F", type="number", minimum=Decimal(text), options=()
            )
        )
    with store.read() as tx:
        assert f"{tx.execute(select(FIELD.c.minimum)).scalar_one():f}" == text


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_no_measurement(store: Store, number: str) -> None:
    with pytest.raises(StatementError, match="Not a finite number"), store.write() as tx:
        tx.execute(select(FIELD.c.id).where(FIELD.c.minimum == Decimal(number)))


@settings(max_examples=60)
@given(
    st.lists(
        st.decimals(min_value=0, max_value=MAX_QUANTITY, places=6, allow_nan=False),
        min_size=1,
        max_size=8,
    )
)
def test_quantities_add_up_exactly_in_the_store(sqlite_shared: Store, quantities: list[Decimal]) -> None:
    with sqlite_shared.write() as tx:
        tx.execute(STOCK.delete())
        tx.execute(PART.delete())
        part = add_part(tx)
        rows = [{"part_id": part, "quantity": quantity, "status": "available"} for quantity in quantities]
        tx.execute(insert(STOCK), rows)
    with sqlite_shared.read() as tx:
        assert tx.execute(select(func.sum(STOCK.c.quantity))).scalar_one() == sum(quantities)
        assert sorted(tx.execute(select(STOCK.c.quantity)).scalars()) == sorted(quantities)


@pytest.mark.parametrize("quantity", ["0.000001", "1000", "0.5", "9000000000000.999999"])
def test_a_quantity_is_exact(store: Store, quantity: str) -> None:
    with store.write() as tx:
        add_stock(tx, Decimal(quantity))
    with store.read() as tx:
        found = tx.execute(select(STOCK.c.quantity)).scalar_one()
    assert found == Decimal(quantity)
    assert "E" not in str(found)


def test_a_quantity_is_refused_rather_than_rounded(store: Store) -> None:
    with pytest.raises(StatementError, match="at most 6 decimals"), store.write() as tx:
        add_stock(tx, Decimal("0.0000001"))


def test_a_time_comes_back_in_utc_whatever_zone_it_was_said_in(store: Store) -> None:
    said = datetime(2026, 11, 21, 23, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-8)))
    with store.write() as tx:
        tx.execute(insert(OPERATOR).values(code="op1", name="Op One", locked_until=said))
    with store.read() as tx:
        found = tx.execute(select(OPERATOR.c.locked_until)).scalar_one()
    assert found == said
    assert found.tzinfo is UTC
    assert found.isoformat() == "2026-11-22T07:30:00.123456+00:00"


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 11, 21, 23, 30)  # noqa: DTZ001 - what is refused
    with pytest.raises(StatementError, match="A time needs its zone"), store.write() as tx:
        tx.execute(insert(OPERATOR).values(code="op1", name="Op One", locked_until=naive))


def test_times_sort_as_time_does(store: Store) -> None:
    zones = [timezone(timedelta(hours=hours)) for hours in (-8, 0, 9)]
    said = [datetime(2026, 11, 21, hour, 0, tzinfo=zone) for hour in (0, 9, 23) for zone in zones]
    with store.write() as tx:
        tx.execute(
            insert(OPERATOR),
            [
                {"code": str(at), "name": str(number), "locked_until": time}
                for number, (at, time) in enumerate(enumerate(said))
            ],
        )
    with store.read() as tx:
        assert list(
            tx.execute(select(OPERATOR.c.locked_until).order_by(OPERATOR.c.locked_until)).scalars()
        ) == sorted(said)


@pytest.mark.parametrize("text", ["[A12] [bold]x[/]", "naïve ✔ 零件", "a\\'b\"c", "line\nline"])
def test_text_is_kept_as_given(store: Store, text: str) -> None:
    with store.write() as tx:
        tx.execute(insert(KIOSK).values(name=text))
    with store.read() as tx:
        assert tx.execute(select(KIOSK.c.name)).scalar_one() == text


def test_a_list_of_texts_comes_back_as_one(store: Store) -> None:
    with store.write() as tx:
        assembly, component = add_part(tx, "A"), add_part(tx, "B")
        tx.execute(
            insert(table(MbomItem)).values(
                part_id=assembly,
                component_id=component,
                quantity=Decimal(2),
                reference_designators=("C1", "Ü2"),
            )
        )
    with store.read() as tx:
        assert tx.execute(select(table(MbomItem).c.reference_designators)).scalar_one() == ("C1", "Ü2")


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def half() -> None:
        with store.write() as tx:
            add_stock(tx, Decimal(1))
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"):
        half()
    with store.read() as tx:
        assert not tx.execute(select(STOCK.c.id)).all()
        assert not tx.execute(select(PART.c.id)).all()


def test_after_a_failure_the_store_writes_on(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as tx:
        tx.execute(insert(KIOSK), [{"name": "same"}, {"name": "same"}])
    with store.write() as tx:
        tx.execute(insert(KIOSK).values(name="same"))
    with store.read() as tx:
        assert tx.execute(select(KIOSK.c.name)).scalars().all() == ["same"]


def test_a_read_sees_one_moment(store: Store) -> None:
    with store.read() as tx:
        before = tx.execute(select(func.count()).select_from(KIOSK)).scalar_one()
        with store.write() as other:
            other.execute(insert(KIOSK).values(name="k"))
        after = tx.execute(select(func.count()).select_from(KIOSK)).scalar_one()
    assert (before, after) == (0, 0)


def test_a_reader_is_never_in_a_writer_s_way(store: Store) -> None:
    with store.write() as tx:
        tx.execute(insert(KIOSK).values(name="k"))
        with store.read() as other:
            assert not other.execute(select(KIOSK.c.id)).all()
