"""Acts read from their text: articles, headings, numbers, days; and texts that are not to be trusted."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.legal.actions.importing import import_act
from ketdoan.legal.models import Article, LegalAct
from ketdoan.legal.rules.document import read_act
from ketdoan.legal.rules.numbers import kind_of
from ketdoan.legal.rules.plain import lines_of_markdown

TEXT = """---
so_hieu: "7/2031/NĐ-CP"
---
**CHÍNH PHỦ** -------
Số: 7/2031/NĐ-CP |

**NGHỊ ĐỊNH**
*Căn cứ Luật Thử số 1/2030/QH15;*

**Chương**** I**
**NHỮNG QUY ĐỊNH**
**CHUNG**

**Điều 1. Phạm vi** điều chỉnh
Nghị định này thử việc đọc.

## Mục 1. Đọc
**Điều 2. Sửa lời khác**
1. Thay Điều 9 như sau:
“Điều 9. Điều trong ngoặc
1. Khoản trong ngoặc.”
2. Theo
Điều 169 của Luật Thử thì khác.

**Điều 2a. Thêm vào**
Một câu.

Chương II
THI HÀNH
**Điều 3. Hiệu lực**
1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2031.
2. Nghị định cũ hết hiệu lực.

Nơi nhận:
- Như trên.
PHỤ LỤC
Điều 1. Của phụ lục
"""


def read(text, number=""):
    return read_act(lines_of_markdown(text), number)


def test_articles_headings_and_the_day_are_read_and_nothing_else():
    found = read(TEXT)
    assert not found.wrong
    assert (found.number, found.declared, found.since) == ("7/2031/NĐ-CP", "7/2031/NĐ-CP", date(2031, 7, 1))
    assert [(one.no, one.title, one.chapter) for one in found.articles] == [
        ("1", "Phạm vi điều chỉnh", "Chương I NHỮNG QUY ĐỊNH CHUNG"),
        ("2", "Sửa lời khác", "Chương I NHỮNG QUY ĐỊNH CHUNG / Mục 1 Đọc"),
        ("2a", "Thêm vào", "Chương I NHỮNG QUY ĐỊNH CHUNG / Mục 1 Đọc"),
        ("3", "Hiệu lực", "Chương II THI HÀNH"),
    ]
    assert found.articles[0].text == "Nghị định này thử việc đọc."
    assert "“Điều 9. Điều trong ngoặc" in found.articles[1].text
    assert found.articles[1].text.endswith("Điều 169 của Luật Thử thì khác.")
    assert found.articles[3].text.endswith("2. Nghị định cũ hết hiệu lực.")


@pytest.mark.parametrize(
    ("change", "number", "words"),
    [
        (lambda text: text.replace('so_hieu: "7/2031', 'so_hieu: "8/2032'), "", "số hiệu 8/2032/NĐ-CP nhưng"),
        (lambda text: text, "9/2031/NĐ-CP", "số hiệu 9/2031/NĐ-CP nhưng"),
        (
            lambda text: text.replace("**Điều 2. ", "**Câu 2. ").replace("**Điều 2a", "**Câu 2a"),
            "",
            "sau Điều 1 là Điều 3",
        ),
        (lambda text: text.replace("**Điều 1. ", "**Câu 1. ", 1), "", "bắt đầu từ Điều 2"),
        (lambda text: text.replace("7/2031/NĐ-CP", "?"), "", "Không tìm thấy số"),
        (lambda text: "", "", "Không tìm thấy “Điều 1.”"),
    ],
)
def test_a_text_that_is_not_to_be_trusted_says_why(change, number, words):
    assert any(words in wrong for wrong in read(change(TEXT), number).wrong)


def test_an_annex_that_numbers_anew_is_not_read_and_unclosed_quotes_end_with_the_next_article():
    text = TEXT.replace("Khoản trong ngoặc.”", "Khoản trong ngoặc.").replace("Nơi nhận:", "“Điều 5. Lẻ")
    found = read(text)
    assert [one.no for one in found.articles] == ["1", "2", "2a", "3"]


@given(st.text(alphabet="Điều 12.aChương IV\n“”*#|:/số", max_size=200))
def test_no_text_breaks_the_reading(text):
    found = read(text)
    assert all(one.text.count("\n") < 200 for one in found.articles)


@pytest.mark.parametrize(
    ("number", "kind"),
    [("45/2019/QH14", "Luật"), ("145/2020/NĐ-CP", "Nghị định"), ("18/2021/TT-BLĐTBXH", "Thông tư"),
     ("102/2012/TTLT-BQP-BTC", "Thông tư liên tịch"), ("2399/QĐ-TLĐ", "Quyết định"), ("lạ", "Văn bản")],
)  # fmt: skip
def test_the_kind_of_an_act_stands_in_its_number(number, kind):
    assert kind_of(number) == kind


@pytest.mark.django_db
def test_an_act_is_taken_as_a_whole_or_not_at_all(tmp_path, settings):
    settings.DATA = tmp_path
    with acting(SYSTEM):
        with pytest.raises(ValidationError) as error:
            import_act(lines=lines_of_markdown(TEXT), since=date(2031, 8, 1))
        assert any("01/07/2031" in words for words in error.value.messages)
        assert not LegalAct.objects.exists()
        done = import_act(lines=lines_of_markdown(TEXT))
    assert done.new == 4
    assert str(LegalAct.objects.get()) == "Nghị định 7/2031/NĐ-CP"
    assert list(Article.objects.order_by("place").values_list("no", "since")) == [
        (no, date(2031, 7, 1)) for no in ("1", "2", "2a", "3")
    ]


CHARTER = """TỔNG LIÊN ĐOÀN THỬ
Số: 2399/QĐ-TLĐ
Hà Nội, ngày 05 tháng 6 năm 2031
QUYẾT ĐỊNH
Ban hành Điều lệ Thử

