"""What acts do to each other: read from their texts, written down with days; versions of articles; what differs."""

import itertools
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.files import path_of
from ketdoan.legal.actions import taking
from ketdoan.legal.actions.importing import File, import_act, import_rows
from ketdoan.legal.actions.relating import relate, unrelate
from ketdoan.legal.models import Article, Indexing, LegalAct, Relation
from ketdoan.legal.queries.acts import known_acts
from ketdoan.legal.queries.library import articles_for
from ketdoan.legal.queries.versions import articles_on, changes_of, relations_of, version_on, without_words
from ketdoan.legal.rules.amending import Kind, changes_in, guided_by
from ketdoan.legal.rules.differing import IN, OUT, pieces
from ketdoan.reports.tests.union import actor_at, make_union


def ended(text):
    return [(one.number, one.since) for one in changes_in("", [("9", "Hiệu lực", text)]) if one.kind == Kind.REPLACES]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2. Luật Thử số 1/2020/QH14 hết hiệu lực kể từ ngày Luật này có hiệu lực.", [("1/2020/QH14", None)]),
        ("Thông tư này thay thế Thông tư số 2/2020/TT-BTN ngày 1/1/2020.", [("2/2020/TT-BTN", None)]),
        ("1. Bãi bỏ Nghị định số 3/2020/NĐ-CP.", [("3/2020/NĐ-CP", None)]),
        ("Nghị định số 4/2020/NĐ-CP hết hiệu lực thi hành kể từ ngày 08 tháng 8 năm 2031.",
         [("4/2020/NĐ-CP", date(2031, 8, 8))]),
        (("2. Các Nghị định sau đây hết hiệu lực:\na) Nghị định số 5/2020/NĐ-CP về A; Nghị định số 6/2020/NĐ-CP;\n"
         "b) Điều 3 của Nghị định số 7/2020/NĐ-CP.\n3. Nghị định số 8/2020/NĐ-CP vẫn còn."),
         [("5/2020/NĐ-CP", None), ("6/2020/NĐ-CP", None)]),
        ("Luật Thử số 9/2020/QH14 đã được sửa đổi theo Luật số 1/2021/QH15 hết hiệu lực kể từ hôm nay.",
         [("9/2020/QH14", None)]),
        ("Các quy định tại Mục 3 của Luật Thử số 9/2020/QH14 hết hiệu lực.", []),
        ("Điều 5 Thông tư số 2/2020/TT-BTN hết hiệu lực.", []),
        ("“Luật Thử số 1/2020/QH14 hết hiệu lực.”", []),
        ("Giấy phép số 12/2020/GP-X hết hiệu lực.", []),
    ],
)  # fmt: skip
def test_only_acts_that_end_as_a_whole_are_read_as_ended(text, expected):
    assert ended(text) == expected


AMENDING = [
    ("1", "Sửa đổi, bổ sung một số điều của Nghị định số 5/2030/NĐ-CP",
     ("1. Sửa đổi, bổ sung Điều 7 như sau:\n“Điều 7. Giữ sổ\n1. Tổ trưởng giữ.\n2. “Sổ” cất kỹ.”.\n"
     "2. Sửa đổi khoản 2 Điều 8 như sau:\n“2. Hai.”\n3. Bổ sung Điều 8a vào sau Điều 8 như sau:\n“Điều 8a. Thêm\n"
     "Một câu.”;\n"
     "4. Bãi bỏ Điều 9.\n5. Sửa đổi Điều 10, Điều 11 như sau:\n“Điều 10. Hai điều”\n"
     "6. Thay thế cụm từ “a” tại các Điều 1 và 2.")),
    ("2", "Hiệu lực", "Nghị định này có hiệu lực từ ngày 01/01/2032."),
]  # fmt: skip


def test_changes_of_single_articles_are_read_with_the_new_words_where_all_of_them_stand_there():
    title = "Sửa đổi, bổ sung một số điều của Nghị định số 5/2030/NĐ-CP và Nghị định số 6/2030/NĐ-CP"
    found = changes_in(title, AMENDING)
    assert [one.number for one in found if not one.article] == ["5/2030/NĐ-CP", "6/2030/NĐ-CP"]
    told = [(one.kind, one.article, one.clause, one.title, one.text) for one in found if one.article]
    assert told == [
        (Kind.AMENDS, "7", "", "Giữ sổ", "1. Tổ trưởng giữ.\n2. “Sổ” cất kỹ."),
        (Kind.AMENDS, "8", "2", "", ""),
        (Kind.AMENDS, "8a", "", "Thêm", "Một câu."),
        (Kind.REPEALS, "9", "", "", ""),
    ]
    assert {one.number for one in found if one.article} == {"5/2030/NĐ-CP"}


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Nghị định Quy định chi tiết một số điều của Luật Công đoàn về tài chính công đoàn", ("Luật Công đoàn", "")),
        ("Thông tư Hướng dẫn thi hành Nghị định số 1/2030/NĐ-CP", None),
        ("Thông tư Hướng dẫn một số điều của Nghị định số 1/2030/NĐ-CP ngày 1/1/2030", ("Nghị định", "1/2030/NĐ-CP")),
        ("Luật Việc làm", None),
    ],
)
def test_a_title_says_which_act_is_set_out_in_detail(title, named):
    assert guided_by(title) == named


