"""Taking in a log from a file: what may stand is kept once, of the rest it is told why not."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from ketdoan.activities.models import Activity
from ketdoan.core.models import AuditEntry

from .union import make_union, own_folder

pytestmark = pytest.mark.django_db
VISIT = {"unit": "A", "date": "2026-03-05", "kind": "visit", "times": 2, "money": 500_000, "money_from": "union"}
WRONG = [
    ({**VISIT, "unit": "Z"}, "Không có đơn vị"),
    ({**VISIT, "date": "5/3/2026"}, "Ngày phải viết"),
    ({**VISIT, "date": "2019-12-31"}, "chưa thành lập"),
    ({**VISIT, "date": "2999-01-01"}, "Ngày không thể"),
    ({**VISIT, "kind": "sleep"}, "loại việc"),
    ({**VISIT, "times": "2"}, "số nguyên"),
    ({**VISIT, "times": True}, "số nguyên"),
    ({**VISIT, "times": 0}, "từ 1 đến"),
    ({**VISIT, "text": 5}, "phải là chữ"),
    ({**VISIT, "money_from": ""}, "nguồn"),
    ({**VISIT, "colour": "red"}, "Không hiểu"),
    ({"unit": "A"}, "“unit”, “date” và “kind”"),
    ([], "“unit”, “date” và “kind”"),
]


@pytest.fixture
def load(tmp_path, settings):
    own_folder(tmp_path, settings)
    make_union()

    def load_lines(*lines):
        file = tmp_path / "so.jsonl"
        file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
        out = StringIO()
        call_command("activities", "load", str(file), "--json", stdout=out)
        return json.loads(out.getvalue())

    return load_lines


def test_lines_that_may_stand_are_kept_as_if_they_had_been_entered(load):
    told = load(
        VISIT, "", {"unit": "B", "date": "2026-04-01", "kind": "training", "text": "Lớp", "people": 9, "women": 4}
    )
    assert told == {"taken": 2, "same": 0, "refused": []}
    visit, training = Activity._base_manager.order_by("on").select_related("unit")
    assert (visit.unit.code, visit.on, visit.times, visit.money) == ("A", date(2026, 3, 5), 2, 500_000)
    assert (training.people, training.women, training.words) == (9, 4, "tap huan lop")
    assert AuditEntry.objects.filter(action="activities.load", change__rows=2).exists()


def test_the_same_file_again_changes_nothing_and_a_longer_one_adds_what_is_new(load):
    load(VISIT, VISIT)
    told = load(VISIT, VISIT, VISIT, {**VISIT, "times": 3})
    assert (told["taken"], told["same"]) == (2, 2)
    assert Activity._base_manager.count() == 4


def test_lines_that_cannot_stand_are_told_by_number_and_the_others_are_kept(load):
    told = load(*(line for line, _ in WRONG), "{", VISIT)
    assert told["taken"] == 1
    assert [row["line"] for row in told["refused"]] == list(range(1, len(WRONG) + 2))
    for row, (_, why) in zip(told["refused"], WRONG, strict=False):
        assert why in row["why"]
