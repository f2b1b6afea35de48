"""Lists: search, filters, order, pages, saved views, Excel; always inside the scope."""

import hashlib
import io
import re
from datetime import date
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from ketdoan.core import names as naming
from ketdoan.core import search as searching
from ketdoan.core.models import Account, AuditEntry, SavedView
from ketdoan.core.search import found, matching
from ketdoan.core.unscoped import everything
from ketdoan.core.viet import fold, sort_key

from .things import ActingMiddleware, Thing, ThingName, thing

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ketdoan.core.tests.things")]
NAMES = ["Nguyễn Văn An", "Trần Thị Bình", "Đặng Quốc Khánh", "Nguyễn Thị Yến", "Ngô An Bình"]
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "rows"}


def shown(page: Any) -> list[str]:
    """The names in the rows of a page, in order."""
    return re.findall(r'<a href="/things/\d+/">([^<]+)</a>', page.content.decode())


def put(*names: str, **values: Any) -> list[Thing]:
    with everything():
        return Thing.objects.bulk_create([thing(name, **values) for name in names])


def sheet(answer: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_search_ignores_accents_case_and_order_of_words(client_acting: Client) -> None:
    put(*NAMES)
    assert shown(client_acting.get("/things/", {"q": "BINH ngo"})) == ["Ngô An Bình"]
    assert shown(client_acting.get("/things/", {"q": "dang"})) == ["Đặng Quốc Khánh"]


def test_a_search_word_is_the_beginning_of_a_word_not_its_middle(client_acting: Client) -> None:
    put(*NAMES)
    assert shown(client_acting.get("/things/", {"q": "ngu y"})) == ["Nguyễn Thị Yến"]
    assert shown(client_acting.get("/things/", {"q": "guyen"})) == []


@pytest.mark.parametrize("typed", ["' | 'a", "an:* & !b", "%", "\\", "or", "'; drop table x; --", "\0", "<->"])
def test_signs_in_a_search_are_no_commands(client_acting: Client, typed: str) -> None:
    put(*NAMES)
    assert client_acting.get("/things/", {"q": typed}).status_code == 200


def test_rows_outside_the_scope_are_never_found_listed_or_exported(client_acting: Client) -> None:
    put("Lê Trong Phạm Vi")
    put("Lê Ngoài Phạm Vi", path="1/3/")
    assert shown(client_acting.get("/things/")) == ["Lê Trong Phạm Vi"]
    assert shown(client_acting.get("/things/", {"q": "le"})) == ["Lê Trong Phạm Vi"]
    assert [row[0] for row in sheet(client_acting.get("/things/", {"export": "xlsx"}))[1:]] == ["Lê Trong Phạm Vi"]


def test_the_list_is_in_vietnamese_order_of_given_names_and_can_be_turned(client_acting: Client) -> None:
    put("Trần Thị Bình", "Nguyễn Văn Ân", "Đỗ Văn An", "Lê Thị Ánh")
    forward = ["Đỗ Văn An", "Lê Thị Ánh", "Nguyễn Văn Ân", "Trần Thị Bình"]
    assert shown(client_acting.get("/things/")) == forward
    assert shown(client_acting.get("/things/", {"sort": "-name"})) == forward[::-1]


def test_filters_stand_in_the_address_and_work_together_with_the_search(client_acting: Client) -> None:
    put("Nguyễn A", kind="a", on=date(2024, 1, 5))
    put("Nguyễn B", kind="b", on=date(2024, 1, 5))
    put("Nguyễn C", kind="b", on=date(2023, 12, 31))
    asked = {"q": "nguyen", "kind": "b", "since": "01/01/2024"}
    assert shown(client_acting.get("/things/", asked)) == ["Nguyễn B"]


def test_a_filter_that_cannot_be_read_shows_its_error_and_no_rows(client_acting: Client) -> None:
    put(*NAMES)
    page = client_acting.get("/things/", {"since": "32/01/2024"})
    assert shown(page) == []
    assert 'class="field-error"' in page.content.decode()


def test_pages_part_the_list_without_gap_or_repetition(client_acting: Client) -> None:
    put(*["Nguyễn Văn An"] * 120)
    pages = [client_acting.get("/things/", {"page": n, "dong": 50}) for n in (1, 2, 3)]
    keys = [key for page in pages for key in re.findall(r'href="/things/(\d+)/">Nguy', page.content.decode())]
    assert [len(shown(page)) for page in pages] == [50, 50, 20]
    assert len(set(keys)) == 120
    assert 'href="?page=3&amp;dong=50"' in pages[1].content.decode()


def test_a_page_has_twenty_rows_unless_more_are_asked_for(client_acting: Client) -> None:
    put(*["Nguyễn Văn An"] * 120)
    usual, hundred = client_acting.get("/things/"), client_acting.get("/things/", {"dong": "100"})
    assert [len(shown(page)) for page in (usual, hundred)] == [20, 100]
    assert 'href="?page=1&amp;dong=100">100 dòng' in usual.content.decode()
    assert 'href="?page=1">20 dòng' in hundred.content.decode()
    assert len(shown(client_acting.get("/things/", {"dong": "1000"}))) == 20


def test_a_page_beyond_the_end_leads_back_to_the_first(client_acting: Client) -> None:
    put(*NAMES)
    answer = client_acting.get("/things/", {"page": 9, "q": "nguyen"})
    assert (answer.status_code, answer["Location"]) == (302, "/things/?q=nguyen")


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30])
def test_a_page_number_that_is_none_breaks_nothing(client_acting: Client, page: str) -> None:
    put(*NAMES)
    assert client_acting.get("/things/", {"page": page}).status_code in (200, 302)


