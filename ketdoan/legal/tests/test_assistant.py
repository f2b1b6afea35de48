"""The handbook that is shipped, acts that are known, articles that are imported, and what is answered."""

import gzip
import json
import shutil
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import today
from ketdoan.legal.actions.importing import import_articles
from ketdoan.legal.models import Article, Indexing, LegalAct
from ketdoan.legal.queries import library as library_module
from ketdoan.legal.queries.acts import coming, known_acts, lacking, names_of_acts
from ketdoan.legal.queries.answering import LONGEST, State, answer, quoted
from ketdoan.legal.queries.handbook import entries, entries_with
from ketdoan.legal.queries.library import articles_for
from ketdoan.legal.queries.signposts import Kind, Refusal, aim, more_ways, signposts
from ketdoan.legal.retrieval.asking import expanded
from ketdoan.legal.retrieval.words import syllables
from ketdoan.legal.rules.citing import Citation, act_in
from ketdoan.legal.rules.numbers import act_key
from ketdoan.legal.templatetags.legal import told
from ketdoan.reports.tests.union import account_at, actor_at, make_union

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
CODE = "45/2019/QH14"
LEAVE = (
    "1. Người lao động làm đủ việc được nghỉ hằng năm như sau:\n"
    "a) 12 ngày làm việc thường;\nb) 14 ngày làm việc nặng nhọc."
)


def line(act, no, title, text, effective="2021-01-01", **more):
    return json.dumps({"law_id": act, "article_id": no, "title": title, "text": text, "effective": effective, **more})


@pytest.fixture
def data(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def library(data):
    lines = [
        line(CODE, "113", "Nghỉ hằng năm", LEAVE),
        line(CODE, "114", "Ngày nghỉ hằng năm tăng thêm", "Cứ đủ 05 năm thì số ngày nghỉ tăng thêm 01 ngày."),
        line("38/2013/QH13", "49", "Điều kiện hưởng", "Người thất nghiệp được hưởng trợ cấp khi đủ điều kiện."),
        line("99/2099/NĐ-CP", "1", "Phạm vi điều chỉnh", "Nghị định này nói về nghỉ hằng năm sau này.", "2099-01-01"),
    ]
    with acting(SYSTEM):
        import_articles(lines=lines)


def test_every_entry_of_the_handbook_can_be_read_and_cites_known_acts():
    found = entries()
    assert len(found) >= 150
    for entry in found.values():
        assert entry.title
        assert entry.answer
        assert entry.cites
        assert len(entry.asked) >= 3
        assert entry.sure or entry.note
        assert entry.until is None or entry.since < entry.until
        assert {cite.act for cite in entry.cites} <= {act.number for act in known_acts().values()}, entry.code


def test_acts_end_when_what_replaces_them_begins():
    for act in known_acts().values():
        assert act.since is None or act.until is None or act.since < act.until, act.number
        assert act.sure or act.note, act.number
    old, new = known_acts()[act_key("12/2012/QH13")], known_acts()[act_key("50/2024/QH15")]
    assert old.until == new.since == date(2025, 7, 1)
    assert not old.in_force(TODAY)
    assert new.in_force(TODAY)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("thử việc được bao lâu", "thu-viec.thoi-gian"),
        ("thu viec duoc bao lau", "thu-viec.thoi-gian"),
        ("Có mấy loại hợp đồng lao động?", "hop-dong.loai"),
    ],
)
def test_a_question_is_answered_from_the_handbook_where_the_library_is_empty(data, question, code):
    found = answer(question, TODAY)
    assert (found.state, found.entry and found.entry.code) == (State.HANDBOOK, code)
    assert all(quote.article is None and not quote.text for quote in found.quotes)
    assert CODE in {act.number for act in found.lacking}


