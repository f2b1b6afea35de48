"""Messy lists of members whose truth is known: a generator of files as unions keep them.

A recipe says how a file is laid out and what is wrong with it. `make` writes it from people that a seed makes up and
returns the bytes with what is true of each row; `spoiled` cells have lost what they said and can only be refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from .books import ERROR, Page, day_text, delimited, encoded, xls, xlsx
from .people import GROUPS, STATES, person
from .recipes import HEADINGS, Recipe

EPOCH = date(1899, 12, 30)


@dataclass
class Made:
    """A file and what is true of it: by sheet and row the facts of a member, and the cells that are spoiled."""

    name: str
    content: bytes
    truth: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    spoiled: set[tuple[int, int, str]] = field(default_factory=set)


SHAPES = {
    "dots": "{2}.{1}.{0}", "dashes": "{2:02}-{1:02}-{0}", "iso": "{0}-{1:02}-{2:02}", "american": "{1:02}/{2:02}/{0}",
    "words": "ngày {2:02} tháng {1:02} năm {0}",
}  # fmt: skip


class _Writer:
    """Writes one row after the other; each way of writing returns cells and may change what is true."""

    def __init__(self, recipe: Recipe, random: Random) -> None:
        self.recipe, self.random = recipe, random
        self.spoiled: set[str] = set()
        self.pairs = [piece.partition(":")[::2] for piece in recipe.columns.split()]
        self.shown: set[str] = set()

    def headings(self) -> tuple[list[list[str]], list[tuple[int, int, str]]]:
        """Rows of the header, and the merged headings of its first as (column, last column, text)."""
        top, low, merged = [], [], []
        for code, way in self.pairs:
            above, below = self._heading(code, way)
            if len(below) > 1:
                merged.append((len(top), len(top) + len(below) - 1, above))
            top += [above] + [""] * (len(below) - 1)
            low += below
        if self.recipe.header == 1:
            return [top], merged
        return [top, low], merged

    def _heading(self, code: str, way: str) -> tuple[str, list[str]]:  # noqa: PLR0911 - one answer for each way of writing
        pick = self.random.choice
        match (code, way):
            case ("birth", "by_sex"):
                return pick(["Năm sinh", "Ngày sinh", "Ngày, tháng, năm sinh"]), ["Nam", "Nữ"]
            case ("birth", "parts"):
                return pick(["Ngày sinh", "Ngày tháng năm sinh"]), ["Ngày", "Tháng", "Năm"]
            case ("birth", "year"):
                return "Năm sinh", [""]
            case ("ticks", _):
                return "Giới tính", ["Nam", "Nữ"]
            case ("parted", _):
                return "Họ và tên", ["", ""]
            case ("paper", _):
                return "CMND/CCCD", ["Số", "Ngày cấp", "Nơi cấp"]
            case ("card", _):
                return "Thẻ đoàn viên", ["Số thẻ", "Ngày cấp"]
            case ("decision", _):
                return "Quyết định kết nạp", ["Số", "Ngày"]
            case ("id_date", _) | ("id_place", _):
                return pick(HEADINGS[code]), [""]
            case _:
                return pick(HEADINGS[code]), [""]

    def row(self, truth: dict[str, Any]) -> tuple[list[Any], dict[str, Any], set[str]]:
        """The cells of a person, what they say, and which are spoiled."""
        told: dict[str, Any] = {}
        self.spoiled = set()
        cells: list[Any] = []
        for code, way in self.pairs:
            writer: Callable[..., list[Any]] = getattr(self, f"_{code}", self._plain)
            cells += writer(code, way, truth, told)
        return cells, told, self.spoiled

    def _plain(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        value = truth[code]
        if isinstance(value, tuple):
            return [self._day(code, way, value, told)]
        if way == "errors" and self.random.random() < 0.1:
            self.spoiled.add(code)
            return [ERROR]
        told[code] = value
        if way == "nfd":
            return [f"\0{value}"]
        return [self._damaged(code, value) if way == "damaged" else value]

    def _damaged(self, code: str, number: str) -> str:
        """A number of which a digit was left out, doubled, or typed as a letter; not always."""
        if self.random.random() > 0.15:
            return number
        self.spoiled.add(code)
        at = self.random.randrange(1, len(number))
        return self.random.choice(
            [number[:at] + number[at + 1 :], number[:at] + number[at - 1 :], f"{number[:at]}O{number[at + 1 :]}"]
        )

    def _day(self, code: str, way: str, day: tuple[int, int, int], told: dict[str, Any]) -> Any:  # noqa: C901, PLR0911, PLR0912 - one answer for each way of writing
        random = self.random
        if way == "mixed":
            day = (day, (day[0], 0, 0), (day[0], day[1], 0))[random.randrange(3)]
        elif way in {"year", "month"}:
            day = (day[0], 0, 0) if way == "year" else (day[0], day[1], 0)
        told[code] = day
        real = date(*day) if day[2] else None
        if way == "year":
            return random.choice([day[0], str(day[0])])
        if way == "real":
            return real
        if way in {"serial", "serial_text"}:
            number = (real - EPOCH).days
            return number if way == "serial" else str(number)
        if way == "swapped":  # an American Excel took the days up to 12 for months
            if day[2] <= 12 and day[2] != day[1]:
                self.spoiled.add(code)
                return date(day[0], day[2], day[1])
            return real if day[2] <= 12 else day_text(day)
        if way == "both_orders":
            if day[1] <= 12 and day[2] <= 12 and day[1] != day[2]:
                self.spoiled.add(code)
            if day[2] > 12 and random.random() < 0.5:
                self.spoiled.add(code)  # can be suggested, not known
                return day_text(day, SHAPES["american"])
            return day_text(day)
        if way == "short":
            if random.random() < 0.5:
                return f"{day[2]:02}/{day[1]:02}/{day[0] % 100:02}"
            return day_text(day)
        if way == "errors" and random.random() < 0.1:
            self.spoiled.add(code)
            return random.choice([ERROR, "31/02/1990", "30/13/1985"])
        if way == "text":
            return day_text(day, random.choice(list({**SHAPES, "american": "{2}/{1}/{0}"}.values())))
        return day_text(day, SHAPES.get(way, "{2:02}/{1:02}/{0}"))

    def _birth(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        day = truth["birth"]
        if way == "by_sex":
            told["sex"] = truth["sex"]
            text = self._day(code, self.random.choice(["", "dots", "year"]), day, told)
            return [text, ""] if truth["sex"] == "m" else ["", text]
        if way == "parts":
            told["birth"] = day
            return [day[2], day[1], day[0]]
        return [self._day(code, way, day, told)]

    def _name(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:  # noqa: PLR0911 - one answer for each way of writing
        name = told["name"] = truth["name"]
        title = "Ông" if truth["sex"] == "m" else "Bà"
        match way:
            case "capitals":
                return [name.upper()]
            case "titles":
                return [f"{title} {name}"]
            case "mixed":
                return [
                    self.random.choice(
                        [
                            name,
                            name.upper(),
                            name.lower(),
                            f"Đ/c {name}",
                            f"  {name.replace(' ', '  ')} ",
                            name.replace(" ", "\u00a0"),
                        ]
                    )
                ]
            case "remarks":
                if self.random.random() < 0.2:
                    told["office"] = "Tổ trưởng"
                    return [f"{name} (Tổ trưởng)"]
                return [name]
            case "nfd":
                return [f"\0{name}"]
            case _:
                return [name]

    def _family(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told["name"] = truth["name"]
        return [truth["name"].rpartition(" ")[0]]

    def _given(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        return [truth["name"].rpartition(" ")[2]]

    def _parted(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told["name"] = truth["name"]
        return [truth["name"].rpartition(" ")[0], truth["name"].rpartition(" ")[2]]

    def _sex(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told["sex"] = truth["sex"]
        woman = truth["sex"] == "f"
        if way == "letters":
            return [self.random.choice("Ff") if woman else self.random.choice("Mm")]
        if way == "words":
            return [
                self.random.choice(["Nữ", "nữ", "NỮ", "Nu", " Nữ "])
                if woman
                else self.random.choice(["Nam", "nam", "NAM", "Nam "])
            ]
        return ["Nữ" if woman else "Nam"]

    def _tick_f(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told["sex"] = truth["sex"]
        return [self.random.choice("xX") if truth["sex"] == "f" else ""]

    def _ticks(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told["sex"] = truth["sex"]
        return ["x", ""] if truth["sex"] == "m" else ["", "x"]

    def _citizen_id(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:  # noqa: PLR0911 - one answer for each way of writing
        number = truth["citizen_id"]
        if way == "mixed" and self.random.random() < 0.4:
            told["old_citizen_id"] = truth["old_citizen_id"]
            return [truth["old_citizen_id"]]
        told["citizen_id"] = number
        match way:
            case "damaged":
                return [self._damaged(code, number)]
            case "number":
                return [int(number)]
            case "decimal":
                return [f"{int(number)}.0"]
            case "spaced":
                return [f"{number[:3]} {number[3:6]} {number[6:9]} {number[9:]}"]
            case "trick":
                return [f'="{number}"']
            case "scientific" if self.random.random() < 0.3:
                self.spoiled.add("citizen_id")
                return [self.random.choice(["7.92E+10", "7,92E+10", number[:-1], f"{number[:5]}O{number[6:]}"])]
        return [number]

    def _social_insurance(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told[code] = truth[code]
        if way == "damaged":
            return [self._damaged(code, truth[code])]
        return [int(truth[code]) if way == "number" else truth[code]]

    def _phone(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:  # noqa: PLR0911 - one answer for each way of writing
        number = told["phone"] = truth["phone"]
        match way:
            case "damaged":
                return [self._damaged(code, number)]
            case "number":
                return [int(number)]
            case "spaced":
                return [
                    self.random.choice(["{} {} {}", "{}.{}.{}", "{}-{}-{}"]).format(number[:4], number[4:7], number[7:])
                ]
            case "plus84":
                return [f"+84{number[1:]}"]
            case "several" if self.random.random() < 0.4:
                other = "0283" + number[3:]
                told["more phones"] = other
                return [self.random.choice([f"{other}; {number}", f"{number} / {other}", f"{number}\n{other}"])]
            case "errors" if self.random.random() < 0.15:
                self.spoiled.add("phone")
                return [self.random.choice(["09123", "không rõ số", "01234567890123", ERROR, "0123456"])]
        return [number]

    def _wage(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        wage = told["wage"] = truth["wage"]
        if way == "grouped":
            return [
                self.random.choice(
                    [f"{wage:,}".replace(",", "."), f"{wage:,}".replace(",", ".") + " đ", f"{wage:,}", str(wage)]
                )
                if wage >= 1_000_000
                else wage
            ]
        return [wage]

    def _party(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        if truth["party"]:
            told["party"] = True
        return ["x" if truth["party"] else ""]

    def _status(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told["status"] = STATES[truth["status"]]
        return [truth["status"]]

    def _paper(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told |= {name: truth[name] for name in ("citizen_id", "id_date", "id_place")}
        return [truth["citizen_id"], day_text(truth["id_date"]), truth["id_place"]]

    def _card(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told |= {name: truth[name] for name in ("card_number", "card_date")}
        return [truth["card_number"], date(*truth["card_date"])]

    def _decision(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told |= {name: truth[name] for name in ("decision_number", "decision_date")}
        return [truth["decision_number"], day_text(truth["decision_date"])]

    def _group(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        told["group"] = truth["group"]
        return [f"\0{truth['group']}" if way == "nfd" else truth["group"]]

    def _signature(self, code: str, way: str, truth: dict[str, Any], told: dict[str, Any]) -> list[Any]:
        return [""]


def make(recipe: Recipe, seed: int, count: int = 40) -> Made:
    """A file of so many members on each sheet."""
    random = Random(f"{recipe.name} {seed}")
    made = Made(f"danh sách.{'csv' if recipe.format not in ('xlsx', 'xls') else recipe.format}", b"")
    pages = []
    if recipe.guide:
        pages.append(Page("Tổng hợp", [["Đơn vị", "Số đoàn viên", "Nữ"], ["Tổ 1", 30, 12], ["Tổ 2", 20, 8]]))
    for number in range(recipe.sheets):
        pages.append(_page(recipe, random, f"Danh sách {number + 1}", len(pages), count, made))
    shown = [encoded(page, recipe) for page in pages]
    if recipe.format == "xlsx":
        made.content = xlsx(shown)
    elif recipe.format == "xls":
        made.content = xls(shown)
    else:
        made.content = delimited(shown[0], recipe)
    return made


def _page(recipe: Recipe, random: Random, name: str, at: int, count: int, made: Made) -> Page:
    page, writer = Page(name), _Writer(recipe, random)
    titles = [
        "CÔNG ĐOÀN CƠ SỞ CÔNG TY MAY 10",
        "DANH SÁCH ĐOÀN VIÊN CÔNG ĐOÀN NĂM 2023",
        "(Kèm theo Công văn số 12/CV-CĐCS)",
        "",
    ]
    page.rows += [[title] for title in titles[: recipe.titles]]
    head, merged = writer.headings()
    top = len(page.rows)
    page.rows += head
    if recipe.format in ("xlsx", "xls"):
        page.merged += [(top, left, top, right, text) for left, right, text in merged]
    width = len(head[0])
    if recipe.numbering:
        page.rows.append(_numbers(recipe.numbering, width))
    people = _people(recipe, random, count)
    group, heads = "", 0
    for number, one in enumerate(people):
        if recipe.groups and one["group"] != group:
            group, heads = one["group"], heads + 1
            page.rows.append(_group_row(recipe, heads, group, "number" in recipe.columns))
        if recipe.pages and number and number % 15 == 0:
            page.rows += head
        cells, told, spoiled = writer.row(one)
        page.rows.append(cells)
        if recipe.groups:
            told["group"] = group
        excel_row = len(page.rows)
        made.truth[at, excel_row] = told
        made.spoiled |= {(at, excel_row, code) for code in spoiled}
    if "group:merged" in recipe.columns:
        _merge_groups(page, recipe, top + len(head))
    if recipe.foot:
        page.rows += _foot(random, count, width)
    page.rows = [[""] * recipe.shift + row for row in page.rows]
    page.merged = [(a, b + recipe.shift, c, d + recipe.shift, text) for a, b, c, d, text in page.merged]
    return page


def _people(recipe: Recipe, random: Random, count: int) -> list[dict[str, Any]]:
    """So many members, in the order of their groups where the file shows groups."""
    people = [person(random, number) for number in range(1, count + 1)]
    if recipe.groups or "group:merged" in recipe.columns:
        people.sort(key=lambda one: GROUPS.index(one["group"]))
        for number, one in enumerate(people, 1):
            one["number"] = str(number)
    return people


def _numbers(style: str, width: int) -> list[Any]:
    if style == "A":
        return ["A", "B", *range(1, width - 1)]
    return [f"({n})" if style == "(1)" else n for n in range(1, width + 1)]


def _group_row(recipe: Recipe, number: int, group: str, numbered: bool) -> list[Any]:
    roman = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII"][number]
    if recipe.groups == "plain":
        return ["", group]
    return [roman, group] if number % 2 else [f"{roman}. {group}"]


def _merge_groups(page: Page, recipe: Recipe, first: int) -> None:
    """Draw equal groups that stand below one another as one cell."""
    at = [piece.partition(":")[0] for piece in recipe.columns.split()].index("group")
    start = first
    for row in range(first + 1, len(page.rows) + 1):
        if row == len(page.rows) or page.rows[row][at] != page.rows[start][at]:
            if row - start > 1:
                page.merged.append((start, at, row - 1, at, page.rows[start][at]))
                for other in range(start + 1, row):
                    page.rows[other][at] = ""
            start = row


def _foot(random: Random, count: int, width: int) -> list[list[Any]]:
    total = random.choice(
        [
            ["", f"Tổng cộng: {count} đoàn viên"],
            ["Tổng cộng", "", count],
            [f"Danh sách này có {count} người"],
            ["", "Cộng", count],
        ]
    )
    signed = random.choice([["", "Người lập biểu", "", "TM. BAN CHẤP HÀNH"], ["", "NGƯỜI LẬP", "", "", "CHỦ TỊCH"]])
    return [
        total,
        [],
        ["", "", "", "Hà Nội, ngày 15 tháng 3 năm 2023"],
        signed,
        [],
        ["", "Trần Thị Lan", "", "Nguyễn Văn Minh"],
    ]