def test_counting_stops_at_the_cap_and_says_so(client_acting: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "COUNTED", 3)
    put(*NAMES)
    assert "hơn 3 dòng" in client_acting.get("/things/").content.decode()


def test_htmx_gets_the_rows_alone_and_the_plain_address(client_acting: Client) -> None:
    put(*NAMES)
    answer = client_acting.get("/things/", {"q": "ngo", "kind": "", "page": "1"}, **HTMX)
    assert answer["HX-Push-Url"] == "/things/?q=ngo"
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]
    assert shown(answer) == ["Ngô An Bình"]


def test_an_empty_list_says_the_next_step_and_a_fruitless_search_how_to_go_on(client_acting: Client) -> None:
    assert re.search(r'class="nothing".*href="/things/1/"', client_acting.get("/things/").content.decode(), re.DOTALL)
    assert "bỏ mọi bộ lọc" in client_acting.get("/things/", {"q": "zzz"}).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_rows(client_acting: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as done:
            client_acting.get("/things/")
        return len(done)

    put(NAMES[0])
    queries()  # the first request of a session writes it
    with_one = queries()
    put(*NAMES[1:])
    assert queries() == with_one


# Excel


def test_excel_holds_what_is_shown_as_numbers_and_dates(client_acting: Client) -> None:
    put("Nguyễn B", on=date(2023, 10, 31), amount=1_234_567, kind="b")
    put("=1+1 Nguyễn A")
    put("Trần C")
    rows = sheet(client_acting.get("/things/", {"q": "nguyen", "sort": "-name", "export": "xlsx"}))
    assert rows == [
        ["Họ và tên", "Loại", "Ngày", "Số tiền"],
        ["Nguyễn B", "Loại B", date(2023, 10, 31), 1_234_567.0],
        ["=1+1 Nguyễn A", "Loại A", "", 0.0],
    ]


def test_excel_takes_all_pages_not_one(client_acting: Client) -> None:
    put(*["Nguyễn Văn An"] * 120)
    assert len(sheet(client_acting.get("/things/", {"export": "xlsx", "page": "2"}))) == 121


def test_excel_needs_its_own_permission(client_acting: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ActingMiddleware, "permissions", frozenset({"things.view"}))
    assert "Xuất Excel" not in client_acting.get("/things/").content.decode()
    assert client_acting.get("/things/", {"export": "xlsx"}).status_code == 403


def test_a_list_of_persons_is_exported_only_by_an_account_with_a_second_factor(client_acting: Client) -> None:
    put(*NAMES)
    account = Account.objects.get(username="can-bo")
    RecoveryCodes.activate(account)
    refused = client_acting.get("/things/persons/", {"export": "xlsx"})
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "Nguyễn Văn An" not in page
    assert reverse("mfa_activate_totp") in page
    assert client_acting.get("/things/persons/").status_code == 200
    assert not AuditEntry.objects.exists()
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    assert len(sheet(client_acting.get("/things/persons/", {"export": "xlsx"}))) == 1 + len(NAMES)


def test_an_export_is_recorded_without_what_was_searched_for(client_acting: Client) -> None:
    put(*NAMES)
    client_acting.get("/things/", {"q": "nguyen", "export": "xlsx"})
    change = AuditEntry.objects.get(action="things.export").change
    assert change.pop("digest")
    assert change == {"list": "things", "rows": 2, "columns": ["name", "kind", "on", "amount"]}


def test_the_record_of_an_export_tells_which_rows_were_taken(client_acting: Client) -> None:
    an, binh = put("Nguyễn Văn An", "Trần Thị Bình")
    for words in ("nguyen", "tran", ""):
        client_acting.get("/things/", {"q": words, "export": "xlsx"})
    told = [change["digest"] for change in AuditEntry.objects.order_by("pk").values_list("change", flat=True)]
    taken = ([an], [binh], [an, binh])
    assert told == [hashlib.sha256("".join(f"{row.pk}\n" for row in rows).encode()).hexdigest() for rows in taken]


# Saved views


def save(client: Client, name: str, query: str) -> Any:
    values = {"name": name, "query": query, "screen": "things", "back": f"/things/?{query}"}
    return client.post("/bo-loc/", values, follow=True)


def test_a_saved_view_is_a_tab_that_shows_the_same_list(client_acting: Client) -> None:
    put(*NAMES)
    save(client_acting, "Họ Nguyễn", "q=nguyen&page=3&kind=")
    page = client_acting.get("/things/").content.decode()
    assert '<a class="nav-link" href="/things/?q=nguyen">Họ Nguyễn</a>' in page
    there = client_acting.get("/things/?q=nguyen").content.decode()
    assert re.search(r'href="/things/\?q=nguyen" aria-current="page">Họ Nguyễn', there)


def test_what_a_view_searches_for_does_not_stand_in_clear(client_acting: Client) -> None:
    save(client_acting, "Riêng", "q=nguyenvanan")
    assert "nguyenvanan" not in str(SavedView.objects.values_list().get())


def test_a_view_is_renamed_and_deleted_by_its_owner_alone(client_acting: Client) -> None:
    save(client_acting, "Cũ", "q=an")
    view = SavedView.objects.get()
    client_acting.post(f"/bo-loc/{view.pk}/doi-ten/", {"name": "Mới", "back": "/things/"})
    assert SavedView.objects.get().name == "Mới"
    stranger = Client()
    stranger.force_login(Account.objects.create_user("nguoi-khac"))
    assert stranger.post(f"/bo-loc/{view.pk}/xoa/").status_code == 404
    assert stranger.post(f"/bo-loc/{view.pk}/doi-ten/", {"name": "X"}).status_code == 404
    client_acting.post(f"/bo-loc/{view.pk}/xoa/", {"back": "/things/"})
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "Trùng", "x" * 41])
def test_a_name_that_cannot_be_taken_is_refused_with_words(client_acting: Client, name: str) -> None:
    save(client_acting, "Trùng", "q=an")
    assert 'class="alert alert-error"' in save(client_acting, name, "q=binh").content.decode()
    assert SavedView.objects.count() == 1


