"""The adoption board against counting by hand, and who may see it."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from python_calamine import load_workbook

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.scope import TERRITORY, Scope
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import FOUNDED, make_person, make_unit
from ketdoan.units.models import Role, Unit
from ketdoan.workspace.models import Counting, UnitUse
from ketdoan.workspace.queries.adoption import Branch, board, officers_of, unused_units
from ketdoan.workspace.queries.counting import count_use

SignIn = Callable[..., Client]
BUCKETS = {"week": 3, "month": 20, "longer": 100, "never": None, "none": None}


class Hand:
    """A random union, and what each officer of it is, noted by hand."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.units: list[Unit] = [make_unit("confederation", "T")]
        self.above: dict[int, int] = {}
        self.people: list[tuple[int, str]] = []
        self.acts: list[tuple[int, str, int]] = []
        for n in range(3):
            self.add("provincial_federation", f"P{n}", self.units[0])
        for n in range(8):
            self.add("grassroots_union", f"G{n}", self.units[1 + n % 3])
        for n in range(3):
            self.add("union_group", f"N{n}", self.units[4 + n])
        role = Role.objects.get(code="clerk")
        for unit in self.units:
            for n in range(self.random.randrange(3)):
                self.seat(unit, n, role)

    def add(self, kind: str, code: str, parent: Unit) -> None:
        unit = make_unit(kind, code, parent)
        self.units.append(unit)
        self.above[unit.pk] = parent.pk

    def seat(self, unit: Unit, number: int, role: Role) -> None:
        bucket = self.random.choice(list(BUCKETS))
        person = make_person(unit, f"Trần {unit.code} {number}")
        if bucket != "none":
            days = BUCKETS[bucket]
            seen = timezone.now() - timedelta(days=days) if days else None
            person.account = Account.objects.create(username=f"{unit.code}-{number}".lower(), last_login=seen)
            person.save()
        with acting(SYSTEM):
            post = give_post(person=person, unit=unit, role=role, since=FOUNDED)
        self.people.append((unit.pk, bucket))
        for _ in range(self.random.randrange(4)):
            days, module = self.random.choice([5, 40, 120]), self.random.choice(["units", "core"])
            with time_machine.travel(timezone.now() - timedelta(days=days), tick=False):
                AuditEntry.objects.create(action=f"{module}.thu", post_id=post.pk, unit_id=self.units[0].pk)
            self.acts.append((unit.pk, module, days))

    def below(self, unit: Unit) -> set[int]:
        inside = {unit.pk}
        while further := {pk for pk, above in self.above.items() if above in inside} - inside:
            inside |= further
        return inside

    def numbers(self, inside: set[int]) -> dict[str, object]:
        buckets = [bucket for pk, bucket in self.people if pk in inside]
        real = [u for u in self.units if u.pk in inside and u.level != "group"]
        silent = [u for u in real if not any(b in ("week", "month", "longer") for pk, b in self.people if pk == u.pk)]
        acts: dict[str, tuple[int, int]] = {}
        for pk, module, days in self.acts:
            if pk in inside and days <= 90:
                of_30, of_90 = acts.get(module, (0, 0))
                acts[module] = (of_30 + (days <= 30), of_90 + 1)
        return {
            "units": len(real),
            "unused": len(silent),
            "officers": len(buckets),
            "opened": len([b for b in buckets if b != "none"]),
            **{name: buckets.count(name) for name in ("week", "month", "longer")},
            "acts": acts,
        }


def numbers(branch: Branch) -> dict[str, object]:
    names = ("units", "unused", "officers", "opened", "week", "month", "longer")
    acts = {module: pair for module, pair in branch.acts.items() if pair != (0, 0)}
    return {name: getattr(branch, name) for name in names} | {"acts": acts}