@pytest.mark.parametrize(
    ("question", "state"),
    [
        ("", State.EMPTY),
        (" ?!… ", State.EMPTY),
        ("x" * (LONGEST + 1), State.TOO_LONG),
        ("thời tiết hôm nay thế nào", State.OUTSIDE),
        ("cách nấu phở bò", State.OUTSIDE),
        ("vượt đèn đỏ bị phạt bao nhiêu tiền", State.OUTSIDE),
        ("mai ra tòa tôi phải khai thế nào", State.LAWYER),
        ("tháng này sao lương tôi bị trừ 300 nghìn", State.FACTS),
        ("zzz qqq www", State.LANGUAGE),
        ("Can my employer keep my passport?", State.LANGUAGE),
        ("我的公司不发工资怎么办", State.NO_MATCH),
        ("Điều 113 Bộ luật Lao động nói gì", State.NO_TEXT),
    ],
)
def test_what_cannot_be_answered_is_told_apart(data, question, state):
    found = answer(question, TODAY)
    assert found.state == state
    assert found.entry is None


def test_a_citation_is_quoted_byte_for_byte_with_the_words_above_a_point(library):
    found = answer("điểm b khoản 1 điều 113 bộ luật lao động", TODAY)
    (quote,) = found.quotes
    assert found.state == State.CITED
    assert quote.text == "b) 14 ngày làm việc nặng nhọc."
    assert quote.article.text[quote.start : quote.start + len(quote.text)] == quote.text
    assert quote.above == "1. Người lao động làm đủ việc được nghỉ hằng năm như sau:"
    assert quote.place == "điểm b khoản 1 Điều 113 Bộ luật Lao động số 45/2019/QH14"


def test_the_clause_that_answers_stands_first_word_for_word_and_the_entry_beside_it(library):
    found = answer("phep nam duoc may ngay", TODAY)
    assert found.state == State.ANSWERED
    first = found.quotes[0]
    assert (first.citation.article, first.citation.clause) == ("113", "1")
    assert first.article.text[first.start : first.start + len(first.text)] == first.text == LEAVE
    assert found.entry
    assert [act.number for act in found.lacking] == ["145/2020/NĐ-CP"]


def test_an_act_that_is_named_and_not_held_is_told_as_lacking(library):
    found = answer("theo Luật Công đoàn thì đoàn viên có quyền gì", TODAY)
    assert found.state == State.NO_TEXT
    assert [act.number for act in found.lacking] == ["50/2024/QH15"]


@pytest.mark.parametrize("written", ["nghị định 219", "nđ 219", "nd 219", "ND 219/2025/NĐ-CP", "219/2025/nd-cp"])
def test_an_act_is_known_however_short_its_number_is_written(written):
    assert act_in(expanded(syllables(f"gia hạn giấy phép theo {written}")), names_of_acts()) == "219/2025/NĐ-CP"


@pytest.mark.parametrize("written", ["1411/QĐ-TLĐ", "1411/qd-tld", "quyết định 1411/QĐ-TLĐ"])
def test_a_decision_of_the_union_is_known_with_marks_and_without(written):
    assert act_in(expanded(syllables(f"chi theo {written}")), names_of_acts()) == "1411/QĐ-TLĐ"


def test_fines_are_asked_for_in_the_decree_that_was_in_force_on_the_day(data):
    question = "Không lập nội quy bằng văn bản bị phạt mấy triệu?"
    on = {day: aim(question, day, signposts()).places[0].act for day in (date(2026, 9, 9), date(2026, 9, 10))}
    assert on == {date(2026, 9, 9): "12/2022/NĐ-CP", date(2026, 9, 10): "283/2026/NĐ-CP"}


def test_a_question_that_goes_on_is_understood_with_the_one_before(data):
    before = "thử việc được bao lâu"
    found = answer("thế còn trình độ cao đẳng thì sao", TODAY, before)
    assert found.asked.startswith(before)
    assert found.entry
    assert found.entry.code.startswith("thu-viec.")
    assert answer("nghỉ thai sản được mấy tháng", TODAY, before).asked == "nghỉ thai sản được mấy tháng"


