"""The decision that admits a batch of applicants, with its list on a page of its own.

The wording is a proposal in the unions' usual terms; each union may change the template in Word.
"""

from dataclasses import replace

from ketdoan.core.printing import Field
from ketdoan.core.viet import format_number, in_words
from ketdoan.units.printing.contexts import Print, decision_print
from ketdoan.units.printing.defaults import decision_page
from ketdoan.units.printing.kinds import DECISION_FIELDS, Kind

from ..models import Intake
from ..queries.applications import Row

SEXES = {"f": "Nữ", "m": "Nam"}
CODE, TITLE = "decision.admit", "Quyết định kết nạp đoàn viên"
COLUMNS = [
    ("TT", "tt", 12),
    ("Họ và tên", "ho_ten", 58),
    ("Ngày sinh", "ngay_sinh", 28),
    ("Giới tính", "gioi", 20),
    ("Công việc", "cong_viec", 47),
]
WORDING = {
    "proposal": "Căn cứ đơn gia nhập công đoàn của người lao động và biên bản họp Ban Chấp hành ngày {{ ngay_hop }},",
    "articles": [
        (
            "Kết nạp {{ so_nguoi }} ({{ so_nguoi_bang_chu }}) người có tên trong danh sách kèm theo vào Công đoàn Việt "
            "Nam, sinh hoạt tại {{ ten_don_vi }}, kể từ ngày {{ tu_ngay }}."
        ),
        (
            "Các đoàn viên có tên tại Điều 1 có quyền và trách nhiệm của đoàn viên theo Luật Công đoàn và Điều lệ Công "
            "đoàn Việt Nam."
        ),
        (
            "Quyết định này có hiệu lực kể từ ngày {{ tu_ngay }}. {{ ten_don_vi }} và các đoàn viên có tên tại Điều 1 "
            "chịu trách nhiệm thi hành Quyết định này./."
        ),
    ],
    "receivers": ["{{ truc_thuoc }}"],
}


def _template() -> bytes:
    page = decision_page(TITLE, WORDING)
    page.new_page()
    page.centred("DANH SÁCH ĐOÀN VIÊN ĐƯỢC KẾT NẠP", bold=True)
    page.centred("(Kèm theo Quyết định số {{ so_ky_hieu }}, {{ ngay_ky }} của {{ don_vi_ban_hanh }})", italic=True)
    page.table("doan_vien", COLUMNS)
    return page.content()


ADMISSION = Kind(
    CODE,
    TITLE,
    "ket-nap",
    (
        *DECISION_FIELDS,
        Field("so_nguoi", "Số người được kết nạp", "02"),
        Field("so_nguoi_bang_chu", "Số người, viết bằng chữ", "hai"),
        Field("ngay_hop", "Ngày họp Ban Chấp hành xét kết nạp", "04/11/2026"),
        Field(
            "doan_vien",
            "Danh sách người được kết nạp",
            columns=(
                Field("tt", "Số thứ tự", "1"),
                Field("ho_ten", "Họ và tên", "Trần Thị Mẫu"),
                Field("ngay_sinh", "Ngày sinh, hoặc năm sinh", "20/10/1995"),
                Field("gioi", "“Nam” hoặc “Nữ”", "Nữ"),
                Field("cong_viec", "Công việc, chức danh", "Công nhân may"),
            ),
        ),
    ),
    _template,
)


def of_intake(intake: Intake, rows: list[Row]) -> Print:
    """The decision that admits a batch, with its list; a draft until the batch has been decided."""
    special = {
        "about": "kết nạp đoàn viên công đoàn",
        "so_nguoi": f"{len(rows):02}" if len(rows) < 10 else format_number(len(rows)),
        "so_nguoi_bang_chu": in_words(len(rows)),
        "ngay_hop": f"{intake.met_on:%d/%m/%Y}",
        "doan_vien": [_line(number, row) for number, row in enumerate(rows, 1)],
    }
    made = decision_print(CODE, intake.decision, intake.unit, intake.on, special)
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
