"""`./manage legal import|import-articles|index|search|ask|calculate|evaluate`: library and assistant in a terminal."""

import gzip
import json
import zlib
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.viet import VietError, format_number, parse_date, today
from ketdoan.legal.actions.importing import File, import_act, import_articles, import_rows, index_again, lines_of
from ketdoan.legal.actions.taking import Imported
from ketdoan.legal.management.calculating import calculated, listed
from ketdoan.legal.queries.answering import answer
from ketdoan.legal.queries.explaining import explanation_of, is_on
from ketdoan.legal.queries.library import NoIndexError, articles_for
from ketdoan.legal.queries.telling import told_answer, told_explanation, told_hit
from ketdoan.legal.reading.apart import read_file
from ketdoan.legal.reading.kinds import ENDINGS
from ketdoan.legal.rules.numbers import act_key

TOP = 10


class Command(BaseCommand):
    """The library of law and the assistant."""

    help = "Thư viện pháp luật và trợ lý pháp luật"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        tasks = parser.add_subparsers(dest="task", required=True)
        importing = tasks.add_parser("import-articles")
        importing.add_argument("file", type=Path, help="tệp .jsonl hoặc .jsonl.gz, mỗi dòng một điều")
        tasks.add_parser("index", help="lập lại chỉ mục tìm kiếm của thư viện")
        one = tasks.add_parser("import", help="nhập một văn bản")
        one.add_argument("file", type=Path, help=f"tệp {', '.join(ENDINGS)}")
        one.add_argument("--number", default="", help="số, ký hiệu, nếu văn bản không ghi")
        one.add_argument("--since", default="", help="ngày có hiệu lực, nếu văn bản không ghi")
        one.add_argument(
            "--gaps", action="store_true", help="đã đối chiếu: số khoản, điểm cách quãng là đúng như bản gốc"
        )
        for name, what in (("search", "tìm điều luật"), ("ask", "hỏi trợ lý")):
            asking = tasks.add_parser(name, help=what)
            asking.add_argument("question", help="câu hỏi")
            asking.add_argument("--at", default="", help="theo luật ngày này (mặc định hôm nay)")
            asking.add_argument("--json", action="store_true", dest="as_json")
            if name == "search":
                asking.add_argument("--top", type=int, default=TOP)
            else:
                asking.add_argument(
                    "--model", action="store_true", help="thêm diễn giải của mô hình ngôn ngữ đã cài đặt"
                )
        calculating = tasks.add_parser("calculate", help="tính theo luật")
        calculating.add_argument("code", nargs="?", default="", help="mã phép tính")
        calculating.add_argument("given", nargs="*", metavar="ô=giá trị")
        calculating.add_argument(
            "--list", action="store_true", dest="as_list", help="các phép tính và ô của từng phép tính"
        )
        calculating.add_argument("--json", action="store_true", dest="as_json")
        judging = tasks.add_parser("evaluate")
        judging.add_argument("--questions", type=Path, required=True, help="tệp .jsonl: question, relevant")
        judging.add_argument("--at", default="")
        judging.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, task: str, **options: Any) -> None:
        try:
            with acting(SYSTEM):
                getattr(self, f"_{task.replace('-', '_')}")(**options)
        except NoIndexError:
            raise CommandError("Thư viện mất chỉ mục. Chạy: ./manage legal index") from None

    def _import_articles(self, *, file: Path, **_: Any) -> None:
        with _told_wrong(), _opened(file) as lines:
            self._tell(import_articles(lines=lines_of(lines)))

    def _import(self, *, file: Path, number: str, since: str, gaps: bool, **_: Any) -> None:
        with _told_wrong():
            content = file.read_bytes()
            found = read_file(content, file.name)
            kept = File(file.name, content)
            for heading in found.left_out:
                self.stderr.write(f"Bỏ qua vì không rõ nguồn: {heading}")
            if found.rows:
                self._tell(import_rows(rows=found.rows, file=kept))
                return
            self._tell(import_act(
                lines=found.lines, number=number, since=_day(since) if since else None, looked_over=gaps, file=kept
            ))  # fmt: skip

    def _index(self, **_: Any) -> None:
        index_again()
        self.stdout.write("Đã lập lại chỉ mục.")

    def _tell(self, done: Imported) -> None:
        told = {"mới": done.new, "sửa": done.changed, "không đổi": done.same, "bỏ vì không có nội dung": done.empty}
        self.stdout.write(", ".join(f"{format_number(number)} điều {words}" for words, number in told.items()))

    def _search(self, *, question: str, at: str, top: int, as_json: bool, **_: Any) -> None:
        hits = articles_for(question, _day(at), max(1, min(top, 100)))
        told = [told_hit(hit) for hit in hits]
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        for row in told:
            self.stdout.write(f"{row['score']:8} Điều {row['article_id']} {row['law_id']}: {row['title']}")

    def _ask(self, *, question: str, at: str, as_json: bool, model: bool, **_: Any) -> None:
        if model and not is_on():
            raise CommandError("Chưa cài đặt mô hình ngôn ngữ (KETDOAN_MODEL).")
        found = answer(question, _day(at))
        said = explanation_of(found) if model else []
        if as_json:
            told = {**told_answer(found), **({"explained": told_explanation(said)} if model else {})}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        if found.entry:
            self.stdout.write(f"{found.entry.title}\n{found.entry.answer}\n")
        for quote in found.quotes:
            self.stdout.write(f"{quote.place}: {quote.text or '(thư viện chưa có văn bản này)'}")
        if not found.entry and not found.quotes:
            self.stdout.write(f"Không trả lời được ({found.state}).")
        for one in said:
            places = "; ".join(quote.place for quote in one.quotes)
            self.stdout.write(f"Diễn giải bằng máy, có thể sai: {one.text} ({places})")

    def _calculate(self, *, code: str, given: list[str], as_list: bool, as_json: bool, **_: Any) -> None:
        self.stdout.write(listed() if as_list else calculated(code, given, as_json=as_json))

    def _evaluate(self, *, questions: Path, at: str, as_json: bool, **_: Any) -> None:
        day = _day(at)
        rows = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip()]
        ranks = [_rank(row, day) for row in rows]
        told = {f"recall@{k}": sum(rank is not None and rank < k for rank in ranks) / len(ranks) for k in (1, 5, 10)}
        told["mrr@10"] = sum(1 / (rank + 1) for rank in ranks if rank is not None) / len(ranks)
        self.stdout.write(json.dumps({name: round(number, 4) for name, number in told.items()}))


def _rank(row: dict[str, Any], day: date) -> int | None:
    """The place of the first right article among ten, from 0."""
    right = {(act_key(one["law_id"]), one["article_id"]) for one in row["relevant"]}
    hits = articles_for(row["question"], day, TOP)
    return next((place for place, hit in enumerate(hits) if (hit.article.act.key, hit.article.no) in right), None)


def _day(text: str) -> date:
    if not text:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        try:
            return parse_date(text)
        except VietError as error:
            raise CommandError(str(error)) from None


@contextmanager
def _told_wrong() -> Iterator[None]:
    """Tell what is wrong with a file, and that nothing was taken."""
    try:
        yield
    except ValidationError as error:
        raise CommandError("\n".join(error.messages)) from None
    except VietError as error:
        raise CommandError(str(error)) from None
    except (OSError, EOFError, zlib.error) as error:
        raise CommandError(f"Không đọc được tệp: {error}") from None


@contextmanager
def _opened(file: Path) -> Iterator[Iterable[bytes]]:
    with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
        yield lines