def test_an_act_that_ends_soon_is_told_beside_the_answer(data):
    ending = min((act for act in known_acts().values() if act.until and act.since), key=lambda act: act.until)
    day = ending.until - timedelta(days=30)
    assert [(one.act.number, one.on) for one in coming([ending.number], day)] == [(ending.number, ending.until)]
    assert not coming([ending.number], ending.until)
    assert not coming([ending.number], ending.until - timedelta(days=400))


@pytest.mark.parametrize("day", [TODAY, date(2024, 3, 1), date(2021, 6, 1)])
def test_every_way_of_asking_leads_to_an_act_in_force_on_the_day_asked(data, day):
    for question in ("phép năm được mấy ngày", "mức hưởng bảo hiểm thất nghiệp", "tuổi nghỉ hưu của nữ"):
        for place in aim(question, day, signposts()).places:
            known = known_acts().get(act_key(place.act))
            assert known is None or known.since is None or known.in_force(day), (place, day)


def test_ways_of_asking_cite_known_acts_and_entries_that_exist():
    numbers = {act.number for act in known_acts().values()}
    held = signposts()
    assert {place.act for place in held.places if isinstance(place, Citation)} <= numbers
    assert set(more_ways()) <= set(entries())
    assert {place.kind for place in held.places if isinstance(place, Refusal)} == set(Kind)


def test_what_stands_in_a_wider_place_is_not_quoted_once_more(library):
    places = [
        Citation(CODE, "113", "1", "a"),
        Citation(CODE, "113", "1"),
        Citation(CODE, "114"),
        Citation(CODE, "114", "1"),
    ]
    assert [quote.citation for quote in quoted(places, TODAY)] == [places[1], places[2]]


def test_nothing_is_found_or_quoted_that_is_not_in_force_on_the_day(library):
    assert {hit.article.no for hit in articles_for("nghi hang nam", TODAY)} == {"113", "114"}
    assert "99/2099/NĐ-CP" not in {hit.article.act.number for hit in articles_for("nghỉ hằng năm", TODAY)}
    assert "99/2099/NĐ-CP" in {hit.article.act.number for hit in articles_for("nghỉ hằng năm", date(2099, 2, 1))}
    before = {hit.article.act.number for hit in articles_for("người thất nghiệp hưởng trợ cấp", date(2025, 5, 1))}
    assert "38/2013/QH13" in before
    now = {hit.article.act.number for hit in articles_for("người thất nghiệp hưởng trợ cấp", TODAY)}
    assert "38/2013/QH13" not in now
    (quote,) = quoted([Citation("38/2013/QH13", "49")], TODAY)
    assert quote.article is None


def test_bringing_the_same_in_again_changes_nothing_and_a_changed_text_is_taken(library):
    with acting(SYSTEM):
        again = import_articles(lines=[line(CODE, "113", "Nghỉ hằng năm", LEAVE)])
        assert (again.new, again.changed, again.same) == (0, 0, 1)
        assert Indexing.objects.count() == 1
        told = import_articles(lines=[line(CODE, "113", "Nghỉ hằng năm", "Lời mới về phép năm.")])
    assert (told.new, told.changed) == (0, 1)
    assert Indexing.objects.count() == 2
    assert articles_for("lời mới về phép năm", TODAY)[0].article.text == "Lời mới về phép năm."


def test_what_a_line_says_beyond_what_is_known_is_not_taken(data):
    lines = [line(CODE, no, "Nghỉ", LEAVE, key=f"{CODE}+{no}", of_other=True, notes="x") for no in ("113", "114")]
    with acting(SYSTEM):
        import_articles(lines=lines)
    (act,) = LegalAct.objects.all()
    assert (act.key, act.articles.count()) == (act_key(CODE), 2)
    (quote,) = quoted([Citation(CODE, "113", "1")], TODAY)
    assert quote.text == LEAVE
    assert not quote.article.notes


