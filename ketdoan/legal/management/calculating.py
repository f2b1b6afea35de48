"""Calculators in a terminal."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from ..forms.calculating import CalculatorForm, unknown
from ..queries.acts import act_named
from ..rules.calculators import CALCULATORS
from ..rules.calculators.shape import Kind, Result
from ..rules.calculators.sources import Source
from ..rules.citing import place_text


def listed() -> str:
    """The calculators with their fields, in words."""
    lines = []
    for one in CALCULATORS.values():
        lines.append(f"{one.code}: {one.title}")
        for field in one.fields:
            choices = f" ({' | '.join(field.choices)})" if field.kind is Kind.CHOICE else ""
            lines.append(f"  {field.key}{'' if field.required else ' (không bắt buộc)'}: {field.label}{choices}")
    return "\n".join(lines)


def calculated(code: str, given: Sequence[str], *, as_json: bool) -> str:
    """What a calculator works out of `key=value`s. Raises CommandError with what is wrong, field by field."""
    calculator = CALCULATORS.get(code)
    if calculator is None:
        raise CommandError(f"Không có phép tính “{code}”. Xem: ./manage legal calculate --list")
    typed = dict(one.partition("=")[::2] for one in given)
    if wrong := unknown(calculator, typed):
        raise CommandError(f"Phép tính này không có ô {', '.join(wrong)}. Xem: ./manage legal calculate --list")
    form = CalculatorForm(calculator, typed)
    result = form.worked_out()
    if result is None:
        raise CommandError("\n".join(f"{key}: {' '.join(map(str, errors))}" for key, errors in form.errors.items()))
    return (
        json.dumps(_told(code, result), ensure_ascii=False, indent=1, default=_plain) if as_json else _in_words(result)
    )


def _in_words(result: Result) -> str:
    lines = [f"{figure.label}: {figure.text}" for figure in result.figures]
    for number, step in enumerate(result.steps, 1):
        lines.append(f"{number}. {step.text}")
        lines += [f"   {_place(source)}{'' if source.sure else ' (chưa đối chiếu)'}" for source in step.sources]
    return "\n".join(lines)


def _place(source: Source) -> str:
    at = source.citation
    return f"{place_text(at.article, at.clause, at.point) if at.article else ''} {act_named(at.act)}".strip()


def _told(code: str, result: Result) -> dict[str, Any]:
    return {
        "calculator": code,
        "at": result.day,
        "result": result.main.value,
        "figures": {figure.key: figure.value for figure in result.figures},
        "steps": [{"text": step.text, "sources": [_told_source(one) for one in step.sources]} for step in result.steps],
    }


def _told_source(source: Source) -> dict[str, Any]:
    at = source.citation
    return {
        "law_id": at.act, "article_id": at.article, "clause": at.clause, "point": at.point, "since": source.since,
        "sure": source.sure,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else float(value)
