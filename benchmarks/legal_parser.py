"""The parser of acts beside a count of its own: articles, clauses and points of acts that the union lives by.

Run by `./bench legal_parser`; it needs no database, and ../shared/legal for the texts (skipped where they are not
there). The count knows nothing of the parser: it looks at each line by itself, and takes out what stands between
quotation marks by their places in the whole text. Acts whose articles come
one by one are put together as the act would be printed, so that headings and ends are read from the text.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "legal"
sys.path.insert(0, str(ROOT))

#: Files of articles, each with the number of articles as published, and of points that the text leaves without their
#: clause: the third clause of Article 107 of Decree 145/2020 has lost its first line there.
ACTS = {
    "bo-luat-lao-dong-2019": (220, 0),
    "nd-145-2020": (115, 2),
    "luat-atvsld-2015": (93, 0),
    "luat-thuc-hien-dan-chu-o-co-so-2022": (91, 0),
    "luat-nld-di-lam-viec-nuoc-ngoai-2020": (74, 0),
    "luat-viec-lam-2013": (62, 0),
    "nd-59-2023": (31, 0),
}
CODE, CHAPTERS = "45/2019/QH14", 17
LAW = "12-2012-QH13-luat-cong-doan_sonnt.md"
MISLABELLED = "12-2012-QH13-luat-cong-doan_diepxuan_MISLABELLED-AS-50-2024.md"
_CLAUSE, _POINT = re.compile(r"\s*\d{1,3}[a-zđ]?\.(\s|$)"), re.compile(r"\s*[a-eghiklmnopqrstuvxyđ]\d?\)(\s|$)")


def counted(texts: list[str]) -> tuple[int, int]:
    """Clauses and points of articles by their lines, without what is quoted."""
    clauses = points = 0
    for text in texts:
        plain = re.sub(r"“[^“”]*(?:“[^“”]*”[^“”]*)*”", lambda found: "\n" * found[0].count("\n"), text)
        for line in plain.split("\n"):
            clauses += bool(_CLAUSE.match(line))
            points += bool(_POINT.match(line))
    return clauses, points


def printed(rows: list[dict[str, str]]) -> list[str]:
    """Articles as the lines of the act that they are of."""
    lines, above = [f"Số: {rows[0]['law_id']}", ""], ""
    for row in rows:
        if row["chapter"] != above:
            above = row["chapter"]
            lines += above.split(" / ")
        lines += [f"Điều {row['article_id']}. {row['title']}", *row["text"].split("\n")]
    return [*lines, "Nơi nhận:", "PHỤ LỤC", "Điều 1. Của phụ lục", "1. Không đếm"]


def told(name: str, ours: tuple[int, ...], theirs: tuple[int, ...]) -> bool:
    """Print one row; whether the two counts agree."""
    print(f"| {name} | {' / '.join(map(str, ours))} | {' / '.join(map(str, theirs))} |")
    return ours == theirs


def main() -> None:
    """Count, compare, and fail where anything differs that is not told."""
    from ketdoan.legal.reading.apart import read_file
    from ketdoan.legal.rules.document import read_act
    from ketdoan.legal.rules.structure import parts_of

    if not SHARED.is_dir():
        print("No texts at ../shared/legal: nothing was counted.")
        return

    def parsed(lines: list[str]) -> tuple[int, int, int]:
        found = read_act(lines)
        parts = [part for one in found.articles for part in parts_of(one.text)]
        clauses = sum(bool(part.clause and not part.point) for part in parts)
        return len(found.articles), clauses, sum(bool(part.point) for part in parts)

    good = True
    print("| act | parser: articles / clauses / points | counted apart |\n|---|---|---|")
    for name, (articles, lost) in ACTS.items():
        rows = [json.loads(line) for line in (SHARED / f"statutes/articles/{name}.jsonl").read_text().splitlines()]
        clauses, points = counted([row["text"] for row in rows])
        good &= told(rows[0]["law_id"], parsed(printed(rows)), (articles, clauses, points - lost))
    text = (SHARED / "statutes/md" / LAW).read_text().replace("*", "").replace("\\", "")
    body = re.split(r"(?m)^ĐIỀU LỆ", text)[0]
    pieces = re.split(r"(?m)^Điều \d+\. ", body)[1:]
    lines = read_file((SHARED / "statutes/md" / LAW).read_bytes(), LAW).lines
    good &= told("12/2012/QH13", parsed(lines), (len(pieces), *counted(pieces)))
    wrong = read_act(read_file((SHARED / "statutes/md" / MISLABELLED).read_bytes(), MISLABELLED).lines).wrong
    print(f"\nThe mislabelled file: {wrong}")
    for file in sorted((SHARED / "raw-html").glob("*.html")):
        content = file.read_bytes()
        rows, own = read_file(content, file.name).rows, content.count(b"class='pDieu'")
        print(f"{file.name}: {len(rows)} of {own} articles")
        if heads := {row["chapter"].split(" / ")[0] for row in rows if row["law_id"] == CODE}:
            print(f"  chapters of {CODE}: {len(heads)}")
            good &= len(heads) == CHAPTERS
    sys.exit(0 if good and wrong else 1)


if __name__ == "__main__":
    main()