def test_an_earlier_version_of_an_article_ends_when_the_later_one_begins(library):
    later = date(2026, 7, 1)
    with acting(SYSTEM):
        import_articles(lines=[line(CODE, "113", "Nghỉ hằng năm", "1. Lời từ giữa năm 2026.", later.isoformat())])
    (now,), (before,) = (quoted([Citation(CODE, "113")], day) for day in (TODAY, date(2026, 6, 30)))
    assert (now.text, before.text) == ("1. Lời từ giữa năm 2026.", LEAVE)
    found = [hit.article.since for hit in articles_for("nghỉ hằng năm", TODAY) if hit.article.no == "113"]
    assert found == [later]


def test_a_library_whose_index_is_gone_says_so_until_it_is_indexed_again(library, data):
    shutil.rmtree(data / "legal")
    library_module._shelf.cache_clear()
    found = answer("cách nấu phở bò", TODAY)
    assert (found.state, found.down, list(found.articles)) == (State.OUTSIDE, True, [])
    assert answer("phép năm được mấy ngày", TODAY).state == State.ANSWERED
    call_command("legal", "index", stdout=StringIO())
    assert not answer("cách nấu phở bò", TODAY).down


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["không phải json"], "Dòng 1"),
        ([line(CODE, "1", "x", "y"), '{"law_id": "1/2020/QH14"}'], "Dòng 2: thiếu article_id"),
        ([line(CODE, "1", "x", "y", "31/12/2020")], "Dòng 1"),
        (['["một"]'], "Dòng 1"),
        ([line(CODE, "1", "x", "y", 5)], "Dòng 1"),
    ],
)
def test_a_file_with_a_faulty_line_is_refused_as_a_whole(data, lines, words):
    with acting(SYSTEM), pytest.raises(ValidationError) as error:
        import_articles(lines=lines)
    assert any(words in message for message in error.value.messages)
    assert not LegalAct.objects.exists()
    assert not Indexing.objects.exists()


def test_only_who_may_brings_texts_in(data):
    units = make_union()
    with acting(actor_at(units["A"], permissions=frozenset({"legal.ask"}))), pytest.raises(PermissionDenied):
        import_articles(lines=[])


def test_the_library_says_which_acts_in_force_it_lacks(library):
    missing = {act.number for act in lacking(TODAY)}
    assert "50/2024/QH15" in missing
    assert CODE not in missing
    assert "12/2012/QH13" not in missing


def test_the_terminal_imports_searches_asks_and_evaluates(data, tmp_path):
    file = tmp_path / "luat.jsonl.gz"
    file.write_bytes(gzip.compress(line(CODE, "113", "Nghỉ hằng năm", LEAVE).encode()))
    questions = tmp_path / "hoi.jsonl"
    questions.write_text(
        json.dumps({"question": "nghi hang nam may ngay", "relevant": [{"law_id": CODE.lower(), "article_id": "113"}]})
    )

    def run(*arguments):
        out = StringIO()
        call_command("legal", *arguments, stdout=out)
        return out.getvalue()

    assert run("import-articles", str(file)).startswith("1 điều mới")
    assert json.loads(run("search", "nghi hang nam", "--json"))[0]["article_id"] == "113"
    assert json.loads(run("ask", "khoản 1 điều 113 blld", "--json"))["quotes"][0]["text"] == LEAVE
    scores = json.loads(run("evaluate", "--questions", str(questions), "--json"))
    assert scores == {"recall@1": 1.0, "recall@5": 1.0, "recall@10": 1.0, "mrr@10": 1.0}
    half = tmp_path / "nua.jsonl.gz"
    half.write_bytes(file.read_bytes()[:-12])
    for arguments in (
        ("import-articles", str(half)),
        ("import-articles", str(tmp_path / "khong-co.jsonl")),
        ("ask", "x", "--at", "31/02/2025"),
    ):
        with pytest.raises(CommandError):
            run(*arguments)


@pytest.fixture
def chair(data):
    client = Client()
    client.force_login(account_at(make_union()["A"], "chair", "chutich-a"))
    return client


