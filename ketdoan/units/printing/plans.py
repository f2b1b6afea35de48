"""The decision of a plan of reorganisation, with all that it does as a list."""

from dataclasses import replace

from ketdoan.core.viet import format_number

from ..models import Plan
from ..queries.plans import Names, lines
from .contexts import Print, decision_print


def of_plan(plan: Plan) -> Print:
    """The decision of a plan; a draft of it until the plan has been executed."""
    steps = list(plan.steps.all())
    rows = [
        {
            "tt": str(number),
            "noi_dung": line.text,
            "don_vi": "; ".join(f"{name} ({code})" for code, name in line.units),
            "ghi_chu": " ".join(line.notes),
        }
        for number, line in enumerate(lines(steps, Names(steps)), 1)
    ]
    special = {
        "about": f"sắp xếp tổ chức: {plan.title}",
        "ten_phuong_an": plan.title,
        "so_don_vi": format_number(len({code for step in steps for code in step.named})),
        "viec": rows,
    }
    return replace(decision_print("decision.plan", plan.decision, plan.unit, plan.on, special), about=plan)
