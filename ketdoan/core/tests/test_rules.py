"""Dated parameters: which row holds, what ships and what was edited here, and the screens that show them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ketdoan.core import rules
from ketdoan.core.acting import Actor, acting
from ketdoan.core.history import span
from ketdoan.core.models import Account, AuditEntry, Rule
from ketdoan.core.rule_actions import change_rule, shape_error, verify_rule
from ketdoan.core.rule_texts import selector_text, title_of, value_text, wordings
from ketdoan.core.rules import NoRule, bring_in_shipped_rules, one_reading, rows, rule
from ketdoan.core.scope import Scope
from ketdoan.core.viet import fold
from ketdoan.core.views import rules as views

OFFICER = Actor(1, 1, 1, "Quản trị", Scope("1/"), frozenset({"core.rules", "core.rules.edit"}))
D2020, D2024, D2025 = date(2020, 1, 1), date(2024, 1, 1), date(2025, 7, 1)


def put(
    key: str = "t.days", value: Any = 5, since: date | None = D2020, until: date | None = None, **more: Any
) -> Rule:
    return Rule.objects.create(key=key, value=value, valid=span(since, until), **{"source": "Luật A", **more})


@pytest.fixture(autouse=True)
def table(db: None) -> None:
    """Rows of an imagined parameter beside those that are shipped."""


def test_the_row_of_the_day_holds() -> None:
    put(value=5, until=D2024)
    put(value=7, since=D2024)
    assert [rule("t.days", at).value for at in (D2020, date(2023, 12, 31), D2024, D2025)] == [5, 5, 7, 7]
    with pytest.raises(NoRule):
        rule("t.days", date(2019, 12, 31))


def test_the_narrowest_selector_that_fits_holds() -> None:
    put(value=1)
    put(value=2, selector={"kind": "a"})
    put(value=3, selector={"kind": "a", "level": "x"})
    assert rule("t.days", D2024, kind="a", level="x").value == 3
    assert rule("t.days", D2024, kind="a", level="y").value == 2
    assert rule("t.days", D2024, kind="b").value == 1
    assert rule("t.days", D2024).value == 1


def test_a_row_replaced_elsewhere_is_seen_at_once() -> None:
    old = put(value=5)
    assert rule("t.days", D2024).value == 5
    Rule.objects.filter(pk=old.pk).update(replaced_at="2025-01-01T00:00:00Z")
    put(value=6)
    assert rule("t.days", D2024).value == 6


def ship(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, *rows: str) -> None:
    """Bring in a rules.toml of these rows alone, in place of the modules' own."""
    path = tmp_path / "rules.toml"
    path.write_text("rule = [\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")
    monkeypatch.setattr(rules, "rule_files", lambda: [path])
    bring_in_shipped_rules()


def shipped_row(value: int) -> str:
    return f'{{ key = "t.days", value = {value}, valid_from = "2020-01-01", source = "Luật A" }}'


def test_a_new_version_replaces_what_it_ships_and_keeps_the_old_row(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    ship(monkeypatch, tmp_path, shipped_row(5))
    first = rule("t.days", D2024)
    ship(monkeypatch, tmp_path, shipped_row(5))
    assert rule("t.days", D2024).pk == first.pk
    ship(monkeypatch, tmp_path, shipped_row(6))
    assert rule("t.days", D2024).value == 6
    assert Rule.objects.get(pk=first.pk).value == 5
    ship(monkeypatch, tmp_path)
    with pytest.raises(NoRule):
        rule("t.days", D2024)


def test_a_new_version_leaves_what_was_edited_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    ship(monkeypatch, tmp_path, shipped_row(5))
    with acting(OFFICER):
        change_rule(rule=rule("t.days", D2024), value=9, since=D2024, source="Luật B", why="luật mới")
    ship(monkeypatch, tmp_path, shipped_row(6))
    assert [rule("t.days", at).value for at in (D2020, D2024)] == [5, 9]


def test_a_change_holds_from_its_day_and_names_its_source() -> None:
    old = put(value=5, until=D2025, verified=True)
    with acting(OFFICER):
        new = change_rule(rule=old, value=8, since=D2024, source="Luật B", why="sửa theo Luật B")
    before = rule("t.days", D2020)
    assert (before.value, before.verified, before.since, before.until) == (5, True, D2020, D2024)
    assert rule("t.days", D2024) == new
    assert (new.value, new.source, new.verified, new.edited, new.until) == (8, "Luật B", False, True, D2025)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.why, entry.about_id) == ("core.rules.change", "sửa theo Luật B", new.pk)
    assert entry.change["from"] == old.pk


