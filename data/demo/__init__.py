"""The demo site: a small real shop, as a site file with its drawings."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SITE_FILE: Final = Path(__file__).parent / "rover_site.yaml"
"""The site file; its drawings lie beside it."""
