"""Sheets of unions become proposals of forms: twenty layouts whose truth is known, and single cases."""

from io import BytesIO

import pytest

from ketdoan.core.excel import open_book
from ketdoan.reports.designing.reading import propose
from ketdoan.reports.tests.sheets_of_forms import Truth, sheets, without_case

MADE = {made.name: made for made in sheets()}


def proposal(made):
    return propose(open_book(BytesIO(made.content))[0])


def told(found):
    """What a proposal says, as truth is told: by labels."""
    labels = {line.no: line.label for line in found.lines if line.kind != "section"}
    uom = {"lớp": "lớp"}
    return [
        without_case(Truth(line.label, line.kind, uom.get(line.uom, line.uom), frozenset(labels[no] for no in line.of)))
        for line in found.lines
    ]


def same(truth, found):
    """Whether a row is as it should be. What is taken for an element of the catalogue counts as that does."""
    as_catalogue = {"lớp": "cuộc", "hội nghị": "cuộc"}
    uoms = {found.uom, as_catalogue.get(found.uom, found.uom)}
    return (truth.label, truth.kind, truth.of) == (found.label, found.kind, found.of) and (
        truth.uom in uoms or as_catalogue.get(truth.uom) in uoms
    )


def right(made):
    """The rows of a sheet that were read as they should be; each of the truth stands at its place or is missed."""
    wanted, found = [without_case(row) for row in made.rows], told(proposal(made))
    pool = list(found)
    hits = []
    for row in wanted:
        hit = next((one for one in pool if same(row, one)), None)
        if hit is not None:
            pool.remove(hit)
        hits.append(hit is not None)
    return wanted, hits, pool


def test_nine_rows_of_ten_are_read_as_they_are():
    rows = [(row, hit) for made in MADE.values() for row, hit in zip(*right(made)[:2], strict=True)]
    for kinds in (("section", "line", "total", "part", "ratio"), ("total",), ("part",), ("ratio",)):
        hits = [hit for row, hit in rows if row.kind in kinds]
        assert sum(hits) >= 0.9 * len(hits), (kinds, sum(hits), len(hits))


@pytest.mark.parametrize("name", MADE)
def test_no_layout_is_read_badly(name):
    _, hits, more = right(MADE[name])
    assert sum(hits) >= 0.8 * len(hits)
    assert len(more) <= 0.2 * len(hits)