@given(st.text(alphabet="ab .\n", max_size=80), st.text(alphabet="ab .\n", max_size=80))
def test_pieces_give_back_both_texts(before, after):
    found = pieces(before, after)
    assert "".join(one.text for one in found if one.kind != IN) == before
    assert "".join(one.text for one in found if one.kind != OUT) == after
    assert all(one.kind != two.kind for one, two in itertools.pairwise(found))


def test_what_differs_is_told_by_words():
    told = pieces("Được nghỉ 12 ngày.\nGiữ nguyên.", "Được nghỉ 14 ngày.\nGiữ nguyên.\nThêm.")
    assert [(one.kind, one.text) for one in told if one.kind != "same"] == [(OUT, "12"), (IN, "14"), (IN, "\nThêm.")]
    long = " ".join(map(str, range(4_000)))
    assert [one.kind for one in pieces(long, f"{long} x")] == [OUT, IN]


def decree(number="5/2030/NĐ-CP", since="01/07/2030", extra="", body="1. Sổ do ai giữ cũng được."):
    return (
        f"Số: {number}\nNGHỊ ĐỊNH\nQuy định về sổ\nĐiều 1. Phạm vi\nNói về sổ.\nĐiều 2. Giữ sổ\n{body}\n"
        f"Điều 3. Hiệu lực\n1. Nghị định này có hiệu lực từ ngày {since}.\n{extra}"
    ).splitlines()


