"""The home: what awaits in its groups, figures that agree with history, the calendar, the first steps."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.modules import InboxItem, Module, modules
from ketdoan.core.scope import LINE, Scope
from ketdoan.core.viet import today
from ketdoan.units.actions.bodies import appoint, open_term
from ketdoan.units.actions.reorganisation import describe
from ketdoan.units.models import Person, Unit
from ketdoan.units.queries.calendar import terms_and_changes
from ketdoan.units.queries.figures import MEASURES
from ketdoan.units.queries.recent import recent
from ketdoan.workspace.queries.figures import figures, month_ends, total
from ketdoan.workspace.queries.month import grid, month

GRASSROOTS, GROUPS, WORKERS, EXECUTIVES = [measure for measure in MEASURES if measure.home]
SignIn = Callable[..., Client]


def many(actor: Actor) -> list[InboxItem]:
    """250 things overdue, one for today, 249 without a deadline."""
    day = today()
    late = [InboxItem(f"Muộn {n:03}", f"/muon/{n}/", due=day - timedelta(days=n + 1)) for n in range(250)]
    return [*late, InboxItem("Hôm nay làm", "/nay/", due=day), *(InboxItem(f"Rảnh {n}", "/") for n in range(249))]


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module with 500 things that await everybody."""
    known = modules()
    monkeypatch.setattr(
        "ketdoan.core.modules.modules", lambda: (*known, Module(name="busy", title="Bận", inbox=[many]))
    )


