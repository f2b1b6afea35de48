import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.viet import VietError, clean_line, fold, is_vietnamese, nfc, search_words

# The Vietnamese vowels with their tones, and the letter without any mark, written out by hand.
VOWELS = {
    "a": "aàảãáạăằẳẵắặâầẩẫấậ",
    "e": "eèẻẽéẹêềểễếệ",
    "i": "iìỉĩíị",
    "o": "oòỏõóọôồổỗốộơờởỡớợ",
    "u": "uùủũúụưừửữứự",
    "y": "yỳỷỹýỵ",
}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Thị Ánh Đào", "nguyen thi anh dao"),
        ("ĐẶNG  VĂN\tĐỨC ", "dang van duc"),
        ("12/QĐ-TLĐ", "12 qd tld"),
        ("Hồng–Ngọc (tổ 2)", "hong ngoc to 2"),
        ("Ủy ban kiểm tra", "uy ban kiem tra"),
        ("Công\u00a0đoàn", "cong doan"),
        ("", ""),
        ("…", ""),
    ],
)
def test_fold_takes_off_case_marks_and_punctuation(text, folded):
    assert fold(text) == folded


def test_fold_knows_every_vietnamese_vowel_in_both_cases():
    for plain, marked in VOWELS.items():
        assert fold(marked) == plain * len(marked)
        assert fold(marked.upper()) == plain * len(marked)


@given(st.text())
def test_fold_is_the_same_for_every_unicode_form_of_a_text(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(), st.sampled_from(" \t\n\u00a0\u2003-"), st.text())
def test_words_fold_as_they_do_alone(first, between, second):
    assert fold(first + between + second) == f"{fold(first)} {fold(second)}".strip()


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_nfc_makes_each_vietnamese_letter_one_character():
    assert nfc("Nguye\u0302\u0303n") == "Nguyễn"
    assert len(nfc(unicodedata.normalize("NFD", "Ngọc Diệp"))) == len("Ngọc Diệp") == 9


def test_search_words_are_folded_and_named_once_in_the_order_typed():
    assert search_words("  Đoàn viên, ĐOÀN phí ") == ["doan", "vien", "phi"]
    assert search_words(" - ") == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Công đoàn   cơ sở ", "Công đoàn cơ sở"),
        ("Công\u200b đoàn\u00a0số", "Công đoàn số"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Trần\nVăn B", "Trần Văn B"),
        ("", ""),
    ],
)
def test_clean_line_stores_one_form_of_what_was_typed(typed, stored):
    assert clean_line(typed) == stored


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("Nguy\ufffdn", "lỗi phông"),
        ("Nguyễn\x00 An", "U\\+0000"),
        ("Nguyễn \ue001", "U\\+E001"),
        ("Nguyêb\u0301", "dấu thanh"),
    ],
)
def test_clean_line_refuses_what_is_no_text(typed, complaint):
    with pytest.raises(VietError, match=complaint):
        clean_line(typed)


@pytest.mark.parametrize(
    "text", ["Công đoàn Việt Nam", "Y Wang, H'Hen", "Tổ 2 (ca đêm) – 50 m²", "PHƯỜNG KỲ ANH", "KCN Wonjin", ""]
)
def test_text_in_vietnamese_letters_passes(text):
    assert is_vietnamese(text)


@pytest.mark.parametrize("text", ["C«ng ®oµn ViÖt Nam", "Coâng ñoaøn Vieät Nam", "工会", "nguyẽ́n", "đòàn"])
def test_old_font_codes_foreign_script_and_double_tones_do_not_pass(text):
    assert not is_vietnamese(text)
