"""Lists full of garbage: the importer never fails, and whatever it takes in is a whole person of the register.

FUZZ_ROWS says how many rows; the suite runs few of them.
"""

import csv
import os
from datetime import date
from random import Random

import pytest

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import (
    fold,
    parse_citizen_id,
    parse_old_citizen_id,
    parse_phone,
    parse_social_insurance,
    sort_key,
    today,
)
from ketdoan.members.actions.deriving import derive
from ketdoan.members.actions.importing.direct import import_list
from ketdoan.members.models import Member, MemberEvent, Spell
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Identifier, Person
from ketdoan.units.tests.sheets import excel

pytestmark = pytest.mark.django_db
ROWS = int(os.environ.get("FUZZ_ROWS", "1500"))
IN_A_FILE = 5_000
SEED = int(os.environ.get("FUZZ_SEED", "3"))
HEAD = [
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Số CMND", "Mã số BHXH", "Điện thoại", "Email", "Địa chỉ",
    "Quê quán", "Dân tộc", "Tôn giáo", "Trình độ", "Nghề nghiệp", "Loại hợp đồng", "Ngày vào làm",
    "Ngày vào công đoàn", "Tổ công đoàn", "Đảng viên", "Mức lương", "Tình trạng", "Ghi chú",
]  # fmt: skip
NAMES = ("Nguyễn Văn An", "trần thị BÌNH", "Lê  Chi", "Y Moan", "NguyÔn V¨n A", "Nguyeãn Thò B", "Ông Ba", "12 Người")
GARBAGE = (
    "", " ", "x", "0", "-1", "31/02/1990", "29/02/2000", "99/99/9999", "1990", "33177", "05/12/1990", "12/5/90",
    "1e308", "7.92E+10", "#N/A", "=1+1", "null", "NaN", "nam", "Nữ", "nghỉ việc", "từ 31/10/2023", "chuyển đi",
    "tạm dừng", "079090012345", "79090012345", "012345678", "0912345678", "+84 912 345 678", "7912345678", "a@b.vn",
    "không", "như trên", "Tổ 1", "Tổng cộng", "e\u0301\u0302", "\u200b", "\ufeff", "𝒜", "中文", "'; DROP TABLE", "\t",
    "a" * 3000, "Đ" * 200, "9" * 40, "01/06/2015", "2016", "10/2015", "1.500.000", "5 triệu", "12/12", "Kinh",
)  # fmt: skip


def rows(random, number):
    for _ in range(number):
        cells = [random.choice(GARBAGE) for _ in HEAD]
        if random.random() < 0.9:
            cells[1] = random.choice(NAMES)
        for at, good in ((2, "05/12/1990"), (4, f"0010900{random.randrange(20_000):05}"), (17, "01/06/2015"), (18, "")):
            if random.random() < 0.7:
                cells[at] = good
        if random.random() < 0.6:
            cells[5:17] = [""] * 12
            cells[19:] = [""] * 4
        yield cells


def written(folder, random, at, number):
    lines = [HEAD, *rows(random, number)]
    if at % 2:
        path = folder / f"{at}.xlsx"
        path.write_bytes(excel({"DS": [[cell.replace("=", "'=", 1) for cell in line] for line in lines]}))
        return path
    path = folder / f"{at}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def broken():
    """What of the register is not whole."""
    for person in Person.objects.all():
        plain = person.name.strip() and not any(ch.isdigit() for ch in person.name)
        if not plain or person.words != fold(person.name) or person.sort_key != sort_key(person.name):
            yield "name", person.pk
        if person.birth_date and person.birth_date.year != person.birth_year:
            yield "birth", person.pk
        if person.birth_year and not 1900 < person.birth_year < today().year - 14:
            yield "age", person.pk
    forms = {"citizen_id": parse_citizen_id, "old_citizen_id": parse_old_citizen_id, "phone": parse_phone}
    forms["social_insurance"] = parse_social_insurance
    for model in (Identifier, Contact):
        for row in model.objects.select_related("person__key"):
            if row.kind in forms and forms[row.kind](row.value.text) != row.value.text:
                yield row.kind, row.person_id
    numbers = Identifier.objects.known().filter(valid__upper_inf=True).values_list("kind", "value_index")
    if len(numbers) != len({(kind, bytes(index)) for kind, index in numbers}):
        yield "number", "held by two"


@pytest.mark.parametrize("at", range(max(ROWS // IN_A_FILE, 2)))
def test_garbage_neither_fails_nor_breaks_anybody(at, tmp_path):
    random = Random(f"{SEED}-{at}")
    union = make_unit(
        "grassroots_union", "C1", make_unit("provincial_federation", "P", make_unit("confederation", "T"))
    )
    path = written(tmp_path, random, at, min(ROWS // 2, IN_A_FILE))
    with acting(SYSTEM):
        told = import_list(path, union, date(2024, 3, 1), "admission", dry_run=False)
        assert told["errors"]
        assert told["ok"] + len({error["row"] for error in told["errors"]}) + len(told["doubtful"]) == told["rows"]
        assert list(broken()) == []
        held = list(Member.objects.values_list("person", flat=True))
        assert len(held) == Spell.objects.values("person").distinct().count()
        before = list(Spell.objects.order_by("person", "since").values_list("person", "since", "until", "standing"))
        assert not any(course.impossible for course in derive(held).values())
        assert before == list(
            Spell.objects.order_by("person", "since").values_list("person", "since", "until", "standing")
        )
        events = MemberEvent.objects.count()
        again = import_list(path, union, date(2024, 3, 1), "admission", dry_run=False)
        assert again["imported"] == 0, [error for error in again["errors"] if error not in told["errors"]][:3]
        assert MemberEvent.objects.count() == events
