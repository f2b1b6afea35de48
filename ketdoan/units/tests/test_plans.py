"""Plans of reorganisation: what a trial run tells, and what the way to execution asks for."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry
from ketdoan.units.actions import bodies, plans, reorganisation
from ketdoan.units.models import Change, Plan, PlanStep, Unit
from ketdoan.units.queries.trail import trail_of

from .planning import DAY, LONG_AGO, ONE, carry_out, found_union, move, new, paper, plan_of, post, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_system(db):
    with acting(SYSTEM):
        found_union()
        yield


def names(rows):
    return [row[0] for row in rows]


def test_a_plan_is_tried_out_as_it_is_drafted():
    plan = plan_of(
        ("found", new("N", "civil_servants_union")), move("AC", "N"), ("absorb", {"units": ["V"], "into": "W"})
    )
    effect = plan.effect
    assert names(effect["begun"]) == ["N"]
    assert names(effect["ended"]) == ["V"]
    assert [row[:1] + row[2:] for row in effect["moved"]] == [
        ["A", "ĐV V", "ĐV N"], ["B", "ĐV V", "ĐV W"], ["C", "ĐV W", "ĐV N"],
    ]  # fmt: skip
    kinds = {kind: (before, after) for kind, before, after in effect["kinds"]}
    assert kinds == {"provincial_federation": (1, 1), "civil_servants_union": (2, 2), "grassroots_union": (4, 4)}
    assert not Unit.objects.filter(code="N").exists()
    assert unit("V").ended_on is None


def test_a_step_that_cannot_be_done_is_named_with_the_words_of_its_act():
    plan = plan_of(move("A", "W"), ("dissolve", {"units": ["V"]}))
    assert plan.effect == {"problem": {"step": 2, "text": "Còn đơn vị trực thuộc chưa được sắp xếp: ĐV B."}}
    with pytest.raises(ValidationError, match="Bước 2 chưa làm được: Còn đơn vị trực thuộc"):
        plans.submit(plan=plan)


def test_executing_does_every_step_by_one_decision_and_one_entry_of_the_trail():
    plan = plan_of(move("AB", "W"), ("dissolve", {"units": ["V"]}), ("rename", {
        "unit": "W", "name": "Công đoàn W mới", "short_name": "CĐ W mới"}))  # fmt: skip
    before = Change.objects.count()
    executed = carry_out(plan)
    assert (executed.state, executed.decision.code) == ("executed", "12/QĐ-LĐLĐ")
    changes = Change.objects.order_by("pk")[before:]
    assert [(c.kind, c.on, c.decision_id) for c in changes] == [
        (kind, DAY, executed.decision_id) for kind in ("move", "dissolve", "rename")
    ]
    assert [unit(code).parent_id for code in "AB"] == [unit("W").pk] * 2
    assert unit("V").ended_on == DAY
    entry = AuditEntry.objects.get(action="units.plan.execute")
    assert (entry.about, entry.about_id) == ("units.plan", plan.pk)
    assert [part["act"] for part in entry.change["parts"]] == ["units.move", "units.dissolve", "units.rename"]
    assert [part["about_id"] for part in entry.change["parts"]] == [change.pk for change in changes]
    assert not AuditEntry.objects.filter(action="units.move").exists()


def test_the_trail_of_each_unit_of_a_plan_tells_of_its_execution():
    merge = ("merge", {"units": ["A", "B"], **new("N", parent="V")})
    plan = carry_out(plan_of(merge, ("rename", {"unit": "C", "name": "Công đoàn C mới", "short_name": "CĐ C mới"})))
    for code in "ABNC":
        (entry,) = trail_of(unit(code)).filter(action="units.plan.execute")
        assert (entry.about_id, entry.about_name, entry.decision_code) == (plan.pk, "Sắp xếp", "12/QĐ-LĐLĐ")
    assert not trail_of(unit("D")).filter(action="units.plan.execute").exists()


def test_when_a_step_is_refused_nothing_of_the_plan_is_done():
    plan = plan_of(move("A", "W"), ("dissolve", {"units": ["D"]}))
    plans.submit(plan=plan)
    plans.approve(plan=plan)
    before = Change.objects.count()
    with acting(SYSTEM):
        Plan.objects.filter(pk=plan.pk).update(on=LONG_AGO.replace(year=2009))  # before any of its units began
    with pytest.raises(ValidationError, match="Bước 1"):
        plans.execute(plan=plan, paper=paper())
    assert Plan.objects.get(pk=plan.pk).state == "approved"
    assert Change.objects.count() == before
    assert unit("A").parent_id == unit("V").pk


def test_terms_officers_and_posts_that_end_are_counted():
    somebody = post("an", "chair", "V")
    with acting(SYSTEM):
        bodies.open_term(unit=unit("V"), kind="executive", since=LONG_AGO, seats=3)
        person = unit("V").persons.get()
        appointment = bodies.appoint(unit=unit("V"), kind="executive", person=person, office="chair", since=LONG_AGO)
    plan = plan_of(("absorb", {"units": ["V"], "into": "W"}))
    assert len(plan.effect["terms"]) == 1
    assert plan.effect["appointments"] == [appointment.pk]
    assert plan.effect["posts"] == [somebody.post_id]


def test_a_unit_that_changed_meanwhile_stops_the_plan_until_it_is_looked_at_again():
    plan = plan_of(move("A", "W"), move("B", "W"))
    plans.submit(plan=plan)
    plans.approve(plan=plan)
    reorganisation.rename(unit=unit("B"), name="Công đoàn B mới", short_name="CĐ B mới", since=DAY - ONE)
    with pytest.raises(ValidationError, match=r"bước 2: CĐ B mới.*Tính lại tác động"):
        plans.execute(plan=plan, paper=paper())
    assert plans.look(plan=plan).state == "submitted"
    plans.approve(plan=plan)
    assert plans.execute(plan=plan, paper=paper()).state == "executed"


def test_what_changes_elsewhere_does_not_stop_a_plan():
    plan = plan_of(move("A", "W"))
    plans.submit(plan=plan)
    reorganisation.rename(unit=unit("D"), name="Công đoàn D mới", short_name="CĐ D mới", since=DAY)
    reorganisation.move(units=[unit("C")], parent=unit("V"), since=DAY)
    plans.approve(plan=plan)
    assert plans.look(plan=plan).state == "approved"


def test_a_newcomer_under_a_unit_that_is_to_end_is_noticed():
    plan = plan_of(("absorb", {"units": ["V"], "into": "W"}))
    plans.submit(plan=plan)
    reorganisation.move(units=[unit("C")], parent=unit("V"), since=DAY - ONE)
    with pytest.raises(ValidationError, match="bước 1: ĐV V"):
        plans.approve(plan=plan)


def test_a_step_may_name_only_units_of_the_scope_and_of_earlier_steps():
    plan = plan_of(move("A", "W"))
    for kind, inputs, field in (
        (*move(["NEW"], "W"), "units"),
        (*move("A", "NEW"), "parent"),
        ("found", new("A"), "code"),
        ("merge", {"units": ["A"], **new("M")}, "units"),
        ("dissolve", {"units": []}, "units"),
        ("rename", {"unit": "A", "name": "", "short_name": "x"}, "name"),
    ):
        with pytest.raises(ValidationError) as refused:
            plans.add_step(plan=plan, kind=kind, inputs=inputs)
        assert list(refused.value.error_dict) == [field]
    with acting(post("an", "organisation_officer")), pytest.raises(ValidationError, match="Không có đơn vị mã Q1"):
        plans.add_step(plan=plan, kind="dissolve", inputs={"units": ["Q1"]})
    assert PlanStep.objects.count() == 1


def test_steps_are_put_in_another_order_and_taken_out():
    plan = plan_of(("dissolve", {"units": ["V"]}), move("AB", "W"))
    assert plan.effect["problem"]["step"] == 1
    plans.shift_step(step=plan.steps.get(order=2), by=-1)
    plan.refresh_from_db()
    assert [step.act for step in plan.steps.all()] == ["move", "dissolve"]
    assert names(plan.effect["ended"]) == ["V"]
    plans.drop_step(step=plan.steps.get(order=1))
    plan.refresh_from_db()
    assert [(step.order, step.act) for step in plan.steps.all()] == [(1, "dissolve")]
    assert plan.effect["problem"]["step"] == 1


def test_who_submitted_a_plan_does_not_approve_it_while_somebody_else_may():
    chair, other = post("chair", "chair"), post("other", "chair")
    with acting(chair):
        plan = plan_of(move("A", "W"))
        plans.submit(plan=plan)
        with pytest.raises(ValidationError, match="không tự phê duyệt"):
            plans.approve(plan=plan, why="Nghị quyết 5")
    with acting(other):
        assert plans.approve(plan=plan).state == "approved"


def test_the_only_approver_of_a_unit_approves_an_own_plan_with_a_reason():
    with acting(post("chair", "chair")):
        plan = plan_of(move("A", "W"))
        plans.submit(plan=plan)
        with pytest.raises(ValidationError, match="hãy ghi lý do tự phê duyệt"):
            plans.approve(plan=plan)
        assert plans.approve(plan=plan, why="Nghị quyết 5 của BCH").state == "approved"
    entry = AuditEntry.objects.get(action="units.plan.approve")
    assert entry.change["alone"] is True


def without(permission):
    """An organisation officer who lacks one right."""
    officer = post("officer", "organisation_officer")
    return replace(officer, permissions=officer.permissions - {permission})


def test_rights_are_asked_for_at_each_stage():
    officer, clerk = without("units.plan.approve"), post("clerk", "clerk")
    with acting(clerk), pytest.raises(PermissionDenied):
        plan_of(move("A", "W"))
    with acting(officer):
        plan = plan_of(move("A", "W"))
        plans.submit(plan=plan)
        with pytest.raises(PermissionDenied):
            plans.approve(plan=plan)


def test_executing_asks_for_the_right_of_each_act():
    drafter, officer = without("units.dissolve"), post("other", "organisation_officer")
    with acting(drafter):
        plan = plan_of(move("A", "W"), ("dissolve", {"units": ["B"]}))
        assert names(plan.effect["ended"]) == ["B"]
        plans.submit(plan=plan)
    plans.approve(plan=plan)
    with acting(drafter), pytest.raises(ValidationError, match=r"Bước 2 .*Giải thể, kết thúc hoạt động đơn vị"):
        plans.execute(plan=plan, paper=paper())
    with acting(officer):
        assert plans.execute(plan=plan, paper=paper()).state == "executed"


def test_nobody_decides_by_a_plan_on_a_unit_that_is_not_below():
    with acting(post("officer", "organisation_officer", "V")):
        plan = plan_of(("rename", {"unit": "V", "name": "Tên", "short_name": "Tên"}), unit_code="V")
        assert "không quyết định về ĐV V" in plan.effect["problem"]["text"]


@pytest.mark.parametrize(
    ("way", "then"),
    [
        ([], {"submit", "withdraw"}),
        (["submit"], {"approve", "give_back", "withdraw"}),
        (["submit", "approve"], {"execute", "give_back", "withdraw"}),
        (["submit", "give_back"], {"submit", "withdraw"}),
        (["submit", "approve", "execute"], set()),
        (["withdraw"], set()),
    ],
    ids=lambda way: "-".join(way) if isinstance(way, list) else "",
)  # fmt: skip
def test_a_plan_goes_only_where_its_state_leads(way, then):
    def go(name):
        more = {"paper": paper()} if name == "execute" else {}
        getattr(plans, name)(plan=plan, why="thử", **more)

    plan = plan_of(move("A", "W"))
    for name in way:
        go(name)
    state = Plan.objects.get(pk=plan.pk).state
    for name in {"submit", "approve", "give_back", "withdraw", "execute"} - then:
        with pytest.raises(ValidationError, match="Phương án này"):
            go(name)
        assert Plan.objects.get(pk=plan.pk).state == state
    if state not in ("draft", "returned"):
        with pytest.raises(ValidationError, match="không sửa hay trình lại được"):
            plans.drop_step(step=plan.steps.get())


def test_the_same_key_executes_once():
    plan = plan_of(move("A", "W"))
    plans.submit(plan=plan)
    plans.approve(plan=plan)
    for _ in range(2):
        assert plans.execute(plan=plan, paper=paper(), key="k").pk == plan.pk
    assert Change.objects.filter(kind="move").count() == 1


def test_a_long_plan_is_tried_out_when_somebody_asks():
    plan = plans.draft(unit=unit("P"), title="Dài", on=DAY)
    for number in range(plans.AT_ONCE + 1):
        names = {"name": f"Công đoàn A {number}", "short_name": f"CĐ A {number}"}
        plans.add_step(plan=plan, kind="rename", inputs={"unit": "A", **names})
    assert (Plan.objects.get(pk=plan.pk).looked_at, Plan.objects.get(pk=plan.pk).effect) == (None, {})
    with pytest.raises(ValidationError, match="Chưa tính tác động"):
        plans.submit(plan=plan)
    assert plans.look(plan=plan).effect["renamed"] == [["A", "ĐV A", f"CĐ A {plans.AT_ONCE}"]]
    assert plans.submit(plan=plan).state == "submitted"


def test_an_alternative_has_the_steps_of_the_other_and_a_life_of_its_own():
    plan = plan_of(move("A", "W"))
    other = plans.draft(unit=unit("P"), title="Phương án 2", on=DAY, like=plan)
    plans.add_step(plan=other, kind="dissolve", inputs={"units": ["B"]})
    assert [step.act for step in plan.steps.all()] == ["move"]
    assert [step.act for step in other.steps.all()] == ["move", "dissolve"]
