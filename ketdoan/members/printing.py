"""What the register prints: decisions on members."""

from dataclasses import replace

from ketdoan.core.viet import format_number, in_words
from ketdoan.units.printing.contexts import Print, decision_print

from .models import Intake
from .queries.applications import Row

SEXES = {"f": "Nữ", "m": "Nam"}


def of_intake(intake: Intake, rows: list[Row]) -> Print:
    """The decision that admits a batch, with its list; a draft until the batch has been decided."""
    special = {
        "about": "kết nạp đoàn viên công đoàn",
        "so_nguoi": f"{len(rows):02}" if len(rows) < 10 else format_number(len(rows)),
        "so_nguoi_bang_chu": in_words(len(rows)),
        "ngay_hop": f"{intake.met_on:%d/%m/%Y}",
        "doan_vien": [_line(number, row) for number, row in enumerate(rows, 1)],
    }
    made = decision_print("decision.admit", intake.decision, intake.unit, intake.on, special)
    people = tuple(row.application.person_id for row in rows if row.application.person_id)
    return replace(made, about=intake, people=people)


def _line(number: int, row: Row) -> dict[str, str]:
    person, said = row.application.person, row.said
    if person:
        born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else str(person.birth_year or "")
        sex, job = person.sex, getattr(getattr(person, "profile", None), "job_title", "")
    else:
        born, sex, job = (said.birth_shown, said.sex, said.job) if said else ("", "", "")
    return {"tt": str(number), "ho_ten": row.name, "ngay_sinh": born, "gioi": SEXES.get(sex, ""), "cong_viec": job}
