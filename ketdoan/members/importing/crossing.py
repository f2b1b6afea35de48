"""Putting the cells of a row together: names and births in several columns, numbers that others explain.

What one cell leaves open another may answer: an identity number that lost its zeros by the year of birth and the sex,
a year of two digits by the identity number. What contradicts is a warning where both may be true (births are corrected
and numbers stay), else a fault.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ketdoan.core.viet import fold

from .cell import Cell
from .days import Day, ShortYear, born, from_parts
from .identity import born_of
from .names import FAMILIES, Name
from .said import MemberSaid, Note, Said
from .values import DITTO, show

#: Nobody works, joins or gets a card at a younger age.
FIRST_AGE = 14
_AFTER_BIRTH = ("started", "member_since", "id_date", "card_date", "decision_date", "party_date")
_PARTS = ("birth_day", "birth_month", "birth_year")
_COPIED = frozenset((
    "number", "id_date", "id_place", "social_insurance", "phone", "email", "address", "hometown", "ethnicity",
    "religion", "education", "occupation", "job_title", "contract", "started", "member_since", "joined_at",
    "decision_date", "card_number", "card_date", "office", "group", "workplace", "party_date", "wage", "status",
))  # fmt: skip
_BIRTHS = ("birth", "birth_m", "birth_f")
_TOLD_APART = frozenset({"tick_m", "tick_f", "birth_m", "birth_f"})
Odd = Mapping[str, tuple[Cell, str]]


class Crossing:
    """Makes members of the values of the rows of one sheet. Knows what whole columns show."""

    def __init__(self, said: Said, places: Mapping[str, int], rows: Sequence[Sequence[str]]) -> None:
        self.said = said
        self.last: dict[str, Any] = {}
        self.zeros_lost = _zeros_lost(_texts(rows, places.get("social_insurance")))
        self.addressed = _addressed(_texts(rows, places.get("name", places.get("family"))))
        self.cards = _length_of_most(_texts(rows, places.get("card_number")))
        ticked = any(text.strip() for text in _texts(rows, places.get("tick_f")))
        self.blank_is_man = ticked and not {"tick_m", "sex", "birth_m", "birth_f"} & places.keys()
        self.name_column = "name" if "name" in places else "family"
        self.parted_birth = "birth_year" in places

    def new_group(self) -> None:
        """What stands above the heading of a group is not "as above"."""
        self.last = {}

    def member(self, at: int, found: dict[str, Any], odd: Odd, group: str) -> None:
        """The member of a row."""
        self._ditto(at, found, odd)
        member = MemberSaid(at)
        for code, value in found.items():
            if code in _COPIED:
                setattr(member, code, value)
        member.group = member.group or group
        notes = [found["note"]] if "note" in found else []
        notes += self._name(at, member, found, odd)
        self._sex_and_birth(at, member, found)
        self._identity(at, member, found, odd)
        if self.blank_is_man and not member.sex and "tick_f" not in odd:
            self._man(at, member)
        notes += self._numbers(at, member, odd)
        self._parted(at, member, found)
        self._times(at, member)
        member.note = "; ".join(notes)
        self.said.members[at] = member
        self.last = found

    def _ditto(self, at: int, found: dict[str, Any], odd: Odd) -> None:
        for code, (cell, text) in odd.items():
            if cell.lost == DITTO and self.last.get(code):
                found[code] = self.last[code]
                self.said.forgive(at, code)
                self.said.noted(at, code, Note(text, show(found[code]), "Như dòng trên."))

    def _name(self, at: int, member: MemberSaid, found: dict[str, Any], odd: Odd) -> list[str]:
        """The name, from one column or two; returns the remarks that stood beside it."""
        parts: list[Name] = [found[code] for code in ("name", "family", "given") if code in found]
        if ("family" in odd and odd["family"][0].fault) or ("given" in odd and odd["given"][0].fault):
            parts = []
        column = self.name_column
        name = " ".join(part.name for part in parts)
        if not name:
            self.said.fault(at, column, "Chưa ghi họ và tên.")
            return []
        if column == "family" and len(parts) < 2:
            self.said.fault(at, "given" if "family" in found else "family", "Họ và tên đệm hoặc tên còn trống.")
            return []
        cell = odd[column][0] if column in odd else None
        if cell and cell.lost:
            name = self._addressed(at, column, name, cell, odd[column][1])
        member.name = name
        offices = [part.office for part in parts if part.office]
        remarks = [part.remark for part in parts if part.remark]
        if offices and not member.office:
            member.office, offices = "; ".join(offices), []
        return offices + remarks

    def _addressed(self, at: int, column: str, name: str, cell: Cell, text: str) -> str:
        """A name that begins with a word of address: taken off where the column does so, a fault where it may be a
        family name."""
        bare = name.split(" ", 1)[1]
        if fold(bare).split(" ")[0] not in FAMILIES or cell.lost.lower() not in self.addressed:
            if cell.lost.lower() in {"anh", "cô", "chú", "chị"} and fold(bare).split(" ")[0] not in FAMILIES:
                return name
            self.said.fault(at, column, f"“{text}”: “{cell.lost}” là họ hay danh xưng?", bare)
            return ""
        self.said.noted(at, column, Note(text, bare, "Bỏ danh xưng trước tên."))
        return bare

    def _sex_and_birth(self, at: int, member: MemberSaid, found: dict[str, Any]) -> None:
        if not _TOLD_APART & found.keys() and not self.parted_birth:
            member.sex, member.birth = found.get("sex", ""), found.get("birth")
            return
        self._sex(at, member, found)
        births = [found[code] for code in _BIRTHS if code in found]
        if self.parted_birth:
            texts = [found.get(code, "") for code in _PARTS]
            cell = from_parts(*texts) if any(texts) else Cell()
            if cell.fault:
                self.said.fault(at, "birth_year", cell.fault, cell.suggestion)
            births += [cell.value] if cell.value else []
        if len(set(births)) > 1:
            self.said.fault(at, _first_of(_BIRTHS, found), "Có hai ngày sinh khác nhau.")
        elif births:
            member.birth = births[0]

    def _sex(self, at: int, member: MemberSaid, found: dict[str, Any]) -> None:
        """The sex as it is told by a word, a tick, or the column in which the birth stands."""
        told = {found["sex"]} if "sex" in found else set()
        told |= {code[-1] for code in _TOLD_APART if found.get(code)}
        if len(told) == 1:
            member.sex = told.pop()
        elif told:
            column = _first_of(("tick_f", "birth_f", "sex", "tick_m", "birth_m"), found)
            self.said.fault(at, column, "Vừa ghi nam vừa ghi nữ.")

    def _identity(self, at: int, member: MemberSaid, found: dict[str, Any], odd: Odd) -> None:
        """The numbers of papers, whichever column they stand in; and what they explain or contradict."""
        for code in ("citizen_id", "old_citizen_id"):
            cell, text = odd.get(code, (None, ""))
            number = found.get(code)
            if cell and cell.lost:
                year, sex = born_of(cell.lost)
                if member.birth and member.birth.year == year and member.sex in ("", sex):
                    number = (cell.lost, "")
                    self.said.forgive(at, code)
                    self.said.noted(at, code, Note(text, cell.lost, "Thêm số 0 bị mất ở đầu; khớp với năm sinh."))
            if number:
                self._papers(at, code, member, number)
        if member.citizen_id:
            self._born(at, member, odd)

    def _papers(self, at: int, code: str, member: MemberSaid, number: tuple[str, str]) -> None:
        for name, value in zip(("citizen_id", "old_citizen_id"), number, strict=True):
            if value and getattr(member, name) not in ("", value):
                self.said.fault(at, code, "Hai số khác nhau cho cùng một loại giấy tờ.")
            elif value:
                setattr(member, name, value)

    def _born(self, at: int, member: MemberSaid, odd: Odd) -> None:
        """What the identity number says of birth and sex."""
        year, sex = born_of(member.citizen_id)
        for code in _BIRTHS if odd else ():
            cell, text = odd.get(code, (None, ""))
            if cell and isinstance(cell.lost, ShortYear) and cell.lost.year == year % 100 and not member.birth:
                self._long_year(at, code, member, cell.lost, year, text)
        if member.sex and member.sex != sex:
            self.said.warnings.setdefault(at, {})["citizen_id"] = (
                f"Số căn cước ứng với giới tính {show(sex).lower()}, khác với danh sách."
            )
        if member.birth and member.birth.year != year:
            self.said.warnings.setdefault(at, {})["citizen_id"] = (
                f"Số căn cước ứng với năm sinh {year}, danh sách ghi {member.birth.year}."
            )

    def _long_year(self, at: int, code: str, member: MemberSaid, short: ShortYear, year: int, text: str) -> None:
        try:
            date(year, short.month, short.day)
        except ValueError:
            return
        cell = born(Cell(Day(year, short.month, short.day)))
        if cell.value:
            member.birth = cell.value
            self.said.forgive(at, code)
            self.said.noted(at, code, Note(text, cell.value.text, "Năm sinh theo số căn cước."))
            if code != "birth" and not member.sex:
                member.sex = code[-1]

    def _man(self, at: int, member: MemberSaid) -> None:
        """A list that ticks its women leaves men blank."""
        if member.citizen_id and born_of(member.citizen_id)[1] == "f":
            self.said.fault(at, "tick_f", "Cột Nữ để trống, nhưng số căn cước là của nữ.", "x")
        else:
            member.sex = "m"

    def _numbers(self, at: int, member: MemberSaid, odd: Odd) -> list[str]:
        """Numbers of insurance and cards that lost zeros; returns further phones."""
        if not odd and not self.cards:
            return []
        insurance, text = odd.get("social_insurance", (None, ""))
        if insurance and insurance.lost and self.zeros_lost:
            member.social_insurance = insurance.lost
            self.said.forgive(at, "social_insurance")
            why = "Thêm số 0 bị mất ở đầu; cả cột mất số 0."
            self.said.noted(at, "social_insurance", Note(text, insurance.lost, why))
        card = member.card_number
        if self.cards and card.isdigit() and len(card) < self.cards and card[0] != "0":
            meant = card.zfill(self.cards)
            self.said.fault(
                at, "card_number", f"Số thẻ ngắn hơn các số khác. Có phải {meant}, bị mất số 0 ở đầu?", meant
            )
            member.card_number = ""
        phone, _ = odd.get("phone", (None, ""))
        return [f"Điện thoại khác: {', '.join(phone.lost)}"] if phone and phone.lost else []

    def _parted(self, at: int, member: MemberSaid, found: dict[str, Any]) -> None:
        """Values that tell two things."""
        if "decision_number" in found:
            member.decision_number, day = found["decision_number"]
            self._second(at, "decision_number", member, "decision_date", day)
        if "id_issued" in found:
            day, place = found["id_issued"]
            member.id_date, member.id_place = member.id_date or day, member.id_place or place
        if "party" in found:
            member.party, day = found["party"]
            self._second(at, "party", member, "party_date", day)
        if member.party_date and member.party is None:
            member.party = True

    def _second(self, at: int, code: str, member: MemberSaid, name: str, day: Day | None) -> None:
        held = getattr(member, name)
        if day and held and held != day:
            self.said.fault(at, code, f"Ngày trong ô khác với ngày {held.text} ở cột kia.")
        elif day:
            setattr(member, name, day)

    def _times(self, at: int, member: MemberSaid) -> None:
        if member.birth is None:
            return
        first = member.birth.year + FIRST_AGE
        for code in _AFTER_BIRTH:
            day = getattr(member, code)
            if day is not None and day.year < first:
                self.said.fault(at, code, f"Ngày {day.text} trước khi đủ {FIRST_AGE} tuổi (sinh {member.birth.text}).")
                setattr(member, code, None)


def _first_of(codes: Sequence[str], found: Mapping[str, Any]) -> str:
    return next(code for code in codes if code in found)


def _texts(rows: Sequence[Sequence[str]], place: int | None) -> list[str]:
    return [row[place] for row in rows if place < len(row) and row[place]] if place is not None else []


def _zeros_lost(texts: Sequence[str]) -> bool:
    """Whether a column of numbers of ten digits has lost first zeros throughout, as one of Excel's numbers has."""
    bare = [text.strip() for text in texts]
    short = sum(len(text) == 9 and text.isdigit() and text[0] != "0" for text in bare)
    kept = any(text.startswith("0") for text in bare)
    return not kept and short >= 3 and short * 5 >= len(bare)


def _addressed(texts: Sequence[str]) -> set[str]:
    """The words of address that a column of names puts before them."""
    firsts = [text.split(None, 1)[0].lower() for text in texts if " " in text.strip()]
    counts = {word: firsts.count(word) for word in ("ông", "bà", "anh", "chị", "cô", "chú")}
    both = (counts["ông"] + counts["bà"]) * 5 >= len(firsts) * 2 and counts["bà"] > 0
    young = (counts["anh"] + counts["chị"]) * 5 >= len(firsts) * 2 and counts["chị"] > 0
    found = {word for word in ("bà", "chị") if counts[word]}
    return found | ({"ông"} if both else set()) | ({"anh", "cô", "chú"} if young else set())


def _length_of_most(texts: Sequence[str]) -> int:
    """The length that nearly all numbers of a column have; 0 where they differ."""
    lengths = [len(text.strip()) for text in texts if text.strip().isdigit()]
    most = max(set(lengths), key=lengths.count, default=0)
    return most if most >= 8 and len(lengths) >= 5 and lengths.count(most) * 10 >= len(lengths) * 6 else 0
