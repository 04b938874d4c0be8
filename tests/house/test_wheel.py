"""What is delivered: the wheel, in an environment of its own, started from another folder."""

import subprocess
import sys
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest

import ion_tui
from tests.house.tree import PACKAGES, ROOT, files

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

PIP: Final = ("-m", "pip", "--quiet", "--disable-pip-version-check")


def run(*command: str | Path, cwd: Path, env: dict[str, str]) -> str:
    """Run a command to its end and answer what it printed."""
    ran = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, machine: dict[str, str]) -> Path:
    """Build the wheel, with the builder that the development environment holds."""
    folder = tmp_path_factory.mktemp("wheel")
    building = (*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    run(sys.executable, *building, cwd=folder, env=machine)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory, machine: dict[str, str]) -> Path:
    """Install the wheel as the README says, in a clean environment, and answer its folder of programs."""
    home = tmp_path_factory.mktemp("clean")
    run(sys.executable, "-m", "venv", home, cwd=home, env=machine)
    programs = home / "bin"
    installing = (*PIP, "install", "--constraint", ROOT / "constraints.txt", wheel)
    run(programs / "python", *installing, cwd=home, env={**machine, "PIP_USER": "0"})
    return programs


def test_the_wheel_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == {path.relative_to(ROOT).as_posix() for path in files(*PACKAGES)}


def test_the_wheel_carries_the_license(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        assert any(name.endswith("licenses/LICENSE") for name in archive.namelist())


def test_the_program_starts_from_any_folder(installed: Path, tmp_path: Path, machine: dict[str, str]) -> None:
    assert "ion-tui" in run(installed / "ion-tui", "--help", cwd=tmp_path, env=machine)
    said = run(installed / "python", "-m", "ion_tui", "--version", cwd=tmp_path, env=machine)
    assert said.split() == ["ion-tui", ion_tui.__version__]


def test_every_package_is_the_installed_one(installed: Path, tmp_path: Path, machine: dict[str, str]) -> None:
    asking = f"import {', '.join(PACKAGES)}; print(*(m.__file__ for m in ({', '.join(PACKAGES)})))"
    found = run(installed / "python", "-c", asking, cwd=tmp_path, env=machine)
    assert all("site-packages" in Path(path).parts for path in found.split())