def test_after_saving_one_never_lands_on_a_foreign_site(client_acting: Client) -> None:
    answer = client_acting.post("/bo-loc/", {"name": "A", "query": "q=a", "screen": "x", "back": "//evil.example/"})
    assert answer["Location"] == "/"


# The ways of the search against one another


@pytest.fixture
def many(things_table: None) -> list[Thing]:
    """Three hundred names of few words, so that every word is common."""
    words = ["An", "Bình", "Nguyễn", "Thị", "Yến", "Ân", "Anh"]
    names = [f"{words[i % 7]} {words[i % 5]} {words[i % 3]} {words[i // 50]}" for i in range(300)]
    return put(*names)


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"NARROW": -1},
        {"NARROW": -1, "CAP": 5},
        {"NARROW": -1, "MIDDLING": -1, "CAP": 5},
        {"NARROW": -1, "MIDDLING": -1, "CAP": 5, "NEAR": ((2, 2), (9, 1), (9, 9))},
    ],
    ids=["narrow", "rare words", "common words", "common words, wide", "common words, far in the order"],
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(
    typed=st.lists(st.sampled_from(["an", "ANH", "binh", "y", "nguyen", "thị", "zz", "b"]), max_size=3),
    start=st.sampled_from([0, 7, 50]),
    order=st.sampled_from(["sort_key", "-sort_key", "amount"]),
)
def test_every_way_of_searching_gives_the_same_rows(
    many: list[Thing], limits: dict[str, Any], typed: list[str], start: int, order: str
) -> None:
    wanted = [fold(word) for word in typed]
    fits = [t for t in many if all(any(w.startswith(x) for w in fold(t.name).split()) for x in wanted)]
    fits.sort(key=lambda t: t.pk)
    fits.sort(key=lambda t: getattr(t, order.lstrip("-")), reverse=order.startswith("-"))
    with pytest.MonkeyPatch.context() as patch, everything():
        for name, value in limits.items():
            patch.setattr(searching, name, value)
        page = found(Thing.objects.order_by(order, "pk"), " ".join(typed), start, 10)
    assert [row.pk for row in page.rows] == [t.pk for t in fits[start : start + 10]]
    assert page.more or page.count == len(fits)
    assert page.count <= len(fits)


