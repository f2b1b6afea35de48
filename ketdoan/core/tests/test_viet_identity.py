"""Phone numbers and personal numbers. Expected values are built from the published composition of the numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketdoan.core.viet import VietError, citizen_id_doubts, parse_citizen_id, parse_passport, parse_phone

births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
sexes = st.sampled_from(["m", "f"])
# Thông tư 07/2016/TT-BCA, Điều 7: the digit of century and sex.
CENTURY_AND_SEX = {(19, "m"): "0", (19, "f"): "1", (20, "m"): "2", (20, "f"): "3"}


def number_of(birth: date, sex: str) -> str:
    return f"001{CENTURY_AND_SEX[birth.year // 100, sex]}{birth.year % 100:02}123456"


@given(birth=births, sex=sexes)
def test_a_number_given_by_the_rule_raises_no_doubt(birth: date, sex: str) -> None:
    assert citizen_id_doubts(number_of(birth, sex), birth, sex) == []


@given(birth=births, other=births, sex=sexes)
def test_another_year_of_birth_is_doubted(birth: date, other: date, sex: str) -> None:
    doubts = citizen_id_doubts(number_of(birth, sex), other, sex)
    assert len(doubts) == (birth.year != other.year)
    assert all(f"{birth.year}, hồ sơ ghi {other.year}" in doubt for doubt in doubts)


@given(birth=births)
def test_another_sex_is_doubted_and_an_unknown_one_is_not(birth: date) -> None:
    number = number_of(birth, "f")
    assert citizen_id_doubts(number, birth, "m") == ["Số căn cước ứng với giới tính nữ, khác với hồ sơ."]
    assert citizen_id_doubts(number, birth, "") == []


def test_a_year_to_come_is_doubted_without_a_birth_date() -> None:
    assert citizen_id_doubts("001499123456", None, "") == ["Số căn cước ứng với năm sinh 2199, chưa đến."]
    assert citizen_id_doubts("001099123456", None, "") == []


@given(
    digits=st.from_regex(r"\A(0[35789][0-9]{8}|02[0-9]{9})\Z"),
    prefix=st.sampled_from(["", "+84", "84", "0084", "+840", "+84 (0)"]),
    gap=st.sampled_from(["", " ", ".", "-"]),
)
def test_a_phone_is_read_however_it_is_written(digits: str, prefix: str, gap: str) -> None:
    written = gap.join(digits[1:] if prefix else digits)
    assert parse_phone(f"{prefix}{gap}{written}") == digits


@given(text=st.text(max_size=14))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    for parse in (parse_phone, parse_citizen_id, parse_passport):
        try:
            said = parse(text) + "."
        except VietError as error:
            said = str(error)
        assert said.endswith((".", "?"))


@pytest.mark.parametrize(
    ("text", "number"), [("c1234567", "C1234567"), ("P 0012 3456", "P00123456"), ("123456789", "123456789")]
)
def test_passports_are_read_in_capitals(text: str, number: str) -> None:
    assert parse_passport(text) == number


@pytest.mark.parametrize("text", ["C12345", "ABCDEFG", "Đ1234567", "C1234567890123"])
def test_what_is_no_passport_is_refused(text: str) -> None:
    with pytest.raises(VietError):
        parse_passport(text)
