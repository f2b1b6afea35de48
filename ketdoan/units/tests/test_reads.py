"""What screens tell of a unit: its tree through a lens, its timeline and lineage, what awaits its post."""

from datetime import date, timedelta

import pytest

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.scope import Scope
from ketdoan.core.viet import today
from ketdoan.units.actions.bodies import open_term
from ketdoan.units.actions.reorganisation import absorb, dissolve, move, rename
from ketdoan.units.factories import make_unit
from ketdoan.units.queries.course import change_in_words, course
from ketdoan.units.queries.figures import grassroots, grassroots_evidence
from ketdoan.units.queries.find import find_units
from ketdoan.units.queries.inbox import terms_and_seats
from ketdoan.units.queries.picture import picture
from ketdoan.units.queries.timeline import timeline
from ketdoan.units.queries.tree import children, line_above, may_open, roots
from ketdoan.units.rules import Lens

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
MERGED = date(2025, 7, 1)


@pytest.fixture
def union():
    """Two provinces with a grassroots union each and one that moved over; the second was absorbed on 1/7/2025."""
    with acting(SYSTEM):
        top = make_unit("confederation", "TLD")
        one = make_unit("provincial_federation", "P1", top)
        two = make_unit("provincial_federation", "P2", top)
        other = make_unit("provincial_federation", "P3", top)
        a = make_unit("grassroots_union", "A", one)
        b = make_unit("grassroots_union", "B", two)
        gone = make_unit("grassroots_union", "G", one)
        move(units=[gone], parent=other, since=date(2022, 1, 1))
        absorb(units=[two], into=one, since=MERGED)
        rename(unit=a, name="Công đoàn cơ sở Mới", short_name="CĐCS Mới", since=date(2024, 1, 1))
    for unit in (top, one, two, other, a, b, gone):
        unit.refresh_from_db()
    return {"top": top, "one": one, "two": two, "other": other, "a": a, "b": b, "gone": gone}


def officer(unit, *permissions):
    return acting(Actor(None, None, unit.pk, "", Scope(unit.path), frozenset(permissions)))


def names(branch):
    return [node.name for node in branch.nodes]


def test_the_tree_of_a_past_day_shows_the_names_of_that_day_and_counts_what_is_elsewhere_now(union):
    day = date(2021, 6, 1)
    with officer(union["one"]):
        branch = children(union["one"], day, Lens.AS_IT_WAS, None)
    assert (names(branch), branch.elsewhere) == (["ĐV A"], 1)


def test_before_the_merger_the_tree_begins_with_both_predecessors(union):
    with officer(union["one"]):
        assert names(roots(MERGED, Lens.AS_IT_WAS, None)) == ["ĐV P1"]
        assert names(children(union["two"], MERGED - ONE, Lens.AS_IT_WAS, None)) == ["ĐV B"]
        assert names(children(union["one"], MERGED, Lens.AS_IT_WAS, None)) == ["CĐCS Mới", "ĐV B"]


def test_the_lens_of_today_puts_past_units_under_their_successors(union):
    with officer(union["top"]):
        before = children(union["top"], MERGED - ONE, Lens.TODAY, None)
    assert {n.unit.code: n.counts.grassroots_total for n in before.nodes} == {"P1": 2, "P3": 1}


def test_the_line_above_is_named_but_opens_only_in_the_scope(union):
    with officer(union["one"]):
        above = line_above(union["a"], today())
        assert [unit.code for unit in above] == ["TLD", "P1"]
        assert [may_open(unit) for unit in above] == [False, True]


def test_the_timeline_tells_names_places_and_successors_latest_first(union):
    with officer(union["top"]):
        told = [(event.on, event.detail) for event in timeline(union["a"])]
        ended = [event.detail for event in timeline(union["two"])]
    assert told[0] == (date(2024, 1, 1), "Đơn vị A → Công đoàn cơ sở Mới")
    assert told[-1] == (date(2010, 1, 1), "Đơn vị A; trực thuộc ĐV P1")
    assert ended[0] == "tiếp nối bởi ĐV P1"


def test_the_lineage_picture_joins_predecessor_and_successor(union):
    with officer(union["top"]):
        drawn = picture(union["one"])
        assert picture(union["a"]) is None
    assert [(box.unit.code, box.own) for box in drawn.boxes] == [("P2", False), ("P1", True)]
    assert len(drawn.links) == 1


def test_the_course_leaves_out_years_before_the_founding(union):
    with acting(SYSTEM):
        young = make_unit("provincial_federation", "P9", union["top"], since=date(2024, 5, 1))
        make_unit("grassroots_union", "Y", young, since=date(2025, 5, 1))
    rows = course(young, date(2026, 3, 1))
    assert rows == [("2024", 0), ("2025", 1), ("01/03/2026", 1)]
    assert change_in_words(rows) == "tăng 1 so với cuối năm 2024"


def test_search_finds_without_accents_inside_the_scope_alone(union):
    with officer(union["one"], "units.view"):
        assert [hit.title for hit in find_units("cong doan co so moi", 8)] == ["CĐCS Mới"]
        assert find_units("P3", 8) == []


def test_the_measure_has_as_many_rows_of_evidence_as_its_figure(union):
    with officer(union["top"]):
        evidence = list(grassroots_evidence(union["top"], today()))
    assert len(evidence) == sum(grassroots(today()).values()) == 3


def test_the_inbox_lists_own_matters_and_sums_up_those_below(union):
    with acting(SYSTEM):
        since = today() - timedelta(days=365 * 5 - 30)
        for unit in (union["one"], union["a"], union["b"]):
            open_term(unit=unit, kind="executive", since=since, seats=5)
    with officer(union["one"], "units.term") as actor:
        items = list(terms_and_seats(actor))
    own = [item.title for item in items if item.detail]
    assert own[0].startswith("Ban Chấp hành sắp hết nhiệm kỳ")
    assert own[1] == "Ban Chấp hành khuyết 5 ủy viên"
    assert [item.title[:1] for item in items if not item.detail] == ["2", "2"]


def test_an_ended_union_is_still_found_by_whoever_keeps_its_archive(union):
    with acting(SYSTEM):
        dissolve(units=[union["b"]], since=today())
    with officer(union["one"], "units.view"):
        assert [(hit.title, hit.detail) for hit in find_units("B", 8)] == [("ĐV B", "đã kết thúc")]
