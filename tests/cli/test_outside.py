"""What is out at suppliers, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from data.store import Store
from ion_tui.engine.commands import ReceiveBack, SendOut
from tests.cli.conftest import Say
from tests.journeys.rover_work import bring_to, start
from tests.rover import rover_in


def test_what_is_out_is_listed_until_it_is_back(say: Say, rover_db: Path) -> None:
    assert say("outside", "list").lines == ["Nothing is at a supplier now."]
    assert say("outside", "list", "--json").out == "[]\n"
    store = Store.open(rover_db)
    rover = rover_in(store)
    bring_to(rover, "RB-0001", "6")
    start(rover, "RB-0001", "6")
    rover.done("op1", SendOut(step_id=rover.step_id("RB-0001", "6")))

    heads, row = say("outside", "list").lines
    assert heads.split() == ["Out", "Supplier", "Order", "Since", "Unit", "Step", "State"]
    assert row == (
        "1 of 1  Coastal Anodizing  PO-7001 line 1  2026-11-24 08:00  RB-0001  6 Anodize the joint  In Progress"
    )
    (told,) = json.loads(say("outside", "list", "--json").out)
    assert (told["identity"], told["quantity"], told["since"]) == (
        "RB-0001",
        "1",
        "2026-11-24T16:00:00+00:00",
    )

    rover.done("op1", ReceiveBack(step_id=rover.step_id("RB-0001", "6")))
    store.close()
    assert say("outside", "list", "--json").out == "[]\n"
