"""Files beside the site file: from its own folder, of a known kind by their content, and not too large."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ion_tui.engine.definitions.site import SiteDefinition
from ion_tui.importers import attachments
from ion_tui.importers.attachments import load_file, load_files, media_type_of
from ion_tui.importers.site_file import read_site

PNG = b"\x89PNG\r\n\x1a\n rest"


def test_the_demo_shows_its_drawing(demo: Path) -> None:
    site = read_site(demo)
    assert isinstance(site, SiteDefinition)
    loaded = load_files(site, demo.parent)
    drawing = loaded.files["drawings/channel_cut.png"]
    assert (drawing.name, drawing.media_type) == ("channel_cut.png", "image/png")
    assert drawing.digest == hashlib.sha256(drawing.data).hexdigest()
    assert loaded.problems == ()


KINDS: list[tuple[bytes, str | None]] = [
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0 rest", "image/jpeg"),
    (b"%PDF-1.7 rest", "application/pdf"),
    ("Grüße\n".encode(), "text/plain"),
    ("Grüße\n".encode("latin-1"), None),
    (b"", None),
    (b"MZ\x90\x00", None),
    (b"GIF89a\x01\x00", None),
    (b"text with a \x00", None),
]


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_a_file_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert media_type_of(content) == kind


OUTSIDE = [
    "/etc/passwd",
    "../secret.png",
    "a/../../secret.png",
    "C:\\secret.png",
    "a\\b.png",
    "c:/x.png",
    "a\0b",
]


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_path_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="must be a path within the site file's folder, with slashes"):
        load_file(name, tmp_path)


def test_no_link_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "up").symlink_to(tmp_path)
    for name in ("link.png", "up/secret.png"):
        with pytest.raises(ValueError, match="is a link that leads out of the site file's folder"):
            load_file(name, folder)


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.png").write_bytes(PNG)
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    assert load_file("link.png", tmp_path).data == PNG


def test_what_cannot_be_shown_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "big.png").write_bytes(PNG + b"\0" * attachments.MAX_FILE_BYTES)
    (tmp_path / "program.png").write_bytes(b"\x7fELF\x00")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    for name, sentence in (
        ("big.png", '"big.png" is larger than 10 MiB.'),
        ("program.png", '"program.png" is no PNG, JPEG, PDF or UTF-8 text, by its content.'),
        (".", '"." is not an ordinary file.'),
        ("gone.png", 'There is no file "gone.png" beside the site file.'),
    ):
        with pytest.raises(ValueError, match=r".") as refused:
            load_file(name, tmp_path)
        assert str(refused.value) == sentence
    with pytest.raises(ValueError, match="cannot be read"):
        load_file("loop.png", tmp_path)