def test_the_page_answers_and_shows_where_the_law_says_it(chair, library):
    page = chair.post(
        reverse("legal:ask"), {"question": "phép năm được mấy ngày", "day": "27/11/2026"}
    ).content.decode()
    assert "chưa được cán bộ pháp luật thẩm định" in page
    article = Article.objects.get(no="113")
    assert reverse("legal:article", args=[article.pk]) in page
    shown = chair.get(reverse("legal:article", args=[article.pk])).content.decode()
    assert 'id="k1b"' in shown
    assert "14 ngày làm việc nặng nhọc." in shown


def test_a_day_that_is_none_is_told_at_the_field_and_nothing_typed_is_lost(chair):
    answered = chair.post(reverse("legal:ask"), {"question": "thử việc bao lâu", "day": "31/02/2026"})
    assert answered.status_code == 422
    page = answered.content.decode()
    assert "thử việc bao lâu" in page
    assert "day-wrong" in page


def test_lines_of_an_entry_are_drawn_as_paragraphs_and_lists_and_never_as_markup():
    drawn = told("Một <b>:\n- hai\n- ba\nBốn")
    assert drawn == "<p>Một &lt;b&gt;:</p><ul><li>hai</li><li>ba</li></ul><p>Bốn</p>"


def test_the_handbook_is_searched_without_marks_and_the_library_tells_what_it_lacks(chair):
    page = chair.get(reverse("legal:handbook"), {"q": "thu viec duoc bao lau"}).content.decode()
    assert "Thử việc được bao lâu?" in page
    assert chair.get(reverse("legal:entry", args=["khong-co"])).status_code == 404
    assert "50/2024/QH15" in chair.get(reverse("legal:library")).content.decode()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("doan phi", "cong-doan.doan-phi"), ("thuong tet", "luong.thuong-tet"), ("Quấy rối", "quay-roi.la-gi")],
)
def test_the_handbook_shows_first_whose_question_has_the_words(typed, code):
    found = [entry.code for entry in entries_with(typed)]
    assert code in found[:2]
    assert len(found) < 12


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("bi duoi viec ngang khong bao truoc thi lam gi", "cham-dut.trai-luat"),
        ("đóng đoàn phí bao nhiêu phần trăm lương", "cong-doan.doan-phi"),
        ("nghỉ ốm 3 ngày có được hưởng lương không", "om-dau.muc-huong"),
        ("công ty bắt làm chủ nhật không cho nghỉ bù", "gio-lam.nghi-hang-tuan"),
        ("quản đốc sờ mó em thì phải báo ai", "quay-roi.lam-gi"),
        ("công ty trả lương trễ 3 tuần rồi, tui phải làm sao", "luong.tra-cham"),
        ("cty nói năm nay lỗ không thưởng tết có được không", "luong.thuong-tet"),
        ("công ty ép tụi em ký đơn xin nghỉ việc", "cham-dut.ep-viet-don"),
    ],
)
def test_what_people_asked_and_were_misled_by_is_answered_rightly(data, question, code):
    assert answer(question, today()).entry.code == code


@pytest.mark.parametrize("question", ["muốn chết quá", "em khong muon song nua, cong ty no luong thi lam gi"])
def test_who_may_harm_themself_is_first_told_to_whom_to_turn(chair, question):
    page = chair.post(reverse("legal:ask"), {"question": question}).content.decode()
    assert "gọi cấp cứu 115" in page
    assert "nằm ngoài lĩnh vực" not in page


def test_beside_such_words_what_is_asked_is_answered(data):
    found = answer("em không muốn sống nữa, công ty nợ lương thì làm gì", today())
    assert (found.distress, found.entry.code) == (True, "luong.tra-cham")
    assert not answer("công nhân tự tử ở nhà máy có phải tai nạn lao động không", today()).distress


def test_what_an_earlier_act_answered_is_told_by_that_act_and_not_refused_as_strange(data):
    found = answer("công ty chậm lương thì tôi làm gì", date(2019, 6, 1))
    assert (found.state, [act.number for act in found.lacking]) == (State.NO_TEXT, ["10/2012/QH13"])
    assert answer("công ty chậm lương thì tôi làm gì", date(1990, 1, 1)).state == State.NO_MATCH
