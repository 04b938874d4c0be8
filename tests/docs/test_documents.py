"""The documents are as the code has it, and lead where they say."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, PAGES
from tests.house.tree import ROOT


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_document_is_as_the_code_has_it(path: Path) -> None:
    assert path.read_text("utf-8") == PAGES[path](), "run make docs"


def test_every_document_is_made() -> None:
    assert {*DOCS.glob("*.md"), ROOT / "README.md"} == set(PAGES)


def slug(heading: str) -> str:
    """What a link to a heading says."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]))
def test_every_link_leads_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)|src=\"(?!https?://)([^\"]+)\"", text):
        place, _, heading = "".join(target).partition("#")
        found = path.parent / place if place else path
        assert found.exists(), place
        if heading:
            headings = re.findall(r"^#+ (.+)$", found.read_text("utf-8"), re.MULTILINE)
            assert heading in {slug(each) for each in headings}, heading
