"""A small union to plan for, and short ways to draft and carry plans through."""

from datetime import date, timedelta

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.units.actions import plans
from ketdoan.units.actions.paper import Paper
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Role, Unit
from ketdoan.units.queries.posts import as_actor, posts_of

DAY = date(2023, 10, 31)
ONE = timedelta(days=1)
LONG_AGO = date(2021, 3, 1)


def found_union():
    """A province with two district-like upper unions of two grassroots unions each; and another province."""
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    uppers = [make_unit("civil_servants_union", code, province) for code in ("V", "W")]
    for upper, codes in zip(uppers, ("AB", "CD"), strict=True):
        for code in codes:
            make_unit("grassroots_union", code, upper)
    make_unit("grassroots_union", "Q1", make_unit("provincial_federation", "Q", top))


def unit(code):
    return Unit._base_manager.get(code=code)


def new(code, kind="grassroots_union", parent="P"):
    """The inputs of a unit to be founded."""
    return {"code": code, "kind": kind, "name": f"Đơn vị {code}", "short_name": f"ĐV {code}", "parent": parent}


def move(codes, parent, tree="line"):
    return "move", {"units": list(codes), "parent": parent, "tree": tree}


def plan_of(*steps, on=DAY, unit_code="P", title="Sắp xếp"):
    """A drafted plan of these steps; each is its act and its inputs."""
    plan = plans.draft(unit=unit(unit_code), title=title, on=on)
    for kind, inputs in steps:
        plans.add_step(plan=plan, kind=kind, inputs=inputs)
    plan.refresh_from_db()
    return plan


def paper(code="12/QĐ-LĐLĐ", issuer="P"):
    return Paper(unit(issuer), code, DAY, "Về việc sắp xếp tổ chức công đoàn")


def carry_out(plan):
    """Submit, approve and execute a plan."""
    plans.submit(plan=plan)
    plans.approve(plan=plan)
    return plans.execute(plan=plan, paper=paper())


def post(username, role, code="P"):
    """A post of somebody with an account, as an actor."""
    with acting(SYSTEM):
        person = add_person(unit=unit(code), name="Nguyễn Văn An")
        person.account = Account.objects.create_user(username)
        person.save()
        give_post(person=person, unit=unit(code), role=Role.objects.get(code=role), since=LONG_AGO)
    (held,) = posts_of(person.account_id)
    return as_actor(held, person.account_id)
