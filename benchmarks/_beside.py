"""The import that `member_import` stands beside: django-import-export with openpyxl, as its users write it.

A resource for persons; how to reach them, their numbers, work, sensitive facts, the event, the spell and the row of the
register are made after each person is saved. Somebody who is there already is found by the number of the identity card.
Differences are not computed and rows not reported, which makes it faster; its bulk mode cannot be used, since it saves
no person before the rows that hang on it.
"""

import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tablib
from import_export import fields, resources

from ketdoan.core.history import span
from ketdoan.core.viet import fold, format_number, sort_key, today
from ketdoan.members.models import Member, MemberEvent, Profile, SensitiveFact, Spell
from ketdoan.units.models import Contact, Identifier, Person, Unit

CONTACTS = {"phone": "Điện thoại", "email": "Email", "address": "Nơi ở"}
NUMBERS = {"citizen_id": "Số CCCD", "social_insurance": "Mã số BHXH"}
FACTS = {"hometown": "Quê quán", "ethnicity": "Dân tộc", "religion": "Tôn giáo"}


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


class PersonResource(resources.ModelResource):
    """Persons, with all that a row tells of them."""

    name = fields.Field("name", "Họ và tên")
    birth_date = fields.Field("birth_date", "Ngày sinh")

    class Meta:
        model = Person
        fields = ("name", "birth_date")
        skip_diff = True
        use_transactions = True

    most, saved, ended = 0, 0, 0.0

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return self.saved >= self.most

    def before_import(self, dataset: Any, **options: Any) -> None:
        self.units = {unit.code: unit for unit in Unit._base_manager.all()}

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        if self.saved >= self.most:
            return None
        held = Identifier._base_manager.filter(kind="citizen_id", value_index=row["Số CCCD"]).first()
        return held.person if held else None

    def import_instance(self, person: Any, row: Any, **options: Any) -> None:
        person.unit = self.units[row["Công đoàn bộ phận"]]
        person.name = row["Họ và tên"].strip()
        person.words, person.sort_key = fold(person.name), sort_key(person.name)
        person.birth_date = _day(row["Ngày sinh"])
        person.birth_year = person.birth_date.year
        person.sex = "f" if row["Giới tính"] == "Nữ" else "m"

    def after_save_instance(self, person: Any, row: Any, **options: Any) -> None:
        valid = span(today())
        for kind, column in CONTACTS.items():
            Contact._base_manager.update_or_create(
                person=person, kind=kind, defaults={"valid": valid, "value": row[column]}
            )
        for kind, column in NUMBERS.items():
            Identifier._base_manager.update_or_create(
                person=person, kind=kind, defaults={"valid": valid, "value": str(row[column])}
            )
        told = {kind: row[column] for kind, column in FACTS.items()}
        told |= {"wage": format_number(int(row["Mức lương"]))} | ({"party": "Đảng viên"} if row["Đảng viên"] else {})
        for kind, text in told.items():
            SensitiveFact._base_manager.update_or_create(
                person=person, kind=kind, defaults={"valid": valid, "value": text}
            )
        profile = {
            "job_title": row["Nghề nghiệp"], "contract": row["Loại hợp đồng"], "education": row["Trình độ"],
            "works_since": _day(row["Ngày vào làm"]),
        }  # fmt: skip
        Profile._base_manager.update_or_create(person=person, defaults=profile)
        self._join(person, _day(row["Ngày vào công đoàn"]))
        self.saved, self.ended = self.saved + 1, time.perf_counter()

    @staticmethod
    def _join(person: Any, on: date) -> None:
        if MemberEvent._base_manager.filter(person=person).exists():
            return
        event = MemberEvent._base_manager.create(
            person=person, kind="admission", unit=person.unit, on=on, place=person.pk
        )
        Spell._base_manager.create(
            person=person, unit=person.unit, standing="member", since=on, came="admission", came_event=event,
            sex=person.sex, birth_year=person.birth_year,
        )  # fmt: skip
        Member._base_manager.create(
            person=person, unit=person.unit, state="member", since=on, joined_on=on, words=person.words,
            sort_key=person.sort_key, sex=person.sex, birth_date=person.birth_date, birth_year=person.birth_year,
        )  # fmt: skip


def import_list(path: Path, most: int) -> tuple[int, float]:
    """Import so many rows of a list; the others are read and reported, but skipped. Returns how many there are in all,
    and how long importing all of them would take by those that were."""
    begun = time.perf_counter()
    with path.open("rb") as file:
        dataset = tablib.Dataset().load(file, format="xlsx")
    opened = time.perf_counter()
    resource = PersonResource()
    resource.most = most
    resource.import_data(dataset, dry_run=False, raise_errors=True)
    return len(dataset), opened - begun + (resource.ended - opened) * len(dataset) / resource.saved
