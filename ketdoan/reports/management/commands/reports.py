"""`./manage reports forms|check|verdicts|article|sources`: the forms that are shipped, what their rules say of some
figures, whether the figures of an article agree, and where the figures of a unit's report come from."""

import json
from argparse import ArgumentParser, _SubParsersAction
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.unscoped import everything
from ketdoan.core.viet import VietError, format_number
from ketdoan.reports.articles.checking import check_article
from ketdoan.reports.articles.checking import told as article_told
from ketdoan.reports.models import Submission
from ketdoan.reports.queries.forms import latest
from ketdoan.reports.queries.origins import cells_told
from ketdoan.reports.queries.verdicts import Verdicts
from ketdoan.reports.rules.catalogue import catalogue
from ketdoan.reports.rules.checking import FAIL, UNDEFINED, WARN, Finding, check, told
from ketdoan.reports.rules.figures import Figure, figure_of
from ketdoan.reports.rules.forms import Form, forms
from ketdoan.reports.rules.periods import period_named
from ketdoan.units.models import Unit

WORDS = {FAIL: "Sai", WARN: "Cần xem", UNDEFINED: "Chưa đủ số liệu"}


class Command(BaseCommand):
    """Forms, and checks of figures."""

    help = "Các biểu mẫu báo cáo; kiểm tra số liệu theo một biểu mẫu"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        listing = tasks.add_parser("forms")
        listing.add_argument("--json", action="store_true", dest="as_json")
        self._checking(tasks)
        judging = tasks.add_parser("verdicts")
        judging.add_argument(
            "--demo", action="store_true", required=True, help="số liệu đã công bố, ở dữ liệu minh họa"
        )
        judging.add_argument("--json", action="store_true", dest="as_json")
        article = tasks.add_parser("article")
        article.add_argument("file", type=Path, help="tệp văn bản của bài viết")
        article.add_argument("--json", action="store_true", dest="as_json")
        asking = tasks.add_parser("sources")
        asking.add_argument("--form", required=True, help="mã biểu mẫu")
        asking.add_argument("--unit", required=True, help="mã đơn vị")
        asking.add_argument("--period", required=True, help="kỳ: 2023, 2023-H1, 2023-Q2, 2023-07")
        asking.add_argument("--json", action="store_true", dest="as_json")

    @staticmethod
    def _checking(tasks: "_SubParsersAction[Any]") -> None:
        checking = tasks.add_parser("check")
        checking.add_argument("--form", required=True, help="mã biểu mẫu")
        checking.add_argument("--values", required=True, type=Path, help="tệp JSON: period, unit, cells, previous")
        checking.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, task: str, **options: Any) -> None:
        getattr(self, f"_{task}")(**options)

    def _forms(self, *, as_json: bool, **_: Any) -> None:
        if as_json:
            self._write([_described(form) for form in forms().values()])
            return
        for form in forms().values():
            self.stdout.write(f"{form.code:10} {len(form.cells):4} ô  {form.title}")

    def _verdicts(self, *, as_json: bool, **_: Any) -> None:
        with acting(SYSTEM):
            if not Submission.objects.exists():
                raise CommandError("Chưa có dữ liệu minh họa. Chạy ./run trước.")
            found = Verdicts().each()
        if as_json:
            self._write([one.told() for one in found])
            return
        for one in found:
            self.stdout.write(f"{one.id:6} {one.verdict:10} {one.words}")

    def _check(self, *, form: str, values: Path, as_json: bool, **_: Any) -> None:
        if form not in forms():
            raise CommandError(f"Không có biểu mẫu “{form}”. Các biểu mẫu: {', '.join(forms())}.")
        told_by_file = _read(values)
        try:
            first = period_named(str(told_by_file.get("period"))).first
        except VietError as error:
            raise CommandError(str(error)) from None
        periods = [_figures(forms()[form], told_by_file.get(name) or {}) for name in ("cells", "previous")]
        findings = check(forms()[form], first, *periods)
        if as_json:
            self._write([told(finding) for finding in findings])
            return
        for finding in findings:
            if finding.verdict in (FAIL, WARN):
                self._tell(finding)
        counts = {verdict: sum(one.verdict == verdict for one in findings) for verdict in ("OK", *WORDS)}
        self.stdout.write(", ".join(f"{WORDS.get(name, 'Đúng')}: {number}" for name, number in counts.items()))

    def _article(self, *, file: Path, as_json: bool, **_: Any) -> None:
        try:
            article = check_article(file.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"Không đọc được tệp {file}.") from None
        except VietError as error:
            raise CommandError(str(error)) from None
        if as_json:
            self._write(article_told(article))
            return
        for found in article.findings:
            note = f" ({found.note}.)" if found.note else ""
            self.stdout.write(f"{WORDS.get(found.verdict, 'Đúng')}: {found.sentence}{note}")
        self.stdout.write(f"{len(article.figures)} số liệu, {len(article.findings)} nhận xét.")

    def _sources(self, *, form: str, unit: str, period: str, as_json: bool, **_: Any) -> None:
        if latest(form) is None and form not in forms():
            raise CommandError(f"Không có biểu mẫu “{form}”. Các biểu mẫu: {', '.join(forms())}.")
        try:
            days = period_named(period)
        except VietError as error:
            raise CommandError(str(error)) from None
        with everything():
            found = Unit.objects.filter(code=unit).first()
            if found is None:
                raise CommandError(f"Không có đơn vị “{unit}”.")
            rows = cells_told(form, found, days)
        if as_json:
            self._write([asdict(row) for row in rows])
            return
        for row in rows:
            if row.source:
                number = format_number(row.figure) if isinstance(row.figure, int) else row.figure
                self.stdout.write(f"{row.cell:34} {row.source:11} {number:>12}  {row.evidence or ''}")

    def _tell(self, finding: Finding) -> None:
        self.stdout.write(f"{WORDS[finding.verdict]}: {finding.rule.words}")
        for repair in finding.repairs:
            title = catalogue().title(repair.cell) if repair.cell else "Theo tổ chức"
            was = "" if repair.found is None else f"{format_number(repair.found)} → "
            self.stdout.write(f"    {title}: {was}{format_number(repair.to)}")

    def _write(self, content: Any) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=1))


