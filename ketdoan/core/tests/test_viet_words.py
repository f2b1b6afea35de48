import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.viet import in_words, money_in_words

# Read aloud by hand after the convention of primary-school textbooks.
BY_HAND = {
    0: "không",
    1: "một",
    4: "bốn",
    5: "năm",
    10: "mười",
    11: "mười một",
    14: "mười bốn",
    15: "mười lăm",
    19: "mười chín",
    20: "hai mươi",
    21: "hai mươi mốt",
    24: "hai mươi tư",
    25: "hai mươi lăm",
    40: "bốn mươi",
    44: "bốn mươi tư",
    55: "năm mươi lăm",
    91: "chín mươi mốt",
    100: "một trăm",
    101: "một trăm linh một",
    104: "một trăm linh bốn",
    105: "một trăm linh năm",
    110: "một trăm mười",
    111: "một trăm mười một",
    115: "một trăm mười lăm",
    121: "một trăm hai mươi mốt",
    404: "bốn trăm linh bốn",
    555: "năm trăm năm mươi lăm",
    1000: "một nghìn",
    1001: "một nghìn không trăm linh một",
    1005: "một nghìn không trăm linh năm",
    1008: "một nghìn không trăm linh tám",
    1010: "một nghìn không trăm mười",
    1021: "một nghìn không trăm hai mươi mốt",
    1100: "một nghìn một trăm",
    10000: "mười nghìn",
    15000: "mười lăm nghìn",
    21021: "hai mươi mốt nghìn không trăm hai mươi mốt",
    100000: "một trăm nghìn",
    105005: "một trăm linh năm nghìn không trăm linh năm",
    1000000: "một triệu",
    1000005: "một triệu không trăm linh năm",
    1005000: "một triệu không trăm linh năm nghìn",
    1234567: "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy",
    400070192: "bốn trăm triệu không trăm bảy mươi nghìn một trăm chín mươi hai",
    458500000: "bốn trăm năm mươi tám triệu năm trăm nghìn",
    10**9: "một tỷ",
    10**9 + 1: "một tỷ không trăm linh một",
    2_005_000_000: "hai tỷ không trăm linh năm triệu",
    21 * 10**9: "hai mươi mốt tỷ",
    10**12: "một nghìn tỷ",
    2005 * 10**9: "hai nghìn không trăm linh năm tỷ",
    10**15: "một triệu tỷ",
    10**18: "một tỷ tỷ",
    -15: "âm mười lăm",
    -1000000: "âm một triệu",
}

UNITS = {"một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6}
UNITS |= {"bảy": 7, "tám": 8, "chín": 9, "không": 0}
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def listen(spoken):
    """Understand a number from its words, with no regard to how they were made."""
    millions_down, group, billions = 0, 0, 0
    for word in spoken.removeprefix("âm ").split():
        if word in UNITS:
            group += UNITS[word]
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group += 9 * (group % 10)
        elif word == "trăm":
            group *= 100
        elif word in SCALES:
            millions_down, group = millions_down + group * SCALES[word], 0
        elif word == "tỷ":
            billions, millions_down, group = (billions + millions_down + group) * 10**9, 0, 0
        else:
            assert word == "linh", word
    total = billions + millions_down + group
    return -total if spoken.startswith("âm ") else total


@pytest.mark.parametrize("number", BY_HAND)
def test_a_number_is_read_as_textbooks_read_it(number):
    assert in_words(number) == BY_HAND[number]


@given(st.integers(-(10**12), 10**12) | st.integers(0, 10**18 - 1) | st.integers(0, 1200))
def test_a_listener_understands_the_number_that_was_read(number):
    assert listen(in_words(number)) == number


@given(st.integers(0, 10**18))
def test_reading_breaks_no_rule_of_speech(number):
    spoken = f" {in_words(number)} "
    for wrong in (" mươi một ", " mươi năm ", " mươi bốn ", " mười năm ", " một mươi ", " linh mười ", " linh lăm "):
        assert wrong not in spoken
    assert "  " not in spoken


def test_money_in_words_begins_with_a_capital():
    assert money_in_words(1_200_000) == "Một triệu hai trăm nghìn đồng"
    assert money_in_words(0) == "Không đồng"
    assert money_in_words(-5000) == "Âm năm nghìn đồng"
