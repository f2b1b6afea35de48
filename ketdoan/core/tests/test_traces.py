"""By what is found that somebody who is erased stands in a text; a namesake is left in peace."""

import logging

import pytest

from ketdoan.core.logs import NoPersonalData
from ketdoan.core.traces import Traces

WHO = Traces.of("pham thi dieu huyen", 1985, ["0912345678", "079185001234", "Huyen.Pham@donvi.vn", "12345"])


@pytest.mark.parametrize(
    "text",
    [
        "gọi 0912.345.678",
        "+84 912 345 678",
        "số 79185001234 (Excel bỏ số 0)",
        "079 185 001 234",
        "huyen.pham@DonVi.vn",
        '["1", "PHẠM THỊ DIỆU HUYỀN", "02/03/1985"]',
        "Phạm Thị\nDiệu Huyền\n1985",
    ],
)
def test_numbers_and_the_name_with_the_year_are_found_however_they_are_written(text):
    assert WHO.in_text(text)


@pytest.mark.parametrize(
    "text", ["Phạm Thị Diệu Huyền, sinh 1990", "Phạm Thị Diệu Huyền", "Diệu Huyền 1985", "0912345679", "12345", ""]
)
def test_another_of_the_name_or_of_another_number_is_not_meant(text):
    assert not WHO.in_text(text)


def test_whose_birth_is_unknown_is_found_by_numbers_alone():
    unknown = Traces.of("pham thi dieu huyen", None, ["0912345678"])
    assert unknown.in_text("0912345678")
    assert not unknown.in_text("Phạm Thị Diệu Huyền 1985")


def test_the_log_says_no_number_and_of_an_error_where_it_arose_alone(caplog):
    caplog.handler.addFilter(NoPersonalData())
    log = logging.getLogger("ketdoan.thu")
    secret = "Nguyễn Thị Bí Mật"
    try:
        raise ValueError(secret)
    except ValueError:
        log.exception("Not Found: /the/%s", "079185001234")
    assert "079185001234" not in caplog.text
    assert "/the/…" in caplog.text
    assert "ValueError" in caplog.text
    assert "test_traces.py" in caplog.text
    assert secret not in caplog.text.replace(f'secret = "{secret}"', "")