def officer(unit: Unit, tree: str = "line") -> Actor:
    path = unit.territory_path if tree == TERRITORY else unit.path
    return Actor(None, None, unit.pk, "", Scope(path, tree), frozenset())


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("tree", ["line", TERRITORY])
def test_the_board_says_what_counting_by_hand_says(seed: int, tree: str) -> None:
    hand = Hand(seed)
    count_use()
    count_use()  # a second time changes nothing
    for unit in hand.units[:5]:
        with acting(officer(unit, tree)):
            whole, branches = board(unit)
            silent = {found.pk for found in unused_units(unit)}
        inside = hand.below(unit)
        assert numbers(whole) == hand.numbers(inside)
        assert len(silent) == hand.numbers(inside)["unused"]
        for branch in branches:
            expected = {unit.pk} if branch.own else hand.below(branch.unit)
            assert numbers(branch) == hand.numbers(expected), branch.unit.code
        children = {pk for pk, above in hand.above.items() if above == unit.pk}
        assert {branch.unit.pk for branch in branches if not branch.own} == children


@pytest.mark.django_db
def test_who_signs_in_leaves_the_units_that_nobody_uses(union: dict[str, Unit], sign_in: SignIn) -> None:
    client = sign_in(union["P1"])
    sign_in(union["A"])
    Account.objects.filter(username="chair-p1").update(last_login=timezone.now())
    Account.objects.filter(username="chair-a").update(last_login=None)
    assert "Đang đếm lần đầu" in client.get("/su-dung/").content.decode()
    count_use()
    with acting(officer(union["P1"])):
        assert {unit.code for unit in unused_units(union["P1"])} == {"A", "B"}
    text = client.get("/su-dung/P1/chua-dung/").content.decode()
    assert 'href="/to-chuc/don-vi/A/vi-tri/"' in text
    Account.objects.filter(username="chair-a").update(last_login=timezone.now())
    count_use()
    with acting(officer(union["P1"])):
        assert {unit.code for unit in unused_units(union["P1"])} == {"B"}


@pytest.mark.django_db
def test_the_excel_file_says_what_the_board_says_and_is_noted(union: dict[str, Unit], sign_in: SignIn) -> None:
    client = sign_in(union["P1"])
    count_use()
    answer = client.get("/su-dung/", {"export": "xlsx"})
    rows = load_workbook(BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    assert rows[0][:4] == ["Đơn vị", "Số đơn vị", "Chưa dùng", "Cán bộ"]
    assert {row[0] for row in rows[1:]} == {"Đơn vị P1", "Đơn vị A", "Đơn vị B"}
    entry = AuditEntry.objects.filter(action="workspace.adoption").get()
    assert entry.change["rows"] == 3


@pytest.mark.django_db
def test_only_those_who_give_posts_see_single_officers(union: dict[str, Unit], sign_in: SignIn) -> None:
    chair, clerk = sign_in(union["P1"]), sign_in(union["P1"], "clerk")
    Counting.objects.create(at=timezone.now())
    assert "Lê Thị P1" in chair.get("/su-dung/P1/can-bo/").content.decode()
    assert chair.get("/su-dung/P3/can-bo/").status_code == 404
    assert chair.get("/su-dung/P3/").status_code == 404
    assert clerk.get("/su-dung/P1/can-bo/").status_code == 403
    assert clerk.get("/su-dung/").status_code == 403


@pytest.mark.django_db
def test_an_officer_is_shown_as_roughly_as_one_needs_to_know(union: dict[str, Unit], sign_in: SignIn) -> None:
    make_person(union["A"], "Nguyễn Không Vai")  # holds neither an office nor a post
    for role, days in (("chair", 3), ("clerk", 20), ("accountant", 100), ("group_leader", None)):
        sign_in(union["A"], role)
        seen = timezone.now() - timedelta(days=days) if days else None
        Account.objects.filter(username=f"{role}-a").update(last_login=seen)
    with acting(officer(union["A"])):
        found = [(row.offices, row.seen) for row in officers_of(union["A"])]
    assert found == [
        ("Tổ trưởng công đoàn", "Chưa lần nào"),
        ("Kế toán", "Lâu hơn"),
        ("Văn thư", "Trong 30 ngày"),
        ("Chủ tịch", "Trong 7 ngày"),
    ]


@pytest.mark.django_db
def test_an_ended_unit_leaves_the_board(union: dict[str, Unit]) -> None:
    count_use()
    assert not UnitUse._base_manager.filter(unit__code="P2").exists()
    assert UnitUse._base_manager.filter(unit__code="B").exists()
