"""Comparing the rows of a list with the register: who is new, whose facts change, who is in doubt, what is wrong.

People are known by their numbers in the whole register; without these by name and birth below the unit. Of somebody
who is a member elsewhere no more is told than where.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from ketdoan.core.actions import Act
from ketdoan.core.crypto import blinder
from ketdoan.core.excel import Layout, Row
from ketdoan.core.rules import one_reading, rule
from ketdoan.core.staging.plans import PARTS, Step, nothing
from ketdoan.core.staging.rows import Finding
from ketdoan.core.viet import fold, format_date, in_sentence, sort_key, today
from ketdoan.units.models import Contact, Identifier

from ...importing.columns import TITLES
from ...importing.days import bounds
from ...importing.reading import read
from ...importing.said import MemberSaid, Said
from ...models import MemberImport, MemberImportRow, SensitiveFact
from ...queries.known import Known, Number, by_name, by_number, known
from ...queries.links import circles
from ...rules import EVENT_LABELS, EventKind
from ..recording import lock_persons
from . import facts
from .alike import Alike, mark_of
from .happening import Course, course_of
from .places import Places
from .plan import Changing, Coming, MemberPlan
from .who import Answer, choices_among
from .who import by_name as who_by_name
from .who import by_numbers as who_by_numbers

_NUMBER_PLACE, _CONTACT_PLACE = (model._meta.get_field("value").place for model in (Identifier, Contact))
_RIGHTS = {
    EventKind.ADMISSION: "members.admit",
    EventKind.RECOGNITION: "members.recognise",
    EventKind.SUSPENSION: "members.suspend",
    EventKind.LEAVE: "members.leave",
}
#: What is recorded of a person, as the preview names it.
LABELS = {
    "name": "họ tên", "birth_date": "ngày sinh", "birth_year": "ngày sinh", "sex": "giới tính",
    **{kind: in_sentence(label) for kind, label in (*Contact.KINDS, *SensitiveFact.KINDS)},
    Identifier.CITIZEN_ID: "số căn cước", Identifier.OLD_CITIZEN_ID: "số CMND",
    Identifier.SOCIAL_INSURANCE: "mã số BHXH", "department": "phòng, ban", "contract": "loại hợp đồng",
    "education": "trình độ", "joined_place": "nơi kết nạp", "job_title": "chức vụ, công việc",
    "works_since": "ngày vào làm", "joined_told": "ngày vào công đoàn theo hồ sơ",
}  # fmt: skip


def make_plan(
    act: Act, upload: MemberImport, rows: list[Row], layouts: Sequence[Layout], step: Step = nothing, *, lock: bool
) -> MemberPlan:
    """Compare the rows of a list with the register. With `lock`, those who are known are held until the end of the
    transaction, before anything is read of them. The list of rows is emptied once they are read: the texts of a long
    one are most of what stands in memory."""
    part = len(rows) // PARTS
    with one_reading():
        lines = [Line(row.sheet, row.number, row.more.get("who", "")) for row in rows]
        said = read(_given_up(rows), layouts)
        step(part)
        comparing = _Comparing(act, upload, lines, layouts, said)
        comparing.look_up(lock=lock)
        step(part)
        plan = comparing.plan()
        step(part)
        return plan


def _given_up(rows: list[Row]) -> Iterator[Row]:
    """Rows one after the other, gone from their list."""
    rows.reverse()
    while rows:
        yield rows.pop()


class Line(NamedTuple):
    """Of a row its sheet, its number there, and whom the officer said that it is about."""

    sheet: int
    number: int
    who: str


class _Comparing:
    def __init__(
        self, act: Act, upload: MemberImport, lines: Sequence[Line], layouts: Sequence[Layout], said: Said
    ) -> None:
        self.act, self.upload, self.lines, self.layouts, self.said = act, upload, lines, layouts, said
        self.path = upload.unit.path
        self.places = Places(upload.unit, upload.kind, layouts)
        self.target: dict[int, int] = {}
        self.workplace: dict[int, str] = {}
        self.numbers: dict[int, list[Number]] = {}
        self.words: dict[int, str] = {}
        self.found: dict[Number, list[int]] = {}
        self.namesakes: dict[str, list[int]] = {}
        self.people: dict[int, Known] = {}
        self.claimed: dict[int, int] = {}
        self.newcomers = Alike()
        self.silent: dict[str, Finding] = {}
        self.right = {kind: act.actor.may(right) for kind, right in _RIGHTS.items()}
        self.least_age = rule("members.admission_age", today()).value

    # --- what is looked up for all rows at once

    def look_up(self, *, lock: bool) -> None:
        self._place_all()
        blind, folded = blinder(_NUMBER_PLACE), dict[str, str]()
        for at, member in self.said.members.items():
            self.numbers[at] = [(kind, blind(text)) for kind, text in facts.numbers_of(member)]
            self.words[at] = folded.get(member.name) or folded.setdefault(member.name, fold(member.name))
        found = by_number(self._repeated())
        behind = circles({pk for held in found.values() for pk in held}).canonical
        self.found = {number: list(dict.fromkeys(behind[pk] for pk in held)) for number, held in found.items()}
        self.numbers = {
            at: numbers for at, numbers in self.numbers.items() if any(number in self.found for number in numbers)
        }
        unknown = [at for at in self._right() if at not in self.numbers]
        self.namesakes = by_name(self.upload.unit, (self.words[at] for at in unknown))
        ids = {pk for held in (*self.found.values(), *self.namesakes.values()) for pk in held}
        if lock:
            lock_persons(ids)
        self.people = known(ids)

    def _right(self) -> Iterator[int]:
        """The rows of which nothing is wrong so far."""
        return (at for at in self.said.members if at not in self.said.faults)

    def _place_all(self) -> None:
        for at, member in self.said.members.items():
            pk, workplace, wrong = self.upload.unit.pk, "", ""
            if member.group:
                found, workplace, wrong = self.places.find(self.lines[at].sheet, member.group)
                pk = found or pk
            self.target[at] = pk
            if workplace:
                self.workplace[at] = workplace
            if wrong:
                self.fault(at, wrong, "group")
        self.places.load(set(self.target.values()))

    def _repeated(self) -> Collection[Number]:
        """Two rows with one number are one person. Returns all numbers, each once."""
        first: dict[Number, int] = {}
        columns = facts.NUMBERS
        for at in self.said.members:
            for number in self.numbers[at]:
                earlier = first.setdefault(number, at)
                if earlier != at:
                    title = LABELS[number[0]]
                    told = f"Cùng {title} với {self.line(earlier, at)}: mỗi người chỉ ghi một dòng."
                    self.fault(at, told, columns[number[0]])
        return first

    def line(self, at: int, seen_from: int) -> str:
        """A row as people find it in the file."""
        sheet, number, _ = self.lines[at]
        elsewhere = self.lines[seen_from].sheet != sheet
        return f"dòng {number}" + (f", trang {self.layouts[sheet].sheet}" if elsewhere else "")

    def fault(self, at: int, message: str, *columns: str) -> None:
        """Say what is wrong with a row, at the first of the columns that its sheet has."""
        places = self.layouts[self.lines[at].sheet].places
        self.said.fault(at, next((code for code in columns if code in places), columns[0]), message)

    # --- row by row

    def plan(self) -> MemberPlan:
        findings = [Finding(MemberImportRow.SAME)] * len(self.lines)  # until something is found of a row
        plan = MemberPlan(findings)
        for at, member in self.said.members.items():
            if at in self.said.faults:
                continue
            answer = self._who(at, member)
            if answer.wrong:
                self.fault(at, answer.wrong, *answer.columns)
            elif answer.doubt:
                findings[at] = Finding(MemberImportRow.DOUBTFUL, [answer.doubt], choices=answer.choices)
            else:
                self._do(plan, at, member, answer)
        self._tell(findings)
        return plan

    def _tell(self, findings: list[Finding]) -> None:
        ignored = Finding(MemberImportRow.IGNORED)
        for at in self.said.ignored:
            findings[at] = ignored
        for at, faults in self.said.faults.items():
            meant = {code: fault.suggestion for code, fault in faults.items() if fault.suggestion}
            told = {code: fault.message for code, fault in faults.items()}
            findings[at] = Finding(MemberImportRow.FAULTY, [], told, meant)
        for at in {*self.said.notes, *self.said.warnings}:
            findings[at] = replace(findings[at], notes=self._notes(at))

    def _notes(self, at: int) -> dict[str, str]:
        """What is to be said of the cells of a row, be they right."""
        told = {
            code: f"“{note.old}” đọc là “{note.new}”. {note.why}" for code, note in self.said.notes.get(at, {}).items()
        }
        for code, text in self.said.warnings.get(at, {}).items():
            told[code] = f"{told.get(code, '')} {text}".strip()
        return told

    def _who(self, at: int, member: MemberSaid) -> Answer:
        """Which person of the register a row is about."""
        chosen = self.lines[at].who
        held = dict.fromkeys(pk for number in self.numbers.get(at, ()) for pk in self.found.get(number, ()))
        by_numbers = [self.people[pk] for pk in held if pk in self.people]
        if by_numbers:
            answer = who_by_numbers(by_numbers, self.words[at], chosen, self.path)
        else:
            namesakes = [self.people[pk] for pk in self.namesakes.get(self.words[at], ()) if pk in self.people]
            told = member.group and at not in self.workplace
            on = self._entry_day(at, member)
            answer = who_by_name(member, namesakes, chosen, self.target[at] if told else None, on)
        if answer.doubt or answer.wrong:
            return answer
        if answer.person is None:
            return self._unlike_others(at, member, chosen) or answer
        return self._once(at, answer)

    def _once(self, at: int, answer: Answer) -> Answer:
        """A person is told by one row alone."""
        person = answer.person
        if person is None:
            return answer
        earlier = self.claimed.setdefault(person.person.pk, at)
        if earlier == at:
            return answer
        return Answer(
            wrong=f"Cùng một người với {self.line(earlier, at)}: mỗi người chỉ ghi một dòng.",
            columns=("name", "family"),
        )

    def _unlike_others(self, at: int, member: MemberSaid, chosen: str) -> Answer | None:
        """A newcomer who may be the one of a row above."""
        key, mark = (self.words[at], member.birth), mark_of(member)
        earlier = self.newcomers.other(key, mark, at)
        if earlier is None or chosen == "new":
            self.newcomers.add(key, mark, at)
            return None
        told = f"Trùng họ tên, ngày sinh với {self.line(earlier, at)}. Nếu là một người, hãy bỏ dòng này."
        return Answer(doubt=told, choices=[("new", "Là hai người khác nhau, nhập dòng này")])

    @cached_property
    def _unnumbered(self) -> Alike:
        """The rows whose person can be told by the name alone."""
        rows = Alike()
        for at in self._right():
            if at not in self.numbers:
                member = self.said.members[at]
                rows.add((self.words[at], member.birth), mark_of(member), at)
        return rows

    def _in_doubt(self, at: int, member: MemberSaid, answer: Answer) -> Answer | None:
        """A row that would change somebody known by the name alone, while another row may be about them as well."""
        if answer.person is None or at in self.numbers or self.lines[at].who:
            return None
        other = self._unnumbered.other((self.words[at], member.birth), mark_of(member), at)
        if other is None:
            return None
        told = f"Trùng họ tên, ngày sinh với {self.line(other, at)}, cả hai đều có thể là người đã có trong hồ sơ."
        return Answer(doubt=f"{told} Hãy cho biết dòng này là ai.", choices=choices_among([answer.person]))

    def _entry_day(self, at: int, member: MemberSaid) -> date:
        """From which day a newcomer is a member: the day in the file, of a month or a year the first, of one in which
        they were too young then the last. Where the unit was not there yet, the day for all."""
        if member.member_since is None:
            return self.upload.since
        first, last = bounds(member.member_since)
        day = last if first != last <= today() and self._age(member, None, first) < self.least_age else first
        return day if day >= self.places.began(self.target[at]) else self.upload.since

    def _do(self, plan: MemberPlan, at: int, member: MemberSaid, answer: Answer) -> None:
        person = answer.person
        course = course_of(member, person, self.upload.kind, self.target[at], self._entry_day(at, member), self.upload)
        if wrong := course.wrong or self._wrong(at, member, person, course):
            self.fault(at, wrong, *course.columns)
            return
        if too_long := self._too_long(at, member):
            self.fault(at, "Nội dung quá dài.", too_long)
            return
        if person is None:
            unit = self.places.units[self.target[at]]
            plan.coming.append(Coming(member, unit, self.workplace.get(at, ""), course.happenings))
            plan.findings[at] = self._does(MemberImportRow.NEW, at, member, course, [])
            return
        change = self._change(at, member, person)
        change.happenings = course.happenings
        if not (change.values or change.happenings):
            return
        if doubtful := self._in_doubt(at, member, answer):
            plan.findings[at] = Finding(MemberImportRow.DOUBTFUL, [doubtful.doubt], choices=doubtful.choices)
            return
        plan.changing.append(change)
        entering = any(one.kind == self.upload.kind for one in course.happenings)
        state = MemberImportRow.NEW if entering else MemberImportRow.CHANGED
        plan.findings[at] = self._does(state, at, member, course, _labels(change))

    def _wrong(self, at: int, member: MemberSaid, person: Known | None, course: Course) -> str:
        """Why what should happen cannot: the unit, the age, the right to it, another group."""
        told = member.group and at not in self.workplace
        if person and person.counted and person.unit and told and person.unit.pk != self.target[at]:
            course.columns = ("group",)
            return f"Người này đang sinh hoạt tại {person.unit.short_name}. Hãy chuyển sinh hoạt trước khi nhập."
        for one in course.happenings:
            if not self.right[EventKind(one.kind)]:
                return f"Vị trí công tác đang dùng chưa được ghi việc “{EVENT_LABELS[EventKind(one.kind)]}”."
        entry = next((one for one in course.happenings if one.kind == self.upload.kind), None)
        if entry is None:
            return ""
        if wrong := self.places.wrong(entry.unit, entry.on):
            course.columns = ("group",) if entry.on <= today() else ("member_since",)
            return wrong
        if self._age(member, person, entry.on) < self.least_age:
            course.columns = ("birth", "birth_m", "birth_f", "birth_year")
            return f"Chưa đủ {self.least_age} tuổi vào ngày {format_date(entry.on)}. Hãy xem lại ngày sinh."
        return ""

    @staticmethod
    def _age(member: MemberSaid, person: Known | None, on: date) -> int:
        """Whole years of age, the most that what is known allows."""
        born, year = member.birth_date, member.birth_year
        if person and not year:
            born, year = person.person.birth_date, person.person.birth_year
        if born:
            return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return on.year - year if year else 1000

    def _too_long(self, at: int, member: MemberSaid) -> str:
        """The column whose text the register has no room for; "" where all fit."""
        profile = facts.profile_of(member, self.workplace.get(at, ""))
        for name, longest in facts.LENGTHS.items():
            if len(profile.get(name, "")) > longest:
                if name == "job_title":
                    return "job_title" if member.job_title else "occupation"
                return "group" if name == "department" and at in self.workplace else facts.PROFILE[name]
        return ""

    def _change(self, at: int, member: MemberSaid, person: Known) -> Changing:
        """What a row says otherwise than the register. An empty cell says nothing."""
        held, change = person.person, Changing(at, person)
        if self.words[at] != held.words:
            change.person |= {"name": member.name, "words": self.words[at], "sort_key": sort_key(member.name)}
        if member.sex and member.sex != held.sex:
            change.person["sex"] = member.sex
        change.person |= _born_otherwise(member, person)
        blind = blinder(_CONTACT_PLACE)
        blind_number = blinder(_NUMBER_PLACE)
        for kind, text in facts.numbers_of(member):
            row = person.numbers.get(kind)
            if row is None or bytes(row.value_index or b"") != blind_number(text):
                change.numbers[kind] = text
        for kind, text in facts.contacts_of(member):
            row = person.contacts.get(kind)
            if row is None or not _same_contact(person, row, kind, text, blind):
                change.contacts[kind] = text
        for kind, text in facts.facts_of(member):
            row = person.facts.get(kind)
            if row is None or person.text(row) != text:
                change.facts[kind] = text
        profile = facts.profile_of(member, self.workplace.get(at, ""))
        change.profile = {
            name: value
            for name, value in profile.items()
            if person.profile is None or getattr(person.profile, name) != value
        }
        return change

    def _does(self, state: str, at: int, member: MemberSaid, course: Course, labels: list[str]) -> Finding:
        """What a right row does. Of a list that is not kept nobody reads it row by row: one finding stands for all."""
        if self.upload.pk is None:
            return self.silent.setdefault(state, Finding(state))
        return Finding(state, self._effects(at, member, course, labels))

    def _effects(self, at: int, member: MemberSaid, course: Course, labels: list[str]) -> list[str]:
        told = [
            f"{course.again or EVENT_LABELS[EventKind(one.kind)]}: {self.places.units[one.unit].short_name}, "
            f"từ {format_date(one.on)}"
            if one.kind == self.upload.kind
            else f"{EVENT_LABELS[EventKind(one.kind)]} từ {format_date(one.on)}"
            for one in course.happenings
        ]
        since = member.member_since
        entry = next((one for one in course.happenings if one.kind == self.upload.kind), None)
        if entry and since and since.date != entry.on:
            told.append(f"Theo tệp, ngày vào công đoàn là {since.text}")
        return told + ([f"Cập nhật {', '.join(dict.fromkeys(labels))}"] if labels else [])


def _labels(change: Changing) -> list[str]:
    names = [*change.person, *change.numbers, *change.contacts, *change.profile, *change.facts]
    return [LABELS[name] for name in names if name in LABELS]


def _born_otherwise(member: MemberSaid, person: Known) -> dict[str, Any]:
    """The birth where the row tells another or more of it; a year alone takes no day away."""
    day, held = member.birth, person.person
    if day is None or (day.date and day.date == held.birth_date):
        return {}
    if day.date is None and day.year == held.birth_year:
        return {}
    return facts.born(day)


def _same_contact(person: Known, row: Any, kind: str, text: str, blind: Any) -> bool:
    if row.value_index is None or kind == Contact.ADDRESS:
        return person.text(row) == text
    index = row._meta.get_field("value_index")
    return bytes(row.value_index) == blind(index.normalise(text))


def title_of(layout: Layout, code: str) -> str:
    """How a column is called in the file, else by us."""
    return layout.headings[layout.places[code]] if code in layout.places else TITLES.get(code, code)
