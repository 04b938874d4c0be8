"""The schema's version: checked at every start, moved by Alembic alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, inspect, text

from data.errors import SchemaNewer, SchemaOlder, StoreError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD: Final = "0004"
"""The newest revision; a test holds it against Alembic's own answer, which costs too much at start-up."""

_REVISIONS: Final = ("0001", "0002", "0003", "0004")


def current(connection: Connection) -> str | None:
    """The schema's revision, or None for an empty database."""
    names = inspect(connection).get_table_names()
    if "alembic_version" in names:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if names:
        raise StoreError("This database holds tables of another program; name another with --database.")
    return None


def require_head(connection: Connection, place: str) -> None:
    """Refuse a schema that is older or newer than this program, by name."""
    try:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    except Exception:  # noqa: BLE001
        connection.rollback()
        found = current(connection)
    if found == HEAD:
        return
    if found in _REVISIONS:
        raise SchemaOlder(
            f"{place} has the older schema {found}, this program needs {HEAD}; run: ion-tui upgrade (it makes a "
            "backup first)."
        )
    raise SchemaNewer(
        f"{place} has the schema {found}, which is newer than this program ({HEAD}); install the newer ION TUI."
    )


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to `revision`, inside the connection's transaction."""
    from alembic import command  # noqa: PLC0415

    configuration = config()
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, revision)


def config() -> Config:
    """Alembic's configuration, from the package alone: there is no ini file to lose."""
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415

    configuration = AlembicConfig()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return configuration