def page(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def test_500_items_stand_in_their_groups_30_of_each_with_a_way_to_all(union: Any, sign_in: SignIn, busy: None) -> None:
    client = sign_in(union["A"], "group_leader")
    text = page(client, "/")
    assert "500 việc cần xử lý" in text
    assert text.count("/muon/") == 30
    assert "Xem tất cả 250 việc" in text
    assert "Xem tất cả 249 việc" in text
    assert text.index("Quá hạn") < text.index("Hôm nay làm") < text.index("Không hạn")
    second = page(client, "/viec-can-xu-ly/qua-han/", page="3")
    assert second.count("/muon/") == 50
    assert "Việc 201–250 trong 250" in second
    assert client.get("/viec-can-xu-ly/khac/").status_code == 404


@pytest.mark.parametrize(
    ("code", "day", "number"),
    [
        ("P1", date(2021, 6, 30), 2),
        ("P1", date(2022, 1, 1), 1),
        ("P1", date(2025, 6, 30), 1),
        ("P1", date(2025, 7, 1), 2),
        ("P3", date(2021, 12, 31), 0),
        ("P3", date(2022, 1, 31), 1),
        ("P2", date(2025, 6, 30), 1),
        ("P2", date(2025, 7, 1), 0),
        ("top", date(2026, 1, 1), 3),
    ],
)
def test_a_figure_follows_the_tree_of_its_day(union: dict[str, Unit], code: str, day: date, number: int) -> None:
    assert total(GRASSROOTS, union[code].pk, day, LINE) == number


def officer(unit: Unit, *permissions: str) -> Actor:
    return Actor(None, None, unit.pk, "", Scope(unit.path), frozenset(permissions))


def test_the_figures_have_their_course_and_as_much_evidence_as_they_say(union: dict[str, Unit]) -> None:
    with acting(SYSTEM):
        describe(unit=union["A"], values={"workers": 120}, since=date(2020, 1, 1))
        describe(unit=union["B"], values={"workers": 30}, since=date(2020, 1, 1))
    day = date(2025, 12, 15)
    with acting(officer(union["P1"])) as actor:
        found = {figure.measure.code: figure for figure in figures(actor, day)}
        rows = list(WORKERS.evidence(union["P1"], day))
        earlier = list(WORKERS.evidence(union["P1"], date(2025, 6, 30)))
    assert set(found) == {"units.grassroots", "units.workers"}  # nobody sits in an executive body
    course = dict(found["units.workers"].series)
    assert (course["01/2025"], course["06/2025"], course["07/2025"], course["15/12/2025"]) == (120, 120, 150, 150)
    assert found["units.workers"].note == "tăng 30 từ 01/2025"
    assert sum(row.workers for row in rows) == 150
    assert sum(row.workers for row in earlier) == 120


def test_month_ends_are_the_last_days_of_the_months_before(db: None) -> None:
    days = month_ends(date(2024, 3, 15))
    assert len(days) == 12
    assert days[-3:] == [
        ("01/2024", date(2024, 1, 31)),
        ("02/2024", date(2024, 2, 29)),
        ("15/03/2024", date(2024, 3, 15)),
    ]


def test_evidence_opens_inside_the_scope_on_any_day_until_today(union: dict[str, Unit], sign_in: SignIn) -> None:
    client = sign_in(union["P1"])
    assert "Công đoàn cơ sở: 2 đơn vị" in page(client, "/so-lieu/units.grassroots/")
    past = page(client, "/so-lieu/units.grassroots/", ngay="31/12/2021")
    assert "Công đoàn cơ sở: 2 đơn vị" in past
    assert "ĐV A" in past
    assert "ĐV G" not in past  # counted for its day, but now of another province
    assert "1 dòng xem được" in past
    assert client.get("/so-lieu/units.khac/").status_code == 404


def test_a_post_sees_no_figure_that_never_passes_one(union: dict[str, Unit]) -> None:
    with acting(officer(union["A"])) as actor:
        assert figures(actor, date(2025, 12, 15)) == []


def test_tet_of_2026_in_the_calendar() -> None:
    first = date(2026, 2, 1)
    assert grid(first) == (date(2026, 1, 26), date(2026, 3, 1))
    weeks = month(first, date(2026, 2, 10), [])
    days = {day.date: day for week in weeks for day in week}
    assert [len(week) for week in weeks] == [7] * 5
    tet = days[date(2026, 2, 17)]
    assert (tet.holiday, tet.working, tet.lunar_text) == ("Tết Nguyên Đán", False, "1/1")
    assert (days[date(2026, 2, 10)].today, days[date(2026, 2, 10)].working) == (True, True)
    assert (days[date(2026, 1, 26)].inside, days[date(2026, 2, 14)].working) == (False, False)


def test_ends_of_terms_and_changes_stand_in_the_calendar_of_their_scope(union: dict[str, Unit]) -> None:
    with acting(SYSTEM):
        for code in ("A", "B"):
            open_term(unit=union[code], kind="executive", since=date(2025, 8, 1), seats=3, until=date(2030, 8, 1))
    span = (date(2025, 7, 1), date(2030, 12, 31))
    with acting(officer(union["P1"], "units.view")) as actor:
        seen = [(event.day, event.title) for event in terms_and_changes(actor, *span)]
    assert (date(2030, 8, 1), "2 nhiệm kỳ ở cấp dưới kết thúc") in seen
    assert any(day == date(2025, 7, 1) and "ĐV P" in title for day, title in seen)
    with acting(officer(union["A"], "units.view")) as actor:
        own = [event.title for event in terms_and_changes(actor, *span)]
    assert [title[:30] for title in own] == ["Ban Chấp hành hết nhiệm kỳ 202"]
    with acting(officer(union["P3"], "units.view")) as actor:
        assert list(terms_and_changes(actor, *span)) == []
    with acting(officer(union["P1"])) as actor:
        assert list(terms_and_changes(actor, *span)) == []


def test_the_calendar_page_shows_the_month_asked_for_and_this_one_for_nonsense(union: Any, sign_in: SignIn) -> None:
    client = sign_in(union["P1"])
    assert "Tết Nguyên Đán" in page(client, "/lich/", thang="2026-02")
    for wrong in ("2026-13", "9999-01", "x", "0001-01"):
        assert f"Lịch tháng {today().month}/{today().year}" in page(client, "/lich/", thang=wrong)


def test_recent_changes_are_those_of_the_scope(union: dict[str, Unit]) -> None:
    with acting(officer(union["P3"], "units.view")):
        assert {row.unit.code for row in recent(4)} <= {"P3", "G"}
    with acting(officer(union["P1"], "units.view")):
        assert "G" not in {row.unit.code for row in recent(4)}


def test_the_first_day_names_what_is_to_do_until_it_is_done(union: dict[str, Unit], sign_in: SignIn) -> None:
    client = sign_in(union["A"], second_factor=False)
    text = page(client, "/")
    for step in ("Bật xác thực hai lớp", "Khai thư điện tử", "Hoàn thiện thông tin đơn vị", "Nhập ban chấp hành"):
        assert step in text
    assert "Còn thiếu địa chỉ, điện thoại" in text
    assert 'href="/to-chuc/don-vi/A/nhiem-ky/"' in text
    person = Person._base_manager.get(unit=union["A"])
    with acting(SYSTEM):
        open_term(unit=union["A"], kind="executive", since=date(2025, 8, 1), seats=3)
        assert 'href="/to-chuc/don-vi/A/chuc-vu/"' in page(client, "/")
        appoint(unit=union["A"], kind="executive", person=person, office="chair", since=date(2025, 8, 1))
    done = page(client, "/")
    assert "Để hệ thống nhắc hạn nhiệm kỳ" not in done
    assert "Bắt đầu từ đây" in done
    assert client.post("/cai-dat/an/", {"hint": "first-day", "next": "/"}).headers["Location"] == "/"
    assert "Bắt đầu từ đây" not in page(client, "/")


def test_an_account_without_a_post_finds_out_whom_to_ask(db: None) -> None:
    from ketdoan.core.models import Account

    client = Client()
    client.force_login(Account.objects.create_user("moi"))
    assert "Tài khoản chưa có vị trí công tác" in page(client, "/")
    assert "Lịch tháng" in page(client, "/lich/")
