"""The guide inside the product: every chapter and picture is there, and nothing that it says runs."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from ketdoan.core import guide
from ketdoan.core.models import Account
from ketdoan.core.modules import modules


@pytest.fixture
def reader(db: None) -> Client:
    client = Client()
    client.force_login(Account.objects.create_user("a"))
    return client


def names_of(resolver: Any, above: str = "") -> set[str]:
    found = set()
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            found |= names_of(pattern, f"{pattern.namespace}:" if pattern.namespace else above)
        else:
            found.add(f"{above}{pattern.name}")
    return found


def test_every_page_that_names_a_chapter_exists_and_so_does_the_chapter() -> None:
    pages, chapters = names_of(get_resolver()), guide.chapters()
    wrong = []
    for module in modules():
        for page, chapter in module.help.items():
            begins = page.removesuffix("*")
            if chapter not in chapters or not any(
                name == page or (begins != page and name.startswith(begins)) for name in pages
            ):
                wrong.append((page, chapter))
    assert not wrong


def test_every_chapter_opens_with_its_pictures_and_links(reader: Client) -> None:
    assert len(guide.chapters()) >= 10
    for chapter in guide.chapters().values():
        page = reader.get(f"/tro-giup/{chapter.name}/")
        assert page.status_code == 200
        for address in re.findall(r'(?:src|href)="(/tro-giup/[^"]+)"', chapter.html):
            assert reader.get(address).status_code == 200, (chapter.name, address)


def test_a_page_leads_to_its_own_chapter(reader: Client) -> None:
    assert guide.chapter_of("units:appoint") == "bo-tri-chuc-vu-va-in-quyet-dinh"
    assert guide.chapter_of("units:chart") == "xem-cay-to-chuc-o-ngay-bat-ky"
    assert guide.chapter_of("core:healthz") == ""
    assert 'href="/tro-giup/nhan-thong-bao-va-cai-dat/"' in reader.get("/cai-dat/").content.decode()


def test_what_could_run_is_taken_out(tmp_path: Path, settings: Any) -> None:
    settings.BASE = tmp_path
    folder = tmp_path / "docs" / "huong-dan"
    folder.mkdir(parents=True)
    links = '[bấm](javascript:alert(1)) ![ảnh](x.png" onerror="alert(1))'
    text = f"<script>alert(1)</script>\n\n{links}\n\n<img src=x onerror=a>\n\n[hai](#2-việc-hai), [thêm](them.md)."
    readme = f"# Hướng dẫn\n\n## 1. Việc đầu\n\n{text}\n\n## 2. Việc hai\n\n### Bước\n"
    (folder / "README.md").write_text(readme)
    (folder / "them.md").write_text("# Trang thêm\n\nChữ.\n")
    found = guide.chapters()
    assert list(found) == ["viec-dau", "viec-hai", "trang-them"]
    html = found["viec-dau"].html
    assert "<script" not in html
    assert not re.search(r"<[^>]+(onerror|javascript:)", html)
    assert 'href="/tro-giup/viec-hai/"' in html
    assert 'href="/tro-giup/trang-them/"' in html
    assert "<h2>Bước</h2>" in found["viec-hai"].html


def test_a_picture_comes_from_the_guide_alone(reader: Client) -> None:
    assert reader.get("/tro-giup/hinh/don-vi.png").headers["Content-Type"] == "image/png"
    assert reader.get("/tro-giup/hinh/khong-co.png").status_code == 404
    assert guide.picture("../huong-dan/don-vi") is None
