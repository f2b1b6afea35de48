"""The acts, one by one, on a small union."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.history import span
from ketdoan.core.models import Rule
from ketdoan.core.viet import today
from ketdoan.units.actions.reorganisation import absorb, dissolve, merge, move, rename, retype, set_status, split
from ketdoan.units.actions.structure import Birth
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Edge, Unit, UnitVersion
from ketdoan.units.queries.lens import counts
from ketdoan.units.rules import Lens

pytestmark = pytest.mark.django_db
DAY = date(2023, 10, 31)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def as_system():
    with acting(SYSTEM):
        yield


@pytest.fixture
def union():
    """A confederation, a province with one upper union of two grassroots unions, and one grassroots directly."""
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    upper = make_unit("civil_servants_union", "V", province)
    return {
        "top": top,
        "province": province,
        "upper": upper,
        "a": make_unit("grassroots_union", "A", upper),
        "b": make_unit("grassroots_union", "B", upper),
        "c": make_unit("grassroots_union", "C", province),
    }


def numbers(unit, day, **lens):
    found = counts(unit.pk, day, **lens)
    return found.direct, found.upper, found.grassroots_direct, found.grassroots_total


def name_on(unit, day):
    return UnitVersion.objects.on(day).get(unit=unit).name


def parent_on(unit, day):
    return Edge.objects.on(day).get(child=unit, tree="line").parent


def test_founding_counts_from_its_day_on(union):
    make_unit("grassroots_union", "D", union["upper"], since=DAY)
    assert numbers(union["province"], DAY - ONE) == (2, 1, 1, 3)
    assert numbers(union["province"], DAY) == (2, 1, 1, 4)


def test_a_move_changes_both_sides_from_its_day_on_and_paths_today(union):
    move(units=[union["a"]], parent=union["province"], since=DAY)
    assert numbers(union["upper"], DAY - ONE)[3] == 2
    assert numbers(union["upper"], DAY)[3] == 1
    assert numbers(union["province"], DAY) == (3, 1, 2, 3)
    union["a"].refresh_from_db()
    assert union["a"].path == f"{union['province'].path}{union['a'].pk}/"


def test_a_back_dated_move_stops_where_the_next_move_begins(union):
    move(units=[union["a"]], parent=union["province"], since=DAY)
    move(units=[union["b"]], parent=union["province"], since=date(2015, 1, 1))
    other = make_unit("civil_servants_union", "W", union["province"])
    move(units=[union["a"]], parent=other, since=date(2020, 1, 1))
    assert parent_on(union["a"], date(2019, 12, 31)) == union["upper"]
    assert parent_on(union["a"], date(2020, 1, 1)) == other
    assert parent_on(union["a"], DAY - ONE) == other
    assert parent_on(union["a"], DAY) == union["province"]


def test_a_back_dated_rename_leaves_a_later_name_alone(union):
    rename(unit=union["a"], name="Tên ba", short_name="Ba", since=date(2022, 1, 1))
    rename(unit=union["a"], name="Tên hai", short_name="Hai", since=date(2015, 1, 1))
    assert name_on(union["a"], date(2014, 12, 31)) == "Đơn vị A"
    assert name_on(union["a"], date(2021, 12, 31)) == "Tên hai"
    assert name_on(union["a"], date(2022, 1, 1)) == "Tên ba"
    assert Unit.objects.get(code="A").name == "Tên ba"


def test_history_knows_what_was_held_before_a_correction(union):
    before = UnitVersion.objects.get(unit=union["a"]).recorded_at
    rename(unit=union["a"], name="Tên đúng", short_name="Đúng", since=date(2010, 1, 1))
    assert name_on(union["a"], DAY) == "Tên đúng"
    assert UnitVersion.objects.known(before).get(unit=union["a"]).name == "Đơn vị A"


def test_merging_ends_the_sources_and_hands_over_what_stood_under_them(union):
    other = make_unit("civil_servants_union", "W", union["province"])
    make_unit("grassroots_union", "D", other)
    target = merge(
        units=[union["upper"], other],
        code="M",
        parent=union["province"],
        since=DAY,
        values={"kind": "civil_servants_union", "name": "Công đoàn mới", "short_name": "CĐ mới"},
    )
    assert numbers(union["province"], DAY - ONE) == (3, 2, 1, 4)
    assert numbers(union["province"], DAY) == (2, 1, 1, 4)
    assert numbers(target, DAY) == (3, 0, 3, 3)
    assert numbers(union["upper"], DAY) == (0, 0, 0, 0)
    ended = Unit.objects.get(code="V")
    assert (ended.status, ended.ended_on, ended.path) == ("merged", DAY, f"{target.path}{ended.pk}/")


def test_the_lens_of_today_counts_past_units_where_their_successors_stand(union):
    absorb(units=[union["a"]], into=union["b"], since=DAY)
    move(units=[union["b"]], parent=union["province"], since=DAY + ONE)
    before = DAY - ONE
    assert numbers(union["upper"], before)[3] == 2
    assert numbers(union["upper"], before, lens=Lens.TODAY)[3] == 0
    assert numbers(union["province"], before, lens=Lens.TODAY)[3] == 3
    assert numbers(union["upper"], before, lens=Lens.FIXED, fixed=DAY)[3] == 2


def test_splitting_needs_a_place_for_every_child(union):
    births = [
        Birth("V1", {"kind": "civil_servants_union", "name": "Một", "short_name": "Một"}, union["province"]),
        Birth("V2", {"kind": "civil_servants_union", "name": "Hai", "short_name": "Hai"}, union["province"]),
    ]
    with pytest.raises(ValidationError, match="ĐV B"):
        split(units=[union["upper"]], births=births, since=DAY, children={union["a"].pk: 0})
    one, two = split(units=[union["upper"]], births=births, since=DAY, children={union["a"].pk: 0, union["b"].pk: 1})
    assert numbers(one, DAY) == numbers(two, DAY) == (1, 0, 1, 1)
    assert Unit.objects.get(code="V").ended_on == DAY


def test_dissolving_refuses_while_a_union_still_stands_below(union):
    with pytest.raises(ValidationError, match="ĐV A; ĐV B"):
        dissolve(units=[union["upper"]], since=DAY)
    assert numbers(union["province"], DAY) == (2, 1, 1, 3)


def test_dissolving_takes_the_groups_inside_along(union):
    section = make_unit("section_union", "S", union["c"])
    make_unit("union_group", "G", section)
    dissolve(units=[union["c"]], since=DAY)
    assert set(Unit.objects.filter(ended_on=DAY).values_list("code", flat=True)) == {"C", "S", "G"}
    assert numbers(union["province"], DAY)[3] == 2


def test_the_dated_rules_say_what_may_stand_where(union):
    with pytest.raises(ValidationError, match="không được trực thuộc"):
        make_unit("grassroots_union", "X", union["a"])
    with pytest.raises(ValidationError, match="không được trực thuộc"):
        make_unit("commune_union", "X", union["province"], since=date(2025, 6, 30))
    assert make_unit("commune_union", "X", union["province"], since=date(2025, 7, 1)).level == "upper"
    with pytest.raises(ValidationError, match="không được trực thuộc"):
        retype(unit=union["a"], kind="union_group", since=DAY)


@pytest.fixture
def nesting():
    """Let upper unions stand under upper unions, as an edited rule may."""
    for tree in ("line", "territory"):
        Rule.objects.create(
            key="units.under",
            selector={"tree": tree, "kind": "civil_servants_union"},
            value=["provincial_federation", "civil_servants_union"],
            valid=span(date(1929, 7, 28)),
            source="thử nghiệm",
            edited=True,
        )


def test_a_move_into_ones_own_subtree_is_refused_on_whatever_day_it_would_close(union, nesting):
    inner = make_unit("civil_servants_union", "K1", union["upper"])
    with pytest.raises(ValidationError, match="đứng dưới"):
        move(units=[union["upper"]], parent=inner, since=DAY)
    other = make_unit("civil_servants_union", "K2", union["province"])
    move(units=[other], parent=inner, since=DAY + ONE)
    with pytest.raises(ValidationError, match="đứng dưới ĐV V vào ngày 01/11/2023"):
        move(units=[union["upper"]], parent=other, since=DAY)
    move(units=[union["upper"]], parent=union["province"], since=DAY + ONE)
    assert parent_on(union["upper"], DAY) == union["province"]


def test_a_move_of_the_line_may_not_close_a_circle_on_the_ground(union, nesting):
    first, second = (make_unit("civil_servants_union", code, union["province"]) for code in ("K1", "K2"))
    move(units=[first], parent=second, since=DAY, tree="territory")
    with pytest.raises(ValidationError, match="đứng dưới"):
        move(units=[second], parent=first, since=DAY)


def test_nobody_is_put_under_a_union_that_ends_meanwhile(union):
    absorb(units=[union["upper"]], into=union["province"], since=DAY)
    with pytest.raises(ValidationError, match="không tồn tại suốt thời gian"):
        make_unit("grassroots_union", "D", union["upper"], since=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="không tồn tại suốt thời gian"):
        move(units=[union["c"]], parent=union["upper"], since=date(2020, 1, 1))


def test_a_hundred_unions_move_as_one_does(union):
    since = date(2011, 5, 6)
    many = [make_unit("grassroots_union", f"M{number}", union["upper"], since=since) for number in range(100)]
    change = move(units=many, parent=union["province"], since=DAY)
    assert numbers(union["upper"], DAY - ONE) == (102, 0, 102, 102)
    assert numbers(union["upper"], DAY) == (2, 0, 2, 2)
    edges = list(Edge.objects.filter(child__in=many).order_by("replaced_at", "valid"))
    held = [(edge.parent.code, edge.since, edge.until) for edge in edges if edge.replaced_at is None]
    assert sorted(held, key=str) == [("P", DAY, None)] * 100 + [("V", since, DAY)] * 100
    assert {edge.recorded_at for edge in edges if edge.replaced_at is None} == {change.recorded_at}


def test_an_act_without_units_is_refused(union):
    for act in (
        lambda: move(units=[], parent=union["province"], since=DAY),
        lambda: dissolve(units=[], since=DAY),
        lambda: absorb(units=[], into=union["b"], since=DAY),
    ):
        with pytest.raises(ValidationError, match="ít nhất một đơn vị"):
            act()


def test_a_union_cannot_be_absorbed_twice(union):
    absorb(units=[union["a"]], into=union["b"], since=DAY)
    with pytest.raises(ValidationError, match="không còn vào ngày"):
        absorb(units=[union["a"]], into=union["c"], since=DAY + ONE)


def test_absorbing_on_a_past_day_takes_over_what_came_later_from_when_it_came(union):
    other = make_unit("civil_servants_union", "W", union["province"])
    make_unit("grassroots_union", "D", union["upper"], since=DAY)
    move(units=[union["c"]], parent=union["upper"], since=DAY)
    absorb(units=[union["upper"]], into=other, since=date(2020, 1, 1))
    assert numbers(other, date(2020, 1, 1)) == (2, 0, 2, 2)
    assert numbers(other, DAY - ONE) == (2, 0, 2, 2)
    assert numbers(other, DAY) == (4, 0, 4, 4)
    assert parent_on(union["c"], DAY - ONE) == union["province"]


def test_a_coming_territory_moves_nobody_today(union):
    other = make_unit("provincial_federation", "Q", union["top"])
    move(units=[union["a"]], parent=other, since=today() + ONE, tree="territory")
    union["a"].refresh_from_db()
    assert union["a"].territory_path == f"{union['upper'].territory_path}{union['a'].pk}/"


def test_one_that_ends_without_an_heir_is_not_counted_where_a_part_was_split_off_before(union):
    birth = Birth("N", {"kind": "grassroots_union", "name": "Mới", "short_name": "Mới"}, union["province"])
    split(units=[union["a"]], births=[birth], since=DAY, children={}, stays=True)
    dissolve(units=[union["a"]], since=DAY + ONE)
    ended = Unit.objects.get(code="A")
    assert (ended.status, ended.path) == ("dissolved", f"{union['upper'].path}{ended.pk}/")
    assert numbers(union["province"], DAY - ONE, lens=Lens.TODAY)[3] == 2


def test_a_union_with_grassroots_unions_cannot_become_one(union):
    with pytest.raises(ValidationError, match="không được trực thuộc"):
        retype(unit=union["upper"], kind="grassroots_union", since=DAY)


def test_dissolving_leaves_members_of_others_that_are_only_located_there(union):
    inner = make_unit("member_grassroots_union", "T", union["a"])
    move(units=[inner], parent=union["b"], since=DAY, tree="territory")
    with pytest.raises(ValidationError, match="ĐV T"):
        dissolve(units=[union["b"]], since=DAY + ONE)


def test_an_act_is_known_as_a_whole(union):
    change = absorb(units=[union["upper"]], into=union["province"], since=DAY)
    before = change.recorded_at - timedelta(microseconds=1)
    held = Edge.objects.known(before).filter(valid__contains=DAY, tree="line")
    assert {edge.parent.code for edge in held if edge.child.code in "AB"} == {"V"}
    now = Edge.objects.known(change.recorded_at).filter(valid__contains=DAY, tree="line")
    assert {edge.parent.code for edge in now if edge.child.code in "AB"} == {"P"}
    assert not UnitVersion.objects.known(change.recorded_at).filter(unit=union["upper"], valid__contains=DAY).exists()


def test_a_suspended_union_stays_in_its_place(union):
    set_status(unit=union["a"], status="suspended", since=DAY)
    assert numbers(union["upper"], DAY)[3] == 2
    assert Unit.objects.get(code="A").status == "suspended"


def test_the_database_refuses_to_rewrite_history(union):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        UnitVersion.objects.filter(unit=union["a"]).update(name="Giả")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Edge.objects.filter(child=union["a"]).delete()
    assert name_on(union["a"], DAY) == "Đơn vị A"