@pytest.fixture
def data(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path


def bring(lines, **more):
    with acting(SYSTEM):
        return import_act(lines=lines, **more)


def versions(no, number="5/2030/NĐ-CP"):
    rows = Article.objects.filter(act__number=number, no=no).order_by("since")
    return [(one.since, one.until) for one in rows]


@pytest.mark.django_db
def test_an_act_that_is_replaced_ends_with_all_its_articles_and_is_found_no_more(data):
    bring(decree())
    day = date(2031, 6, 1)
    assert articles_for("sổ do ai giữ", day)[0].article.act.number == "5/2030/NĐ-CP"
    more = "2. Nghị định số 5/2030/NĐ-CP hết hiệu lực kể từ ngày Nghị định này có hiệu lực."
    bring(decree("9/2031/NĐ-CP", "01/05/2031", more, "1. Chỉ tổ trưởng giữ sổ."))
    assert LegalAct.objects.get(number="5/2030/NĐ-CP").until == date(2031, 5, 1)
    assert versions("2") == [(date(2030, 7, 1), date(2031, 5, 1))]
    assert {hit.article.act.number for hit in articles_for("sổ do ai giữ", day)} == {"9/2031/NĐ-CP"}
    (told,) = relations_of(LegalAct.objects.get(number="5/2030/NĐ-CP"))
    assert (told.words, told.number, told.relation.since) == ("Được thay thế bởi", "9/2031/NĐ-CP", date(2031, 5, 1))
    bring(decree("9/2031/NĐ-CP", "01/05/2031", "2. Khác.", "1. Chỉ tổ trưởng giữ sổ."))
    assert LegalAct.objects.get(number="5/2030/NĐ-CP").until is None
    assert versions("2") == [(date(2030, 7, 1), None)]
    assert len({hit.article.act.number for hit in articles_for("sổ do ai giữ", day)}) == 2


def amending_lines() -> list[str]:
    text = "\n".join(f"Điều {no}. {title}\n{text}" for no, title, text in AMENDING)
    text = text.replace("Điều 7", "Điều 2").replace("Điều 8a", "Điều 2a").replace("Điều 9", "Điều 1")
    head = ["Số: 8/2031/NĐ-CP", "NGHỊ ĐỊNH", "Sửa đổi, bổ sung một số điều của Nghị định số 5/2030/NĐ-CP"]
    return [*head, *text.split("\n")]


@pytest.mark.django_db
def test_an_amending_act_gives_articles_of_held_acts_their_new_words_from_its_day(data):
    bring(decree())
    bring(amending_lines())
    day = date(2032, 1, 1)
    act = LegalAct.objects.get(number="5/2030/NĐ-CP")
    assert versions("2") == [(date(2030, 7, 1), day), (day, None)]
    assert versions("1") == [(date(2030, 7, 1), day)]
    assert [one.no for one in articles_on(act, date(2031, 1, 1))] == ["1", "2", "3"]
    assert [(one.no, one.since) for one in articles_on(act, day)] == [("2", day), ("2a", day), ("3", date(2030, 7, 1))]
    first = act.articles.filter(no="2").order_by("since").first()
    assert version_on(first, day).text == "1. Tổ trưởng giữ.\n2. “Sổ” cất kỹ."
    assert [(one.words, one.number) for one in changes_of(first)] == [("Được sửa đổi, bổ sung bởi", "8/2031/NĐ-CP")]
    assert Article.objects.get(act__number="8/2031/NĐ-CP", no="1").text.count("“Điều 2. Giữ sổ") == 1


@pytest.mark.django_db
def test_an_act_that_comes_after_what_amends_it_has_the_new_words_all_the_same(data):
    bring(amending_lines())
    bring(decree())
    day = date(2032, 1, 1)
    assert versions("2") == [(date(2030, 7, 1), day), (day, None)]
    assert versions("1") == [(date(2030, 7, 1), day)]
    number = Article.objects.count()
    bring(decree())
    assert Article.objects.count() == number


@pytest.mark.django_db
def test_articles_of_an_act_that_were_replaced_end_though_the_act_does_not(data):
    bring(decree("152/2020/NĐ-CP", "15/02/2021"))
    with acting(SYSTEM):
        taking.bring_in_known()
    act = LegalAct.objects.get()
    assert act.until is None
    ends = {one.no: one.until for one in act.articles.all()}
    assert ends == {"1": None, "2": date(2025, 8, 7), "3": date(2025, 8, 7)}
    (told,) = changes_of(act.articles.get(no="2"))
    assert (told.words, told.number) == ("Được thay thế bởi", "219/2025/NĐ-CP")


@pytest.mark.django_db
def test_a_change_of_one_clause_warns_that_the_words_are_not_held(data):
    bring(decree())
    act = LegalAct.objects.get()
    article = act.articles.get(no="2")
    with acting(SYSTEM):
        made = relate(on=act, kind="amends", by="8/2031/NĐ-CP", since=date(2031, 1, 1), article="2", clause="1")
        with pytest.raises(ValidationError):
            relate(on=act, kind="amends", by="8/2031/NĐ-CP", since=date(2031, 1, 1), article="77")
    assert without_words(article, changes_of(article), date(2031, 1, 1))
    assert not without_words(article, changes_of(article), date(2030, 12, 31))
    with acting(SYSTEM):
        unrelate(relation=made)
    assert not changes_of(article)


@pytest.mark.django_db
def test_the_keeper_says_that_an_act_ended_and_nobody_below_the_top_does(data):
    units = make_union()
    bring(decree())
    act = LegalAct.objects.get()
    with acting(actor_at(units["P"])), pytest.raises(PermissionDenied):
        relate(on=act, kind="replaces", by="9/2031/NĐ-CP", since=date(2031, 1, 1))
    number = Indexing.objects.count()
    with acting(actor_at(units["TLD"])):
        relate(on=act, kind="replaces", by="9/2031/NĐ-CP", since=date(2031, 1, 1))
    assert {one.until for one in act.articles.all()} == {date(2031, 1, 1)}
    assert Indexing.objects.count() == number + 1
    assert not articles_for("sổ do ai giữ", date(2031, 1, 1))
    assert articles_for("sổ do ai giữ", date(2030, 12, 31))


@pytest.mark.django_db
def test_the_library_follows_the_shipped_list_of_acts_when_that_changes(data, monkeypatch):
    with acting(SYSTEM):
        taking.bring_in_known()
    bring(decree("38/2013/QH13", "01/01/2015"))
    code = LegalAct.objects.get()
    assert code.until == known_acts()[code.key].until == date(2026, 1, 1)
    assert Relation.objects.filter(on_key=code.key, told="known", kind="replaces").count() == 1
    other = {**known_acts(), code.key: replace(known_acts()[code.key], until=date(2027, 2, 3), title="Tên khác")}
    monkeypatch.setattr(taking, "known_acts", lambda: other)
    taking.bring_in_known()
    code.refresh_from_db()
    assert (code.title, code.until) == ("Tên khác", date(2027, 2, 3))
    assert {one.until for one in code.articles.all()} == {date(2027, 2, 3)}
    assert articles_for("sổ do ai giữ", date(2026, 6, 1))
    number = Indexing.objects.count()
    taking.bring_in_known()
    assert Indexing.objects.count() == number


@pytest.mark.django_db
def test_a_consolidated_text_gives_later_versions_only_where_words_changed(data):
    law = (
        "Số: 1/2030/QH15\nLUẬT\nTHỬ\nĐiều 1. Phạm vi\nLuật này thử.\nĐiều 2. Sổ\n1. Sổ cũ.\nĐiều 3. Hiệu lực\n"
        "Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2030."
    )
    merged = law.replace("Số: 1/2030/QH15", "Số: 7/VBHN-VPQH").replace("THỬ\n", (
        "THỬ\nLuật Thử số 1/2030/QH15 của Quốc hội, có hiệu lực kể từ ngày 01/07/2030, được sửa đổi bởi:\n"
        "1. Luật số 4/2031/QH15 của Quốc hội, có hiệu lực kể từ ngày 01/01/2032.[1]\n"
    )).replace("1. Sổ cũ.", "1.[2] Sổ mới.") + (
        "\n[1] Luật có căn cứ.\n[2] Khoản này được sửa đổi theo Luật số 4/2031/QH15, có hiệu lực kể từ ngày 01/01/2032."
    )  # fmt: skip
    bring(law.split("\n"))
    done = bring(merged.split("\n"))
    assert (done.new, done.changed, done.same) == (1, 0, 2)
    assert versions("2", "1/2030/QH15") == [(date(2030, 7, 1), date(2032, 1, 1)), (date(2032, 1, 1), None)]
    assert versions("1", "1/2030/QH15") == [(date(2030, 7, 1), None)]
    assert [told.number for told in relations_of(LegalAct.objects.get())] == ["4/2031/QH15"]


@pytest.mark.django_db
def test_an_attached_charter_is_an_act_of_its_own_that_the_number_cites(data):
    text = (
        "Số: 2399/QĐ-TLĐ\nHà Nội, ngày 05 tháng 6 năm 2031\nQUYẾT ĐỊNH\nBan hành Điều lệ\nĐiều 1. Ban hành Điều lệ.\n"
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.\nĐIỀU LỆ\nCÔNG ĐOÀN THỬ\nĐiều 1. Đoàn viên\nLà ai.\n"
        "Điều 2. Quyền\nQuyền."
    )
    bring(text.split("\n"))
    charter = LegalAct.objects.get(key="2399/qd-tld")
    paper = LegalAct.objects.get(key="2399/qd-tld#quyet-dinh")
    assert (charter.kind, charter.attached_to, paper.kind) == ("Điều lệ", paper, "Quyết định")
    assert [one.title for one in charter.articles.all()] == ["Đoàn viên", "Quyền"]
    assert {one.since for one in Article.objects.all()} == {date(2031, 6, 5)}
    bring([line.replace("2399/QĐ-TLĐ", "77/QĐ-X") for line in text.split("\n")])
    assert {act.key: act.kind for act in LegalAct.objects.filter(number="77/QĐ-X")} == {
        "77/qd-x": "Quyết định",
        "77/qd-x#dieu-le": "Điều lệ",
    }


@pytest.mark.django_db
def test_the_original_is_kept_byte_for_byte_and_words_held_from_too_early_a_day_are_moved(data):
    bring(decree(), file=File("so.txt", b"\r\nngu\xc3\xaan b\xe1\xba\xa3n"))
    (source,) = LegalAct.objects.get().sources.all()
    assert path_of(source.blob.sha256).read_bytes() == b"\r\nngu\xc3\xaan b\xe1\xba\xa3n"
    row = {"law_id": "5/2030/NĐ-CP", "article_id": "2", "title": "Giữ sổ", "chapter": "", "effective": "2031-03-04",
           "text": "1. Sổ do ai giữ cũng được.", "source_note": "(… có hiệu lực …, … có hiệu lực …"}  # fmt: skip
    with acting(SYSTEM):
        done = import_rows(rows=[row], file=File("trang.html", b"<p>x</p>"))
    assert (done.new, done.changed, done.same) == (0, 1, 0)
    assert versions("2") == [(date(2031, 3, 4), None)]
    assert LegalAct.objects.get().sources.count() == 2


@pytest.mark.django_db
def test_gaps_in_numbers_are_taken_only_when_somebody_has_looked(data):
    lines = decree(body="1. Một.\n3. Ba.")
    with acting(SYSTEM):
        with pytest.raises(ValidationError) as error:
            import_act(lines=lines)
        assert any("Dòng 8: Điều 2: sau khoản 1 là khoản 3" in words for words in error.value.messages)
        assert not LegalAct.objects.exists()
        import_act(lines=lines, looked_over=True)
    assert LegalAct.objects.exists()