Điều 1. Ban hành kèm theo Quyết định này Điều lệ Thử.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
Nơi nhận:
ĐIỀU LỆ
THỬ VIỆC ĐỌC
(Ban hành kèm theo Quyết định số 2399/QĐ-TLĐ)
Chương I
QUY ĐỊNH CHUNG
Điều 1. Đối tượng
1. Một.
Điều 2. Hiệu lực
2. Lẻ.
PHỤ LỤC
Mẫu số 1
Điều 1. Của mẫu
"""


def test_what_an_act_attaches_is_read_as_an_annex_and_forms_are_not():
    found = read(CHARTER)
    (annex,) = found.annexes
    assert [one.no for one in found.articles] == ["1", "2"]
    assert found.articles[1].text == "Quyết định này có hiệu lực kể từ ngày ký."
    assert (annex.kind, annex.number, [one.no for one in annex.articles]) == ("Điều lệ", "2399/QĐ-TLĐ", ["1", "2"])
    assert found.since == date(2031, 6, 5)
    assert (annex.articles[0].chapter, annex.articles[1].text) == ("Chương I QUY ĐỊNH CHUNG", "2. Lẻ.")
    assert not read(CHARTER.replace("ĐIỀU LỆ\n", "Điều khoản khác\n")).annexes
    named = TEXT.replace(
        "2. Nghị định cũ", "2. Bãi bỏ:\nPhụ lục III kèm theo Nghị định số 1/2020/NĐ-CP.\n3. Nghị định cũ"
    )
    assert read(named).articles[-1].text.endswith("số 1/2020/NĐ-CP.\n3. Nghị định cũ hết hiệu lực.")


MERGED = """Số: 7/VBHN-VPQH
LUẬT
THỬ
Luật Thử số 1/2030/QH15 ngày 01 tháng 3 năm 2030 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 7 năm 2030[1], được sửa
1. Luật số 4/2031/QH15 ngày 05 tháng 5 năm 2031 của Quốc hội, có hiệu lực kể từ ngày 01 tháng 01 năm 2032.
Căn cứ Hiến pháp;
Điều 1. Phạm vi
Luật này thử.
Điều 2.[2] Sổ
1.[3] Sổ mới.
[4] 2. Sổ cũ.
Điều 3[5] (được bãi bỏ)
Điều 4. Hiệu lực
Luật này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2030.
XÁC THỰC VĂN BẢN HỢP NHẤT
[1] Luật số 4/2031/QH15 có căn cứ.
[2] Tên điều này được sửa đổi theo quy định tại khoản 1 Điều 1 của Luật số 4/2031/QH15, có hiệu lực kể từ ngày
01 tháng 01 năm 2032.
[3] Khoản này được sửa đổi theo Luật số 4/2031/QH15, có hiệu lực kể từ ngày 01 tháng 01 năm 2032.
[4] Cụm từ “Điều 9. Cũ” của Luật số 4/2031/QH15.
“Điều 9. Trích
1. Điều trong ghi chú.”.
[5] Điều này được bãi bỏ.
"""


def test_a_consolidated_text_is_the_act_that_it_consolidates_and_its_notes_say_since_when():
    found = read(MERGED.replace("Điều 3[5] (", "Điều 3.[5] ("))
    assert not found.wrong
    assert (found.number, found.since) == ("1/2030/QH15", date(2030, 7, 1))
    assert [(one.number, one.since) for one in found.head.merged] == [("4/2031/QH15", date(2032, 1, 1))]
    assert [(one.no, one.title, one.since) for one in found.articles] == [
        ("1", "Phạm vi", date(2030, 7, 1)),
        ("2", "Sổ", date(2032, 1, 1)),
        ("3", "", date(2030, 7, 1)),
        ("4", "Hiệu lực", date(2030, 7, 1)),
    ]
    assert found.articles[1].text == "1. Sổ mới.\n2. Sổ cũ."
    assert len(found.articles[1].noted) == 3
    assert read(MERGED, "1/2030/QH15").head.original.number == "1/2030/QH15"


def test_clauses_and_points_that_lack_the_one_before_are_told_with_their_lines():
    text = TEXT.replace("1. Thay Điều 9", "1. Một\n\na) A\nc) C\n2. Hai\nb) B\n4. Bốn\n5. Thay Điều 9").replace(
        "2. Theo\n", "6. Theo\n"
    )
    found = read(text)
    assert not found.wrong
    lines = lines_of_markdown(text)
    assert [(lines[fault.line - 1], fault.words) for fault in found.doubts] == [
        ("c) C", "khoản 1 Điều 2: sau điểm a là điểm c."),
        ("b) B", "khoản 2 Điều 2: không có điểm a trước điểm b."),
        ("4. Bốn", "Điều 2: sau khoản 2 là khoản 4."),
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Nghị định này có hiệu lực từ ngày 01/02/2032.", date(2032, 2, 1)),
        ("Nghị định này có hiệu lực thi hành kể từ ngày ký.", date(2031, 6, 5)),
        ("Nghị định này có hiệu lực sau 45 ngày, kể từ ngày ký ban hành.", date(2031, 7, 20)),
        ("Nghị định này có hiệu lực khi cần.", None),
        ("Nghị định này có hiệu lực từ ngày 31 tháng 02 năm 2032.", None),
    ],
)
def test_an_act_says_since_when_it_is_in_force(words, day):
    text = TEXT.replace("1. Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2031.", f"1. {words}")
    text = text.replace("**NGHỊ ĐỊNH**", "Hà Nội, ngày 05 tháng 6 năm 2031\n**NGHỊ ĐỊNH**")
    assert read(text).since == day