def test_a_change_from_the_first_day_leaves_no_part_of_the_old_row() -> None:
    with acting(OFFICER):
        new = change_rule(rule=put(value=5), value=8, since=D2020, source="Luật B", why="x")
    assert list(Rule.objects.filter(key="t.days", replaced_at=None)) == [new]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": "8"}, "value"),
        ({"value": True}, "value"),
        ({"value": -1}, "value"),
        ({"value": 5}, "value"),
        ({"since": date(2019, 12, 31)}, "since"),
        ({"since": D2025}, "since"),
    ],
)
def test_a_senseless_change_is_refused_at_its_field(values: dict[str, Any], field: str) -> None:
    held = put(value=5, until=D2025)
    given = {"value": 8, "since": D2024, "source": "Luật B", **values}
    with acting(OFFICER), pytest.raises(ValidationError) as refused:
        change_rule(rule=held, why="x", **given)
    assert list(refused.value.message_dict) == [field]
    assert list(Rule.objects.filter(key="t.days")) == [held]


def test_a_row_that_somebody_else_has_replaced_is_refused() -> None:
    held = put(value=5)
    with acting(OFFICER):
        change_rule(rule=held, value=6, since=D2024, source="Luật B", why="x")
        with pytest.raises(ValidationError, match="vừa được thay"):
            change_rule(rule=held, value=7, since=D2024, source="Luật B", why="x")


def test_the_right_to_see_is_no_right_to_change() -> None:
    held = put()
    reader = Actor(1, 1, 1, "", Scope("1/"), frozenset({"core.rules"}))
    with acting(reader), pytest.raises(PermissionDenied):
        change_rule(rule=held, value=6, since=D2024, source="Luật B", why="x")
    with acting(reader), pytest.raises(PermissionDenied):
        verify_rule(rule=held, source="Luật A", note="Điều 1")


def test_a_verified_row_says_what_was_read() -> None:
    with acting(OFFICER):
        row = verify_rule(rule=put(value=5), source="Luật A, Điều 3", note="Năm ngày làm việc", why="")
        assert (row.verified, row.value, row.source, row.note) == (True, 5, "Luật A, Điều 3", "Năm ngày làm việc")
        with pytest.raises(ValidationError, match="đã được đối chiếu"):
            verify_rule(rule=row, source="Luật A", note="x")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({"min": 3, "max": 9}, {"min": 3}, "Thiếu mục: max"),
        ({"min": 3}, {"min": 3, "top": 1}, "Không có mục: top"),
        ({"min": 3}, {"min": "ba"}, "Mục min"),
        (["a"], ["b", 1], "Trong danh sách"),
        (["a"], {"a": 1}, "danh sách"),
        ({"ended": False}, {"ended": 0}, "Mục ended"),
    ],
)
def test_a_table_keeps_its_shape(old: Any, new: Any, words: str) -> None:
    assert words in shape_error(old, new)
    assert shape_error(old, old) == ""


def test_every_shipped_parameter_has_a_title() -> None:
    keys = set(Rule.objects.filter(replaced_at=None).values_list("key", flat=True))
    assert keys
    assert keys - set(wordings().titles) == set()


def test_values_read_as_people_write_them() -> None:
    assert value_text([1, 3], "t.standing_share") == "1/3"
    assert value_text(1008) == "1.008"
    assert value_text({"min": True, "max": 1.5}).endswith(": 1,5")
    assert value_text([]) == "không có"
    assert selector_text({}) == "Mọi trường hợp"
    assert title_of("t.unknown") == "t.unknown"


# --- screens

Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask() -> Ask:
    """Call a view as the officer, as the middleware would."""
    account = Account.objects.create(username="quan-tri")

    def call(view: Callable[..., HttpResponse], *args: Any, post: Any = None, **query: str) -> HttpResponse:
        factory = RequestFactory()
        request: HttpRequest = factory.post("/", post) if post is not None else factory.get("/", query)
        request.user = account
        request.session = {}  # type: ignore[assignment]
        request._messages = _Heard()  # type: ignore[attr-defined]
        with acting(OFFICER):
            return view(request, *args)

    return call


