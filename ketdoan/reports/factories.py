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
    code: str = "T",
    cells: Sequence[str | dict[str, Any]] = CELLS,
    rules: Sequence[Any] = (BALANCE, LIKELY),
    upper: str = "",
    elements: Sequence[dict[str, Any]] = (),
) -> FormVersion:
    """A published form of some cells, each by its code or as a row of its own; `elements` are the form's own."""
    told = [{"cell": cell} if isinstance(cell, str) else cell for cell in cells]
    rows = [{"no": str(no), **row} for no, row in enumerate(told, 1)]
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
        **({"element": list(elements)} if elements else {}),
    }
    return FormVersion.objects.create(
        code=code, no=1, title=str(content["title"]), content=content, digest=digest_of(content)
    )
