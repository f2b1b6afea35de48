"""Acts on dated parameters: giving a new value from a day on, and confirming one against its text."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from .actions import Act, action
from .history import span
from .models import Rule
from .rule_texts import words_of
from .viet import format_date

EDIT = "core.rules.edit"
ALWAYS = date(1929, 7, 28)  # a row that is shipped with this first day has always held


@action("core.rules.change", "Sửa tham số pháp luật", permission=EDIT)
def change_rule(act: Act, *, rule: Rule, value: Any, since: date, source: str) -> Rule:
    """Give a parameter another value from a day on; until then the row holds as before.

    The value has the same shape as the one it replaces. Raises ValidationError where the row no longer stands, the
    day lies outside its validity, or the shape differs.
    """
    held = _standing(rule)
    if wrong := shape_error(held.value, value):
        raise ValidationError({"value": wrong})
    if (held.since and since < held.since) or (held.until and since >= held.until):
        raise ValidationError({"since": f"Ngày áp dụng phải nằm trong thời gian hiệu lực của dòng này ({days(held)})."})
    if value == held.value:
        raise ValidationError({"value": "Giá trị mới trùng với giá trị đang áp dụng."})

    changed = _copy(held, valid=span(since, held.until), value=value, source=source, verified=False, note="")
    before = [_copy(held, valid=span(held.since, since))] if held.since != since else []
    rows = _replace(held, [*before, changed])
    act.record(changed, change={"key": held.key, "from": held.pk, "to": [row.pk for row in rows], "since": since})
    return changed


@action("core.rules.verify", "Xác nhận tham số đã đối chiếu văn bản", permission=EDIT)
def verify_rule(act: Act, *, rule: Rule, source: str, note: str) -> Rule:
    """Say that a row was compared with the text of its source, and what was read there."""
    held = _standing(rule)
    if held.verified:
        raise ValidationError("Dòng này đã được đối chiếu.")

    (confirmed,) = _replace(held, [_copy(held, verified=True, source=source, note=note)])
    act.record(confirmed, change={"key": held.key, "from": held.pk, "to": confirmed.pk})
    return confirmed


def days(rule: Rule) -> str:
    """The days of a row in words."""
    parts = []
    if rule.since and rule.since > ALWAYS:
        parts.append(f"từ ngày {format_date(rule.since)}")
    if rule.until:
        parts.append(f"trước ngày {format_date(rule.until)}")
    return ", ".join(parts) or "không giới hạn thời gian"


def shape_error(old: Any, new: Any) -> str:
    """Why a new value cannot stand where the old one stood; empty if it can."""
    if _kind(old) != _kind(new):
        return f"Giá trị cần là {_kind(old)}, như giá trị đang áp dụng."
    if isinstance(old, dict):
        return _table_error(old, new)
    if isinstance(old, list) and old:
        return next((f"Trong danh sách: {wrong}" for item in new if (wrong := shape_error(old[0], item))), "")
    if isinstance(old, int | float) and old >= 0 > new:
        return "Giá trị không được âm."
    return ""


def _table_error(old: dict[str, Any], new: dict[str, Any]) -> str:
    if missing := old.keys() - new.keys():
        return f"Thiếu mục: {', '.join(sorted(missing))}."
    if unknown := new.keys() - old.keys():
        return f"Không có mục: {', '.join(sorted(unknown))}."
    return next((f"Mục {name}: {wrong}" for name in old if (wrong := shape_error(old[name], new[name]))), "")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "có/không (true hoặc false)"
    if isinstance(value, int | float):
        return "một số"
    if isinstance(value, dict):
        return "một bảng { … }"
    return "một danh sách [ … ]" if isinstance(value, list) else "một đoạn chữ"


def _standing(rule: Rule) -> Rule:
    held = Rule.objects.select_for_update().filter(pk=rule.pk, replaced_at=None).first()
    if held is None:
        raise ValidationError("Dòng này vừa được thay bằng dòng khác. Hãy mở lại danh sách.")
    return held


def _copy(rule: Rule, **changes: Any) -> Rule:
    values = {f.attname: getattr(rule, f.attname) for f in rule._meta.concrete_fields if not f.primary_key}
    return Rule(**{**values, **changes})


def _replace(held: Rule, rows: list[Rule]) -> list[Rule]:
    """Every new row counts as edited here: a later version's shipped rows leave it alone."""
    Rule.objects.filter(pk=held.pk).update(replaced_at=timezone.now())
    for row in rows:
        row.edited, row.words = True, words_of(row)
        row.save()
    return rows
