"""The plan that leads back: the tree looks as before, with units of their old names where the old ones have ended."""

import pytest
from django.core.exceptions import ValidationError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.units.actions import bodies, plans, reorganisation, reverting
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Edge, Plan, UnitVersion

from .planning import DAY, LONG_AGO, ONE, carry_out, found_union, move, new, plan_of, unit

pytestmark = pytest.mark.django_db
LATER = DAY.replace(year=2024)
UPPER = "civil_servants_union"


@pytest.fixture(autouse=True)
def as_system(db):
    with acting(SYSTEM):
        found_union()
        make_unit("union_group", "G", make_unit("section_union", "S", unit("D")))
        yield


def tree(day):
    """Who stands under whom on a day, by short names, and of which kind each is."""
    above = {
        edge.child_id: edge.parent_id for edge in Edge.objects.on(day).filter(tree="line").select_related("parent")
    }
    versions = {version.unit_id: version for version in UnitVersion.objects.on(day)}
    names = {pk: version.short_name for pk, version in versions.items()}
    assert len(set(names.values())) == len(names)
    return {names[pk]: (version.kind, names.get(above.get(pk))) for pk, version in versions.items()}


def split(stays):
    births = [new("V1", UPPER), *([] if stays else [new("V2", UPPER)])]
    return "split", {
        "units": ["V"],
        "births": births,
        "children": {"B": 0} if stays else {"A": 0, "B": 1},
        "stays": stays,
    }


WAYS = {
    "moves and names": [move("AC", "P"), ("rename", {"unit": "V", "name": "Công đoàn mới", "short_name": "CĐ mới"})],
    "absorbed": [("absorb", {"units": ["V"], "into": "W"})],
    "grassroots absorbed": [("absorb", {"units": ["A", "B"], "into": "C"})],
    "merged": [("merge", {"units": ["V", "W"], **new("N", UPPER)})],
    "divided": [split(stays=False)],
    "separated": [split(stays=True)],
    "district ended": [move("AB", "P"), ("dissolve", {"units": ["V"]})],
    "with its groups": [("dissolve", {"units": ["D"]})],
    "founded": [("found", new("N", UPPER)), move("AC", "N")],
    "many": [("found", new("N", UPPER)), move("A", "N"), ("absorb", {"units": ["V"], "into": "W"}), move("C", "P")],
}


@pytest.mark.parametrize("steps", WAYS.values(), ids=WAYS)
def test_the_way_back_leads_to_the_same_tree(steps):
    before = tree(DAY - ONE)
    done = carry_out(plan_of(*steps))
    assert tree(DAY) != before
    back = reverting.revert(plan=done, on=LATER)
    assert "problem" not in back.effect, back.effect
    assert back.reverts == done
    carry_out(back)
    assert tree(LATER) == before
    assert tree(LATER - ONE) == tree(DAY) != before, "history was rewritten"


def test_what_cannot_be_brought_back_is_said():
    bodies.open_term(unit=unit("A"), kind="executive", since=LONG_AGO, seats=3)
    done = carry_out(plan_of(("absorb", {"units": ["A"], "into": "B"}), ("dissolve", {"units": ["C"]})))
    back = reverting.revert(plan=done, on=LATER)
    assert "đơn vị thay thế mang mã mới: A → A-2, C → C-2" in back.reason
    assert "Không tự khôi phục: 1 nhiệm kỳ đã kết thúc" in back.reason
    assert "1 đơn vị đã kết thúc mà không có đơn vị kế thừa" in back.reason
    assert unit("A").ended_on == DAY


def test_what_came_under_a_unit_since_is_left_to_the_officer():
    done = carry_out(plan_of(("merge", {"units": ["V", "W"], **new("N", UPPER)})))
    make_unit("grassroots_union", "E", unit("N"), since=DAY + ONE)
    back = reverting.revert(plan=done, on=LATER)
    assert back.effect["problem"]["text"] == "Còn đơn vị trực thuộc chưa được sắp xếp: ĐV E."


def test_only_an_executed_plan_has_a_way_back_and_only_later():
    plan = plan_of(move("A", "W"))
    with pytest.raises(ValidationError, match="đã thực hiện"):
        reverting.revert(plan=plan, on=LATER)
    done = carry_out(plan)
    with pytest.raises(ValidationError, match="phải sau ngày 31/10/2023"):
        reverting.revert(plan=done, on=DAY)
    assert Plan.objects.filter(reverts=done).count() == 0


def test_a_unit_that_moved_on_since_goes_back_from_where_it_is():
    before = tree(DAY - ONE)
    done = carry_out(plan_of(move("A", "W")))
    reorganisation.move(units=[unit("A")], parent=unit("P"), since=DAY + ONE)
    carry_out(reverting.revert(plan=done, on=LATER))
    assert tree(LATER) == before


def test_the_way_back_waits_for_approval_as_any_plan():
    back = reverting.revert(plan=carry_out(plan_of(move("A", "W"))), on=LATER)
    assert back.state == "draft"
    with pytest.raises(ValidationError):
        plans.execute(plan=back, paper=None)
    assert unit("A").parent_id == unit("W").pk
