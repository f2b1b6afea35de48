"""A score sheet as PDF in the layout of union papers."""

import json
from pathlib import Path
from typing import Any

from ketdoan.core.typesetting import set_pdf
from ketdoan.core.viet import format_date, local, today
from ketdoan.units.queries.kinds import name_on

from ..models import Sheet
from ..rules.sheet import ScoreSheet, answer_text, points_text
from ..rules.states import Move, State

SOURCE = Path(__file__).parent / "sheet.typ"


def sheet_pdf(sheet: Sheet) -> bytes:
    """The PDF of a sheet as it stands."""
    files = {"main.typ": SOURCE.read_bytes(), "sheet.json": json.dumps(_told(sheet)).encode()}
    return set_pdf(files)


def _told(sheet: Sheet) -> dict[str, Any]:
    form, asked = sheet.score_sheet, sheet.round
    sent = sheet.steps.filter(move=Move.SENT).select_related("post__person", "post__role").first()
    signer = sent.post if sent else None
    return {
        "title": f"Phiếu chấm điểm, xếp loại công đoàn cơ sở năm {sheet.year}",
        "unit": name_on(sheet.unit_id, asked.last),
        "above": name_on(sheet.unit.parent_id or asked.unit_id, asked.last),
        "days": f"Từ {format_date(asked.first)} đến {format_date(asked.last)}",
        "state": "" if sheet.state == State.DECIDED else State(sheet.state).label,
        "parts": _parts(sheet, form),
        "conditions": [
            {
                "label": one.label,
                "own": answer_text(sheet.own_met.get(one.code)),
                "judged": answer_text(sheet.judged_met.get(one.code)),
                "reason": sheet.reasons.get(one.code, ""),
            }
            for one in form.conditions
        ],
        "most": points_text(form.most),
        "own": points_text(sheet.own_points),
        "judged": points_text(sheet.points),
        "own_level": sheet.own_label,
        "level": sheet.level_label,
        "remark": sheet.remark,
        "decided": _decided(sheet),
        "place_day": f"Ngày {format_date(local(sent.at).date() if sent else today())}",
        "signer": signer.role.title if signer else "Chủ tịch",
        "name": signer.person.name if signer else "",
    }


def _parts(sheet: Sheet, form: ScoreSheet) -> list[dict[str, Any]]:
    return [
        {
            "title": section.title,
            "most": points_text(section.most),
            "lines": [
                {
                    "label": one.label,
                    "most": points_text(one.most),
                    "own": points_text(sheet.own.get(one.code)),
                    "judged": points_text(sheet.judged.get(one.code)),
                    "reason": sheet.reasons.get(one.code, ""),
                }
                for one in section.criteria
            ],
        }
        for section in form.sections
    ]


def _decided(sheet: Sheet) -> str:
    if not sheet.decision:
        return ""
    paper = f"Quyết định số {sheet.decision.code} ngày {format_date(sheet.decision.signed_on)}"
    why = f" ({sheet.decided_why})" if sheet.decided_why else ""
    return f"{paper}: {sheet.decided_label}{why}"