class _Heard(list):
    """Messages of a request without the middleware."""

    def add(self, level: int, message: str, extra_tags: str = "") -> None:
        self.append(message)


def page(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_finds_by_words_and_marks_what_is_not_compared(ask: Ask) -> None:
    put(words="thoi han xem xet t.days", verified=True)
    found = page(ask(views.rule_list, q="thời hạn xem xét"))
    assert "t.days" in found
    assert "Đã đối chiếu" in found
    assert "t.days" not in page(ask(views.rule_list, q="thời hạn xem xét", unverified="on"))
    assert "Chưa đối chiếu" in page(ask(views.rule_list, unverified="on"))


def test_the_list_shows_a_day(ask: Ask) -> None:
    put(value=5, until=D2024, words=fold("t.days"))
    put(value=8, since=D2024, words=fold("t.days"))
    assert page(ask(views.rule_list, q="t.days", on="31/12/2023")).count("t.days</a>") == 1
    assert page(ask(views.rule_list, q="t.days")).count("t.days</a>") == 2
    assert "chưa đúng" in page(ask(views.rule_list, on="31/02/2023"))


def test_the_list_narrows_to_a_module(ask: Ask) -> None:
    put(words=fold("t.days"))
    assert "t.days" in page(ask(views.rule_list, module="t"))
    assert "core.file_limit_mb" not in page(ask(views.rule_list, module="t"))


def test_the_page_shows_every_row_there_was(ask: Ask) -> None:
    held = put(value=5)
    with acting(OFFICER):
        new = change_rule(rule=held, value=8, since=D2024, source="Luật B", why="x")
    shown = page(ask(views.rule_detail, new.pk))
    assert "Sửa giá trị" in shown
    assert shown.count("<tr>") + shown.count('<tr aria-current="true">') == 4
    old = page(ask(views.rule_detail, held.pk))
    assert "đã được thay" in old
    assert "Sửa giá trị" not in old


def test_the_form_changes_a_number_and_a_table(ask: Ask) -> None:
    number, table = put(value=1000), put(key="t.size", value={"min": 3, "label": "Ủy viên"})
    given = {"since": "01/01/2024", "source": "Luật B", "why": "luật mới"}
    assert ask(views.rule_change, number.pk, post={**given, "value": "1.008"}).status_code == 302
    assert rule("t.days", D2024).value == 1008
    assert "Ủy viên" in page(ask(views.rule_change, table.pk))
    value = '{"min": 5, "label": "Ủy viên"}'
    assert ask(views.rule_change, table.pk, post={**given, "value": value}).status_code == 302
    assert rule("t.size", D2024).value == {"min": 5, "label": "Ủy viên"}


@pytest.mark.parametrize(("value", "words"), [('{"min": ', "JSON"), ('{"max": 5}', "Thiếu mục"), ("", "Chưa nhập")])
def test_a_wrong_table_is_refused_at_its_field_and_kept(ask: Ask, value: str, words: str) -> None:
    table = put(key="t.size", value={"min": 3})
    given = {"since": "01/01/2024", "source": "Luật B", "why": "x", "value": value}
    response = ask(views.rule_change, table.pk, post=given)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert rule("t.size", D2024) == table


def test_the_form_confirms_a_row(ask: Ask) -> None:
    held = put()
    sent = {"source": "Luật A, Điều 3", "note": "Năm ngày"}
    assert ask(views.rule_verify, held.pk, post=sent).status_code == 302
    assert rule("t.days", D2024).verified


def test_a_page_looks_once_whether_rules_changed_and_the_next_page_sees_the_change(
    django_assert_num_queries: Any,
) -> None:
    def labels() -> list[str]:
        return [row.value for row in rows("thu.nhan", date(2026, 1, 1))]

    labels()
    with one_reading(), django_assert_num_queries(1):
        assert [labels() for _ in range(50)] == [[]] * 50
    Rule.objects.create(key="thu.nhan", value="mới", valid=span(date(2020, 1, 1)), source="thử nghiệm")
    with one_reading():
        assert labels() == ["mới"]
