"""Work programmes: of what days, who answers for what, what became of it, and what awaits whom."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ketdoan.activities.actions.programme import Plan, add_item, change_item, copy_items, make_programme, report_item
from ketdoan.activities.models import Programme, ProgrammeItem
from ketdoan.activities.queries.programme import by_month, by_owner, items, owner_choices, owner_label, programme_due
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account
from ketdoan.core.viet import format_date, today
from ketdoan.units.actions.bodies import appoint, end_appointment, open_department, open_term
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_person
from ketdoan.units.models import Role
from ketdoan.units.queries.posts import as_actor

from .union import FOUNDED, account_at, actor_at, make_union, own_folder

pytestmark = pytest.mark.django_db
YEAR = today().year
SINCE = date(2024, 1, 1)
#: The moves that the work of a programme may make, told here once more.
MOVES = {
    "planned": {"doing", "done", "dropped"},
    "doing": {"done", "dropped"},
    "done": {"doing"},
    "dropped": {"planned"},
}


@pytest.fixture
def union(tmp_path, settings):
    own_folder(tmp_path, settings)
    return make_union()


def seat(unit, *names):
    """An executive with these members, the chair first; their appointments."""
    with acting(SYSTEM):
        open_term(unit=unit, kind="executive", since=SINCE, until=date(YEAR + 2, 1, 1), seats=9, number="III")
        offices = ["chair", *["member"] * len(names)]
        return [
            appoint(unit=unit, kind="executive", person=make_person(unit, name), office=office, since=SINCE)
            for name, office in zip(names, offices, strict=False)
        ]


def begin(unit, year=YEAR, kind="year", **more):
    with acting(actor_at(unit)):
        return make_programme(unit=unit, kind=kind, year=year, **more)


def put(programme, what="Tập huấn cán bộ", due=None, owner="", **more):
    with acting(SYSTEM):
        return add_item(programme=programme, plan=Plan(what, due or programme.ends, owner, **more))


@pytest.mark.parametrize(
    ("kind", "more", "days"),
    [
        ("year", {}, (date(YEAR, 1, 1), date(YEAR, 12, 31))),
        ("quarter", {"quarter": 1}, (date(YEAR, 1, 1), date(YEAR, 3, 31))),
        ("quarter", {"quarter": 4}, (date(YEAR, 10, 1), date(YEAR, 12, 31))),
        ("term", {}, (SINCE, date(YEAR + 1, 12, 31))),
    ],
)
def test_a_programme_has_the_days_of_its_year_quarter_or_term(union, kind, more, days):
    seat(union["A"], "Lê Thị Chủ")
    made = begin(union["A"], kind=kind, **more)
    assert (made.begins, made.ends) == days


def test_there_is_one_programme_of_each_time(union):
    begin(union["A"])
    with pytest.raises(ValidationError, match="Đã có chương trình"):
        begin(union["A"])
    assert begin(union["A"], kind="quarter", quarter=1).pk
    assert begin(union["B"]).pk


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"kind": "term"}, "kind"),
        ({"kind": "week"}, "kind"),
        ({"year": None}, "year"),
        ({"kind": "quarter"}, "quarter"),
        ({"kind": "quarter", "quarter": 5}, "quarter"),
        ({"year": YEAR - 3}, "year"),
    ],
)
def test_a_programme_of_no_time_is_refused_at_its_field(union, inputs, field):
    with pytest.raises(ValidationError) as error:
        begin(union["A"], **inputs)
    assert set(error.value.error_dict) == {field}


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(" ", date(YEAR, 5, 1)), "what"),
        (Plan("Việc", date(YEAR + 1, 1, 1)), "due"),
        (Plan("Việc", date(YEAR - 1, 12, 31)), "due"),
        (Plan("Việc", date(YEAR, 5, 1), "d:123456"), "owner"),
        (Plan("Việc", date(YEAR, 5, 1), "a:00000000-0000-0000-0000-000000000000"), "owner"),
        (Plan("x" * 301, date(YEAR, 5, 1)), "what"),
    ],
)
def test_work_that_cannot_be_so_is_refused_at_its_field(union, plan, field):
    programme = begin(union["A"])
    with acting(actor_at(union["A"])), pytest.raises(ValidationError) as error:
        add_item(programme=programme, plan=plan)
    assert set(error.value.error_dict) == {field}


def test_an_officer_of_another_unit_answers_for_nothing_here(union):
    (chair,) = seat(union["B"], "Lê Thị Khác")
    programme = begin(union["A"])
    with acting(actor_at(union["A"])), pytest.raises(ValidationError, match="trong danh sách"):
        add_item(programme=programme, plan=Plan("Việc", date(YEAR, 5, 1), f"a:{chair.fact}"))


@pytest.mark.parametrize("writer", ["P", "B"])
def test_nobody_else_writes_the_programme_of_a_union(union, writer):
    programme = begin(union["A"])
    item = put(programme)
    with acting(actor_at(union[writer])):
        for refused in (
            lambda: make_programme(unit=union["A"], kind="quarter", year=YEAR, quarter=1),
            lambda: add_item(programme=programme, plan=Plan("Việc", date(YEAR, 5, 1))),
            lambda: change_item(item=item, plan=Plan("Việc", date(YEAR, 5, 1))),
        ):
            with pytest.raises((PermissionDenied, ProgrammeItem.DoesNotExist)):
                refused()
    assert ProgrammeItem._base_manager.get().what == "Tập huấn cán bộ"


def test_work_closed_says_how_and_is_changed_only_after_it_was_opened_again(union):
    item = put(begin(union["A"]))
    with acting(actor_at(union["A"])):
        for state in ("done", "dropped"):
            with pytest.raises(ValidationError) as error:
                report_item(item=item, state=state, result=" ")
            assert set(error.value.error_dict) == {"result"}
        report_item(item=item, state="done", result="40 người dự", file=ContentFile(b"%PDF-1.7", name="bb.pdf"))
        with pytest.raises(ValidationError, match="đã khép lại"):
            change_item(item=item, plan=Plan("Việc khác", date(YEAR, 5, 1)))
        report_item(item=item, state="doing", result="còn một lớp")
        changed = change_item(item=item, plan=Plan("Việc khác", date(YEAR, 5, 1)))
    assert (changed.what, changed.due, changed.evidence.name) == ("Việc khác", date(YEAR, 5, 1), "bb.pdf")


@settings(max_examples=25)
@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=8))
def test_work_moves_only_as_the_table_says(wanted):
    with transaction.atomic():
        item, state = put(begin(make_union()["A"])), "planned"
        for target in wanted:
            allowed = target == state or target in MOVES[state]
            try:
                with acting(SYSTEM):
                    report_item(item=item, state=target, result="đã ghi")
            except ValidationError:
                assert not allowed
            else:
                assert allowed
                state = target
            assert ProgrammeItem._base_manager.get(pk=item.pk).state == state
        transaction.set_rollback(True)


def test_the_member_who_answers_reports_and_another_member_does_not(union):
    _, member, other = seat(union["A"], "Lê Thị Chủ", "Lê Văn Việc", "Lê Văn Ngoài")
    item = put(begin(union["A"]), owner=f"a:{member.fact}")
    for held, allowed in ((member, True), (other, False)):
        with acting(post_of(held, "group_leader")):
            if allowed:
                assert report_item(item=item, state="doing").state == "doing"
            else:
                with pytest.raises(PermissionDenied):
                    report_item(item=item, state="done", result="xong")


def post_of(appointment, role):
    """The actor of a post that the holder of an office has in the unit of the office."""
    person, unit = appointment.person, appointment.body.unit
    person.account = Account.objects.create_user(f"nguoi-{person.pk}")
    person.save()
    with acting(SYSTEM):
        post = give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=SINCE)
    return as_actor(post, person.account_id)


@pytest.mark.parametrize(
    ("days", "state", "shown"),
    [(-400, "planned", True), (-1, "doing", True), (0, "planned", True), (10, "planned", True), (11, "planned", False),
     (-1, "done", False), (-1, "dropped", False)],
)  # fmt: skip
def test_what_is_due_within_ten_days_or_late_awaits_who_answers_for_it(union, days, state, shown):
    chair, member = seat(union["A"], "Lê Thị Chủ", "Lê Văn Việc")
    due = today() + timedelta(days=days)
    programme = Programme._base_manager.create(
        unit=union["A"],
        kind="year",
        title="Thử",
        begins=due - timedelta(days=9),
        ends=due + timedelta(days=9),
        words="",
    )
    item = put(programme, due=due, owner=f"a:{member.fact}")
    if state != "planned":
        with acting(SYSTEM):
            report_item(item=item, state=state, result="x")
    with acting(post_of(member, "group_leader")) as actor:
        assert [(found.title, found.due) for found in programme_due(actor)] == ([(item.what, due)] if shown else [])
    with acting(post_of(chair, "chair")) as actor:
        late = [found.title for found in programme_due(actor)]
        assert late == (
            ["1 việc trong chương trình công tác do người khác phụ trách đã quá hạn"] if shown and days < 0 else []
        )


def test_work_is_grouped_by_who_answers_and_by_month(union):
    (chair,) = seat(union["A"], "Lê Thị Chủ")
    with acting(SYSTEM):
        department = open_department(unit=union["A"], name="Văn phòng", since=SINCE)
    programme = begin(union["A"])
    put(programme, "Một", date(YEAR, 3, 9), f"a:{chair.fact}")
    put(programme, "Hai", date(YEAR, 1, 5), f"d:{department.pk}")
    put(programme, "Ba", date(YEAR, 3, 2), f"a:{chair.fact}")
    put(programme, "Bốn", date(YEAR, 5, 2))
    with acting(actor_at(union["A"])):
        rows = list(items().order_by("due"))
        owners = [(name, [item.what for item in group]) for name, group in by_owner(rows)]
        months = [(name, [item.what for item in group]) for name, group in by_month(rows)]
        assert len(owner_choices(union["A"])) == 2
    assert owners == [("Chưa phân công", ["Bốn"]), ("Văn phòng", ["Hai"]), ("Chủ tịch Lê Thị Chủ", ["Ba", "Một"])]
    assert months == [(f"Tháng 01/{YEAR}", ["Hai"]), (f"Tháng 03/{YEAR}", ["Ba", "Một"]), (f"Tháng 05/{YEAR}", ["Bốn"])]


def test_whoever_left_the_office_is_named_as_such_and_may_be_replaced(union):
    chair, member = seat(union["A"], "Lê Thị Chủ", "Lê Văn Việc")
    item = put(begin(union["A"]), owner=f"a:{member.fact}")
    with acting(SYSTEM):
        end_appointment(appointment=member, since=today())
    with acting(actor_at(union["A"])):
        assert owner_label(items().get()) == "Ủy viên Ban Chấp hành Lê Văn Việc (đã thôi giữ chức vụ)"
        kept = change_item(item=item, plan=Plan("Việc", date(YEAR, 5, 1), f"a:{member.fact}"))
        assert kept.owner == member.fact
        assert change_item(item=item, plan=Plan("Việc", date(YEAR, 5, 1), f"a:{chair.fact}")).owner == chair.fact


def test_the_work_of_last_year_is_taken_a_year_on_once(union):
    chair, member = seat(union["A"], "Lê Thị Chủ", "Lê Văn Việc")
    last, this = begin(union["A"], YEAR - 1), begin(union["A"])
    put(last, "Sơ kết", date(YEAR - 1, 6, 20), f"a:{chair.fact}", measure="Báo cáo")
    done = put(last, "Tổng kết", date(YEAR - 1, 12, 31), f"a:{member.fact}")
    dropped = put(last, "Bỏ", date(YEAR - 1, 3, 3))
    put(this, "SƠ KẾT", date(YEAR, 7, 1))
    with acting(SYSTEM):
        report_item(item=done, state="done", result="xong")
        report_item(item=dropped, state="dropped", result="không cần")
        end_appointment(appointment=member, since=today())
    for _ in range(2):
        with acting(actor_at(union["A"])):
            copy_items(programme=this, source=last)
    rows = ProgrammeItem._base_manager.filter(programme=this).order_by("due")
    assert [(i.what, i.due, i.owner, i.state, i.result) for i in rows] == [
        ("SƠ KẾT", date(YEAR, 7, 1), None, "planned", ""),
        ("Tổng kết", date(YEAR, 12, 31), None, "planned", ""),
    ]


def test_the_work_of_a_later_programme_or_of_another_union_is_not_taken(union):
    last, this, other = begin(union["A"], YEAR - 1), begin(union["A"]), begin(union["B"], YEAR - 1)
    with acting(SYSTEM):
        for programme, source in ((last, this), (this, other), (this, this)):
            with pytest.raises(ValidationError):
                copy_items(programme=programme, source=source)


def signed_in(unit, role="chair"):
    account = account_at(unit, role, f"{role}-{unit.code}".lower(), "Nguyễn Văn Lập")
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(account)
    return client


def test_a_programme_is_made_filled_reported_and_exported_on_its_pages(union):
    (chair,) = seat(union["A"], "Lê Thị Chủ")
    client = signed_in(union["A"])
    begun = client.post("/cong-viec/chuong-trinh/lap/", {"kind": "year", "year": str(YEAR)})
    programme = Programme._base_manager.get()
    assert begun.url == f"/cong-viec/chuong-trinh/{programme.pk}/"
    sent = {"what": "Đối thoại định kỳ", "due": f"30/06/{YEAR}", "owner": f"a:{chair.fact}", "measure": "Biên bản"}
    client.post(f"{begun.url}them/", sent)
    item = ProgrammeItem._base_manager.get()
    page = client.get(begun.url).content.decode()
    assert "Chủ tịch Lê Thị Chủ" in page
    assert "Đối thoại định kỳ" in page
    refused = client.post(f"/cong-viec/chuong-trinh/viec/{item.pk}/ket-qua/", {"state": "done"})
    assert refused.status_code == 422
    client.post(f"/cong-viec/chuong-trinh/viec/{item.pk}/ket-qua/", {"state": "done", "result": "Hai kiến nghị"})
    assert "1 việc, 1 đã xong" in client.get(begun.url).content.decode()
    file = client.get(f"/cong-viec/chuong-trinh/viec/?chuong_trinh={programme.pk}&export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    assert rows[1][1:3] == ["Đối thoại định kỳ", "Chủ tịch Lê Thị Chủ"]
    assert rows[1][-3:] == ["Biên bản", "Đã xong", "Hai kiến nghị"]


def test_an_upper_union_reads_the_programmes_below_and_is_offered_no_change(union):
    programme = begin(union["A"])
    item = put(programme)
    page = signed_in(union["P"]).get(f"/cong-viec/chuong-trinh/{programme.pk}/").content.decode()
    assert item.what in page
    assert "/them/" not in page
    assert f"/viec/{item.pk}/" not in page
    assert signed_in(union["B"]).get(f"/cong-viec/chuong-trinh/{programme.pk}/").status_code == 404


def test_the_day_of_a_form_is_kept_when_something_else_is_wrong(union):
    programme = begin(union["A"])
    sent = {"what": "", "due": format_date(FOUNDED)}
    page = signed_in(union["A"]).post(f"/cong-viec/chuong-trinh/{programme.pk}/them/", sent)
    assert page.status_code == 422
    assert format_date(FOUNDED) in page.content.decode()
