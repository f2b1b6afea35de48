"""Forms of a few cells, for tests."""

from collections.abc import Sequence
from typing import Any

from .actions.forms import digest_of
from .models import FormVersion

BALANCE = {
    "code": "BAL",
    "check": "[DV.CUOI_KY] = [DV.DAU_KY] + [DV.KET_NAP] + [DV.CHUYEN_DEN] - [DV.CHUYEN_DI] - [DV.GIAM_KHAC]",
    "severity": "block",
    "words": "Đoàn viên cuối kỳ không khớp.",
}
LIKELY = {
    "code": "LIKELY",
    "check": "[DV.CUOI_KY] <= [LD.TONG]",
    "severity": "explain",
    "words": "Đoàn viên nhiều hơn lao động.",
}
CELLS = (
    "DV.DAU_KY", "DV.KET_NAP", "DV.CHUYEN_DEN", "DV.CHUYEN_DI", "DV.GIAM_KHAC", "DV.CUOI_KY",
    "LD.TONG", "DV.TL_TONG", "TL.SO_NGUOI", "TL.BINH_QUAN",
)  # fmt: skip


def make_form(
    code: str = "T", cells: Sequence[str] = CELLS, rules: Sequence[Any] = (BALANCE, LIKELY), upper: str = ""
) -> FormVersion:
    """A published form of some cells of the catalogue."""
    rows = [{"no": str(no), "cell": cell} for no, cell in enumerate(cells, 1)]
    content = {
        "code": code,
        "title": f"Biểu thử {code}",
        "levels": ["grassroots", "upper", "federation"],
        "periods": ["half", "year"],
        "valid_from": "2014-01-01",
        "source": "thử",
        "verified": False,
        "section": [{"title": "I. Số liệu", "rows": rows}],
        "rule": list(rules),
        "upper": upper,
    }
    return FormVersion.objects.create(
        code=code, no=1, title=str(content["title"]), content=content, digest=digest_of(content)
    )
