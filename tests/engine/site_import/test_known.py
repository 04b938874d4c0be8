"""What reading a site file is told of the store."""

from decimal import Decimal

from data.store import Store
from ion_tui.engine.clock import FixedClock
from ion_tui.engine.core import Engine
from ion_tui.engine.definitions.known import Known, KnownPart, KnownProcedure
from ion_tui.engine.site_import.known import known
from ion_tui.engine.words import AttributeScope, Tracking
from tests.engine.site_import.site_files import imported, section
from tests.rover import MORNING, PlainHasher, Rover


def test_nothing_is_known_of_an_empty_store(store: Store) -> None:
    engine = Engine(store, clock=FixedClock(MORNING), hasher=PlainHasher())
    assert known(engine) == Known()


def test_everything_that_a_file_can_refer_to_is_known(rover: Rover) -> None:
    found = known(rover.engine)
    assert found.time_zone == "America/Los_Angeles"
    assert found.attributes[AttributeScope.STEP, "Criticality"].options == ("normal", "critical")
    assert (found.locations["WC-MACH"], found.locations["STOCK"]) == (True, False)
    assert found.roles == {"Operator", "Lead", "Quality", "Engineer", "Admin", "Test technician"}
    assert found.operators["tt1"] == "B1101"
    assert found.parts["DMM-01"] == {"A": KnownPart(tracking=Tracking.SERIAL, tool=True)}
    assert found.parts["OSR-CB"]["B"].mbom == {
        ("E1", "A"): Decimal(1),
        ("E11", "A"): Decimal(17),
        ("E25", "A"): Decimal(2),
    }
    assert found.procedures["PRC-RB"] == {"A": KnownProcedure(released=True, part=("OSR-RB", "A"))}
    assert found.suppliers == {"SUP-ANO"}
    assert found.purchase_orders == {"PO-7001": frozenset({1})}


def test_runs_start_from_the_revision_that_was_released_last(rover: Rover) -> None:
    imported(rover, section("procedures", ("revision: A\n    status", "revision: B\n    status")))
    revisions = known(rover.engine).procedures["PRC-RB"]
    assert {revision: procedure.released for revision, procedure in revisions.items()} == {
        "A": False,
        "B": True,
    }
