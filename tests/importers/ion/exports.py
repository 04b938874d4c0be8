"""Procedure exports of ION's in a few lines, and what reading them answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import tests
from ion_tui.engine.definitions.exported import ExportedProcedure
from ion_tui.importers.faults import Fault, Faults
from ion_tui.importers.ion.options import IonOptions
from ion_tui.importers.ion.procedure import read_ion_procedure

SAMPLES: Final = Path(tests.__file__).parent / "samples"
ROCKER: Final = SAMPLES / "ion_procedure_rocker_bogie.json"
BOARD: Final = SAMPLES / "ion_procedure_control_board.json"


def a_field(name: str, type_: str = "STRING", **more: Any) -> dict[str, Any]:
    """A field, with the keys that every export has."""
    return {
        "id": "9001",
        "name": name,
        "type": type_,
        "required": False,
        "allowNotApplicable": False,
        "allowedIonType": None,
        "display": None,
        "options": None,
        "signoffRole": None,
        "unit": None,
        "validations": [],
        **more,
    }


def a_step(id_: str, title: str = "A step", *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A step, with the keys that every export has."""
    return {
        "assets": [],
        "datagridColumns": {"edges": []},
        "datagridRows": {"edges": []},
        "entityId": f"5{id_}",
        "id": id_,
        "isDerivedStep": False,
        "isStandardStep": False,
        "leadTime": None,
        "locationId": None,
        "locationSubtypeId": None,
        "originStepId": id_,
        "parentId": None,
        "slateContent": None,
        "standardStep": None,
        "title": title,
        "type": "TEXT",
        "upstreamStepIds": [],
        "version": 1,
        "fields": [],
        "steps": list(children),
        **more,
    }


def a_grid(columns: Mapping[str, str], *rows: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The keys of a datagrid step: header → type, and what stands in each row by its header."""
    ids = {header: str(300 + index) for index, header in enumerate(columns)}
    return {
        "type": "DATAGRID",
        "datagridColumns": {
            "edges": [
                {
                    "node": {
                        "id": ids[header],
                        "index": index,
                        "header": header,
                        "type": type_,
                        **more.get(header, {}),
                    }
                }
                for index, (header, type_) in enumerate(columns.items())
            ]
        },
        "datagridRows": {
            "edges": [
                {
                    "node": {
                        "id": str(700 + index),
                        "index": index,
                        "required": True,
                        "allowNotApplicable": False,
                        "values": [
                            {"columnId": ids[header], "type": columns[header], "value": value}
                            for header, value in row.items()
                        ],
                    }
                }
                for index, row in enumerate(rows)
            ]
        },
    }


def a_procedure(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The answer of the query, around one procedure."""
    procedure = {
        "id": "722",
        "familyId": "77",
        "title": "A procedure",
        "description": None,
        "type": "MANUFACTURING",
        "labels": [],
        "attributes": [],
        "steps": list(steps),
        **more,
    }
    return {"data": {"procedure": procedure}}


def write(folder: Path, data: Any) -> Path:
    """Put an export into a file."""
    path = folder / "export.json"
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        path.write_text(data if isinstance(data, str) else json.dumps(data, indent=1), "utf-8")
    return path


def read(folder: Path, data: Any, **options: Any) -> ExportedProcedure:
    """What an export without faults says."""
    answer = read_ion_procedure(write(folder, data), IonOptions(**options))
    assert isinstance(answer, ExportedProcedure), "\n".join(map(str, answer.faults))
    return answer


def faults_of(folder: Path, data: Any) -> tuple[Fault, ...]:
    """The faults of an export that has some; each is one sentence."""
    answer = read_ion_procedure(write(folder, data))
    assert isinstance(answer, Faults), "no fault was found"
    for fault in answer.faults:
        assert fault.sentence.endswith((".", "?")), fault.sentence
        assert "\n" not in fault.sentence
    return answer.faults


def sentences(exported: ExportedProcedure, step: str | None = None) -> list[str]:
    """What is remarked on a step, or with None on the procedure."""
    return [remark.sentence for remark in exported.remarks if remark.step == step]
