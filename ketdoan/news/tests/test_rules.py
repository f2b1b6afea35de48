"""What is drawn of a text, and what is kept back of small numbers."""

from html.parser import HTMLParser
from random import Random

import pytest

from ketdoan.news.rules.counts import FEWEST, Line, enough, shown
from ketdoan.news.rules.text import draw, named_pictures, plain


def test_the_few_signs_are_drawn() -> None:
    html = draw(
        "# Tết\n\nAi **cũng** có *quà*.\n\n- một\n- hai\n\n1. ba\n\n[Xem](https://a.vn/x)\n\n[ảnh 2]",
        {2: ("/a", "Hoa")},
    )
    assert "<h2>Tết</h2>" in html
    assert "<strong>cũng</strong>" in html
    assert "<em>quà</em>" in html
    assert html.count("<li>") == 3
    assert 'href="https://a.vn/x"' in html
    assert 'href="https://a.vn/y"' in draw("Xem https://a.vn/y.")
    assert 'alt="Hoa"' in html
    assert named_pictures("[ảnh 2]\nchữ [ảnh 3]\n [Ảnh 11] ") == [2, 11]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](  jAvAsCrIpT:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](//evil.example)",
        '[x](https://a.vn "onmouseover=alert(1)")',
        "![x](https://tracker.example/a.gif)",
        "[ảnh 1]",
        "<a href='https://x'>y</a>",
        "&lt;script&gt;",
    ],
)
def test_nothing_that_runs_or_tracks_is_drawn(text: str) -> None:
    html = draw(text, {1: ('/a" onerror="alert(1)', '"><script>alert(1)</script>')})
    for tag, held in Tags(html).found:
        assert tag in ("p", "a", "em", "figure", "img"), html
        assert set(held) <= {"href", "rel", "title", "src", "alt", "loading"}, html
        assert (held.get("href") or "https://").startswith("https://"), html
        assert (held.get("src") or "/a").startswith("/a"), html


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_plain_words_are_without_signs_and_cut_at_a_word() -> None:
    assert plain("## Tết\n\n- [quà](https://a.vn) **to**\n[ảnh 1]") == "Tết quà to"
    assert plain("một hai ba bốn", 9) == "một hai…"


def test_from_lines_and_sum_nobody_can_tell_few_people() -> None:
    """For random units: each line that tells opens tells them of enough people, and what is hidden stands for at least
    two units, so that the sum gives neither away."""
    for seed in range(3000):
        random = Random(seed)
        units = []
        for at in range(random.randrange(1, 9)):
            members = random.choice([0, 1, 2, 3, 4, 5, 6, 8, 30])
            units.append(Line(f"{at}", members, members, random.randint(0, members)))
        lines = shown(units, "gộp")
        assert sum(line.members for line in lines) == sum(line.members for line in units)
        for line in lines:
            if line.opens is not None:
                assert line.members >= FEWEST
                assert enough(line)
        assert all(line.units > 1 or line in units or line.opens is None for line in lines)
