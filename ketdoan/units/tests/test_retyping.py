"""A unit becomes another kind and gets another unit above it by one act."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.scope import Scope
from ketdoan.units.actions.reorganisation import retype
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Change, Edge, UnitVersion
from ketdoan.units.queries.lens import counts
from ketdoan.units.queries.timeline import timeline

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
ONE = timedelta(days=1)


@pytest.fixture
def union():
    """A province with a zone union, under which a grassroots union of a group is to become a commune union."""
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    zone = make_unit("zone_union", "Z", province)
    return {
        "top": top,
        "province": province,
        "zone": zone,
        "a": make_unit("grassroots_union", "A", zone),
        "b": make_unit("grassroots_union", "B", zone),
        "other": make_unit("provincial_federation", "Q", top),
    }


def state(unit, day):
    return (UnitVersion.objects.on(day).get(unit=unit).kind, Edge.objects.on(day).get(child=unit).parent.code)


def test_one_act_changes_kind_and_place_from_its_day_on(union):
    with acting(SYSTEM):
        with pytest.raises(ValidationError, match="không được trực thuộc"):
            retype(unit=union["a"], kind="commune_union", since=DAY)
        change = retype(unit=union["a"], kind="commune_union", parent=union["province"], since=DAY)
        assert state(union["a"], DAY - ONE) == ("grassroots_union", "Z")
        assert state(union["a"], DAY) == ("commune_union", "P")
        assert (counts(union["zone"].pk, DAY - ONE).direct, counts(union["zone"].pk, DAY).direct) == (2, 1)
        union["a"].refresh_from_db()
        assert (union["a"].path, union["a"].level) == (f"{union['province'].path}{union['a'].pk}/", "upper")
        (event,) = [event for event in timeline(union["a"]) if event.change_id == change.pk]
    assert "Công đoàn xã, phường, đặc khu" in event.detail
    assert "trực thuộc ĐV P (trước là ĐV Z)" in event.detail


def test_those_below_move_along(union):
    with acting(SYSTEM):
        member = make_unit("member_grassroots_union", "A1", union["a"])
        retype(unit=union["a"], kind="grassroots_union", parent=union["other"], since=DAY)
        member.refresh_from_db()
    assert member.path == f"{union['other'].path}{union['a'].pk}/{member.pk}/"


@pytest.mark.parametrize("wrong", ["b", "a"])
def test_a_place_that_the_rules_or_reason_do_not_allow_is_refused_and_nothing_changes(union, wrong):
    with acting(SYSTEM):
        with pytest.raises(ValidationError) as refused:
            retype(unit=union["a"], kind="commune_union", parent=union[wrong], since=DAY)
        assert list(refused.value.message_dict) == ["parent"]
        assert state(union["a"], DAY) == ("grassroots_union", "Z")
        assert not Change.objects.filter(kind="retype").exists()


def test_nobody_puts_a_unit_under_one_of_a_foreign_scope(union):
    province = union["province"]
    officer = Actor(None, None, province.pk, "", Scope(province.path), frozenset({"units.retype"}))
    with acting(officer), pytest.raises(PermissionDenied):
        retype(unit=union["a"], kind="commune_union", parent=union["other"], since=DAY)