def _described(form: Form) -> dict[str, Any]:
    """A form as plain values: its cells with what the catalogue says of each."""
    found = []
    for section in form.sections:
        for row in section.rows:
            element = form.known.element(row.cell)
            cell = {"no": row.no, "cell": row.cell, "label": row.label, "uom": element.uom, "nature": element.nature}
            found.append({**cell, "section": section.title, "element": element.code})
    about = {"code": form.code, "title": form.title, "levels": list(form.levels), "periods": list(form.periods)}
    return {**about, "verified": form.verified, "elements": found, "rules": [rule.code for rule in form.rules]}


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise CommandError(f"Không mở được tệp {path}.") from None
    except (ValueError, RecursionError):
        raise CommandError("Tệp không phải là JSON.") from None
    if not isinstance(content, dict):
        raise CommandError("Tệp phải có dạng {“period”: …, “unit”: …, “cells”: {…}}.")
    return content


def _figures(form: Form, cells: Any) -> dict[str, Figure]:
    """The figures of a file. Raises CommandError at each cell that is not of the form or cannot be read."""
    if not isinstance(cells, dict):
        raise CommandError("“cells” phải là các cặp ô và số liệu.")
    found, wrong, known = {}, [], set(form.cells)
    for key, value in cells.items():
        try:
            if key not in known:
                raise VietError("không có trong biểu mẫu.")
            found[key] = figure_of(value)
        except VietError as error:
            wrong.append(f"Ô {str(key)[:60]}: {error}")
    if wrong:
        raise CommandError("\n".join(wrong))
    return found