@pytest.mark.parametrize(
    "limits",
    [
        {},
        {"FEW": 2, "STEPS": (1, 20, 400)},
        {"FEW": 2, "STEPS": (1, 4), "REACH": 40},
        {"FEW": 2, "STEPS": (1, 4), "REACH": 40, "MANY": 3},
        {"FEW": 2, "STEPS": (400,), "SEEN": 30},
    ],
    ids=["rare", "common", "common, too far in the order", "and of too many names", "counted in part"],
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(
    typed=st.lists(st.sampled_from(["an", "ANH", "binh", "y", "nguyen", "thị", "zz", "b"]), min_size=1, max_size=3),
    start=st.sampled_from([0, 7, 50]),
    order=st.sampled_from(["sort_key", "-sort_key"]),
    path=st.sampled_from(["1/", "1/3/"]),
)
def test_searching_by_way_of_the_names_gives_the_same_rows(
    many: list[Thing], limits: dict[str, Any], typed: list[str], start: int, order: str, path: str
) -> None:
    with everything():
        Thing.objects.filter(pk__in=[one.pk for one in many[::7]]).update(path="1/3/")
        rows = list(Thing.objects.filter(path__startswith=path).order_by(order, "pk"))
    wanted = [fold(word) for word in typed]
    fits = [t for t in rows if all(any(w.startswith(x) for w in fold(t.name).split()) for x in wanted)]
    with pytest.MonkeyPatch.context() as patch, everything():
        patch.setattr(searching, "NARROW", -1)
        patch.setattr(Thing, "names", ThingName, raising=False)
        for name, value in limits.items():
            patch.setattr(naming, name, value)
        page = found(Thing.objects.filter(path__startswith=path).order_by(order, "pk"), " ".join(typed), start, 10)
    assert [row.pk for row in page.rows] == [t.pk for t in fits[start : start + 10]]
    assert page.more or page.count == len(fits)
    assert page.count <= len(fits)


def test_each_name_is_kept_once_and_forgotten_with_its_last_bearer(things_table: None) -> None:
    put("Lê Thị An", "Lê Thị An", "Lê Văn Bình")
    put("Lê Thị An")
    assert sorted(ThingName.objects.values_list("words", flat=True)) == ["le thi an", "le van binh"]
    with everything():
        first = Thing.objects.filter(words="le thi an")[0]
        for one in (first, Thing.objects.get(words="le van binh")):
            one.words, one.sort_key = fold("Tô An"), sort_key("Tô An")
            one.save()
    assert ThingName.objects.filter(words="to an").count() == 1
    assert ThingName.let_go(Thing, [sort_key("Lê Thị An"), sort_key("Lê Văn Bình")]) == 1
    assert ThingName.let_go_all(Thing) == 0
    assert sorted(ThingName.objects.values_list("words", flat=True)) == ["le thi an", "to an"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    text=st.text(st.sampled_from("ab7e8đĐƯờ.-_/@'の "), min_size=1, max_size=12),
    at=st.integers(0, 11),
    length=st.integers(1, 12),
)
def test_codes_and_foreign_letters_are_found_by_their_beginnings(
    things_table: None, text: str, at: int, length: int
) -> None:
    words = fold(text).split()
    if not words:
        return
    word = words[at % len(words)]
    with everything():
        item = thing(text)
        item.save()
        assert matching(Thing.objects.filter(pk=item.pk), word[:length]).exists()


def test_the_index_answers_the_search(many: list[Thing]) -> None:
    with everything(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert "thing_words" in matching(Thing.objects.order_by(), "binh").explain()
