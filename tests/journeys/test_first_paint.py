"""The kiosk paints before it loads what is heavy."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import asyncio, json, sys
from pathlib import Path
from threading import Event
from ion_tui.app import IonApp
from ion_tui.kiosk_options import KioskOptions

heavy = {"alembic", "pydantic", "sqlalchemy", "sqlmodel"}
may_open = Event()

def open_engine():
    may_open.wait()
    from data.errors import StoreError
    raise StoreError("enough")

async def paint():
    app = IonApp(KioskOptions(open_engine=open_engine, kiosk="K1", work_center="WC-MECH"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = "".join(s.text for strip in app.screen._compositor.render_strips() for s in strip)
        loaded = {name.partition(".")[0] for name in sys.modules}
        may_open.set()
    return {"text": text, "heavy": sorted(loaded & heavy)}

print(json.dumps(asyncio.run(paint())))
"""


def test_the_lock_screen_is_painted_before_the_store_is_loaded() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert "Scan your badge, or type your ID" in seen["text"]
    assert seen["heavy"] == []
