"""Text in the codes of old fonts becomes Unicode exactly; Unicode is told from it by whole syllables."""

import pytest

from ketdoan.core.viet.oldfonts import TCVN3, VNI, evidence, from_tcvn3, from_vni, is_syllable

from .old_codes import ABC, to_abc, to_vni
from .old_codes import VNI as VNI_CODES

#: Every letter of Vietnamese with each tone.
SENTENCE = (
    "Nguyễn Thị Ánh Tuyết, ở số 5 đường Lê Lợi, phường Bến Nghé; quê quán: xã Hòa Bình, huyện Vũ Thư, tỉnh Thái Bình"
)


def test_each_code_is_its_letter_in_both_cases():
    assert {letter: from_vni(code) for letter, code in VNI_CODES.items()} == {letter: letter for letter in VNI_CODES}
    assert all(from_tcvn3(code) in (letter, letter.lower()) for letter, code in ABC.items())
    assert all(from_tcvn3(ABC[letter]) == letter for letter in "ĂÂÊÔƠƯĐđăâêôơư")


def test_a_sentence_in_old_codes_is_the_sentence():
    assert from_vni(to_vni(SENTENCE)) == SENTENCE
    assert from_vni(to_vni(SENTENCE.upper())) == SENTENCE.upper()
    assert from_tcvn3(to_abc(SENTENCE)) == SENTENCE.replace("Ánh", "ánh")  # the code has no Á


def test_a_text_typed_in_a_capital_font_becomes_capitals():
    assert from_tcvn3(to_abc("NGUYỄN THỊ ÁNH TUYẾT")) == "NGUYỄN THỊ ÁNH TUYẾT"
    assert from_tcvn3("LIÊN §OµN".replace("Ê", "£")) == "LIÊN ĐOÀN"
    assert from_tcvn3("A¸nh Hµ") == "Ánh Hà"  # a capital, then the small letter with its tone


@pytest.mark.parametrize(
    "word", ["quyết", "giếng", "gì", "khuỷu", "nghiêng", "Hòa", "Hoà", "THUÝ", "quá", "yến", "ưa", "Đắk", "ngoằn"]
)
def test_words_of_vietnamese_are_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["haù", "Leâ", "NguyÔn", "Traàn", "Toå", "ngoé́", "brơi", "thuơuh", "V¨n"])
def test_what_fonts_leave_behind_is_no_syllable(word):
    assert not is_syllable(word)


def test_words_tell_what_they_are_written_in():
    assert evidence("Nguyễn Văn Hải")[""] == 3
    assert evidence(to_abc("Nguyễn Văn Hải"))[TCVN3] == 3
    assert evidence(to_vni("Trần Văn Hải"))[VNI] == 3
    assert evidence("Hoàng") == {"": 0, TCVN3: 0, VNI: 0, "?": 1}  # Hoàng, or Hồng in a VNI font
    assert evidence("Nguyen Van A, 0912345678")[""] == 0
