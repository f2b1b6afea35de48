"""What a file changes of bodies: which terms are opened, and who takes which office."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act
from ketdoan.core.history import span
from ketdoan.core.rules import NoRule, rule
from ketdoan.core.viet import fold, format_date, today

from ...importing.cells import Span
from ...importing.reading import OfficerSaid, Ref, Said, TermSaid
from ...models import Appointment, Person, Term
from ...queries.below import appointments_known, persons_known, terms_known
from ...queries.bodies import body_label
from ...rules import Level, months_after
from ..bodies import NewSeat, NewTerm, check_last, check_seat, check_term, size_rule
from ..persons import new_person
from .places import Places
from .units import Target, Units

Body = tuple[Target, str]
#: Where what an act finds wrong with an input is shown: the columns of a file, the first that it has.
TERM_PLACES = {
    "since": ("term_since", "term"),
    "until": ("term_until", "term"),
    "seats": ("seats", "term"),
    "kind": ("body", "term"),
}
NO_TERM = "Chưa ghi nhiệm kỳ. Hãy ghi nhiệm kỳ (ví dụ 2023 - 2028) ở dòng của đơn vị."


@dataclass
class Opening:
    """A term to be opened."""

    row: int
    target: Target
    term: NewTerm


@dataclass
class Seating:
    """A person to be put into an office; `term_row` is the row that opens the term, where one does."""

    row: int
    target: Target
    seat: NewSeat
    term_row: int | None


class Officers:
    """Compares what rows say of terms and officers with the register."""

    def __init__(self, act: Act, said: Said, places: Places, units: Units, columns: dict[int, set[str]]) -> None:
        self.act, self.said, self.places, self.units, self.columns = act, said, places, units, columns
        self.openings: list[Opening] = []
        self.seatings: list[Seating] = []
        self.newcomers: list[Person] = []
        held = {target.unit.pk for target in self._targets() if target.unit.pk}
        self.terms = terms_known(held)
        self.held = appointments_known(held)
        self.persons = persons_known(held)
        self._planned: dict[Body, tuple[Term, int]] = {}
        self._seated: dict[Body, list[Appointment]] = {}
        self._known_persons: dict[tuple[Target, str], list[Person]] = {}
        by_body: dict[Body, list[OfficerSaid]] = defaultdict(list)
        officers = list(self._placed(said.officers))
        for officer, target in officers:
            by_body[target, self._kind(target, officer.body)].append(officer)
        terms = list(self._placed(said.terms))
        for term, target in terms:
            self._open(term, target, by_body)
        self._open_followers(by_body)
        for officer, target in officers:
            self._seat(officer, target, self._kind(target, officer.body))

    def _targets(self) -> Iterator[Target]:
        things: list[Any] = [*self.said.terms, *self.said.officers]
        for thing in things:
            place = self.places.of(thing.unit, thing.row, self._unit_column(thing.unit))
            if place:
                yield self.units.target(place)

    def _placed(self, things: Iterable[Any]) -> Iterator[tuple[Any, Target]]:
        """What rows say, each with its unit. A row whose unit is faulty is so too."""
        for thing in things:
            column = self._unit_column(thing.unit)
            place = self.places.of(thing.unit, thing.row, column)
            if place:
                yield thing, self.units.target(place)
            elif isinstance(thing.unit, int) and thing.unit != thing.row:
                self.said.fault(thing.row, "person", f"Đơn vị ở {self.places.line(thing.unit)} có lỗi.")

    @staticmethod
    def _unit_column(unit: int | Ref) -> str:
        return "code" if isinstance(unit, Ref) and unit.code else "name"

    @staticmethod
    def _kind(target: Target, body: str) -> str:
        """The body that is meant: where none is named the executive, in a group its leaders."""
        in_group = target.unit.level == Level.GROUP
        return "group_leaders" if in_group and body in ("", "executive") else body or "executive"

    def _fault(self, row: int, columns: Iterable[str], message: str) -> None:
        """Say what is wrong at the first of these columns that the row's sheet has."""
        own = self.columns[row]
        self.said.fault(row, next((column for column in columns if column in own), next(iter(columns))), message)

    # --- terms

    def _open(self, said: TermSaid, target: Target, listed: dict[Body, list[OfficerSaid]]) -> None:
        kind = self._kind(target, said.body)
        officers = listed.get((target, kind), [])
        running = self._terms(target, kind)
        if said.span is None:
            if not running:
                self._fault(said.row, ("term", "term_since", "term_number", "seats"), NO_TERM)
            return
        same = self._same_term(said.span, running)
        if same:
            return
        since = said.span.since or self._first_day(said.span, target, officers)
        if since is None:
            self._fault(said.row, ("term_since", "term"), "Chưa ghi ngày bắt đầu nhiệm kỳ.")
            return
        until = said.span.until
        if until is None and said.span.years:
            until = months_after(since, 12 * (said.span.years[1] - said.span.years[0]))
        if other := self._near(since, until, running):
            told = f"Trong hồ sơ, nhiệm kỳ {other.label} bắt đầu từ ngày {format_date(other.since)}."
            self._fault(said.row, ("term_since", "term"), told)
            return
        seats = said.seats or self._fewest(kind, target, since, officers)
        if said.seats and len({fold(o.name) for o in officers}) > said.seats:
            self._fault(
                said.row, ("seats", "term"), f"Tệp ghi {len(officers)} người, nhiều hơn số ủy viên {said.seats}."
            )
        term = NewTerm(target.unit, kind, since, seats, said.number, until)
        self._plan(said.row, target, term, running)

    def _plan(self, row: int, target: Target, term: NewTerm, running: list[Term]) -> None:
        """Open a term where nothing speaks against it."""
        if not target.there_on(term.since):
            told = (
                f"Nhiệm kỳ bắt đầu ngày {format_date(term.since)}, trước ngày đơn vị được ghi nhận "
                f"({format_date(target.since)}). Hãy ghi ngày thành lập, hoặc chọn ngày ghi nhận sớm hơn."
            )
            self._fault(row, ("term_since", "term", "founded"), told)
            return
        try:
            self.act.actor.must("units.term")
            check_term(term)
            check_last(term, running)
        except PermissionDenied as refusal:
            self._fault(row, ("term", "term_since"), str(refusal))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self._fault(row, TERM_PLACES.get(name, ("term",)), " ".join(messages))
        except NoRule:
            label = body_label(term.kind, target.unit.level, term.since)
            self._fault(
                row, ("term_until", "term"), f"Chưa có quy định thời hạn nhiệm kỳ của {label}: hãy ghi ngày kết thúc."
            )
        else:
            self.openings.append(Opening(row, target, term))
            label = f"{term.since.year} – {term.end.year}"
            valid = span(term.since, term.end)
            self._planned[target, term.kind] = (Term(label=label, seats=term.seats, valid=valid), row)

    def _open_followers(self, listed: dict[Body, list[OfficerSaid]]) -> None:
        """Bodies that share the term of the executive get the one that is opened for it."""
        for (target, kind), officers in listed.items():
            if (target, kind) in self._planned or self._terms(target, kind):
                continue
            followed = self._followed(kind)
            leading, row = self._planned.get((target, followed), (None, officers[0].row)) if followed else (None, 0)
            if leading is None:
                running = self._terms(target, followed) if followed else []
                leading = next(
                    (t for t in reversed(running) if t.since <= today() and (not t.until or today() < t.until)), None
                )
                row = officers[0].row
            if leading is None:
                continue
            seats = self._fewest(kind, target, leading.since, officers)
            self._plan(row, target, NewTerm(target.unit, kind, leading.since, seats, "", leading.until), [])

    @staticmethod
    def _followed(kind: str) -> str:
        try:
            return str(rule("units.body", today(), body=kind).value.get("follows") or "")
        except NoRule:
            return ""

    def _terms(self, target: Target, kind: str) -> list[Term]:
        return self.terms.get((target.unit.pk, kind), []) if target.unit.pk else []

    @staticmethod
    def _same_term(told: Span, running: list[Term]) -> Term | None:
        """The term on record that a cell means: with the same first day, or of the same years."""
        for term in running:
            if told.since and term.since == told.since:
                return term
            years = (term.since.year, term.until.year if term.until else 0)
            if not told.since and (told.years == years or term.label == "{} – {}".format(*(told.years or (0, 0)))):
                return term
        return None

    @staticmethod
    def _near(since: date, until: date | None, running: list[Term]) -> Term | None:
        """A term on record of the same years as one in the file: the file tells other days of it."""
        years = (since.year, until.year if until else 0)
        return next((t for t in running if t.until and (t.since.year, t.until.year) == years), None)

    @staticmethod
    def _first_day(told: Span, target: Target, officers: list[OfficerSaid]) -> date | None:
        """When a term began of which only the years are told: when the first of its officers did, else on the first
        day of that year on which the unit was there."""
        if told.years is None:
            return None
        first = told.years[0]
        taken_up = [officer.since for officer in officers if officer.since and officer.since.year == first]
        begun = target.since if target.since.year == first else date(first, 1, 1)
        return max(min(taken_up), begun) if taken_up else begun

    @staticmethod
    def _fewest(kind: str, target: Target, since: date, officers: list[OfficerSaid]) -> int:
        """The size of a body of which the file does not tell it: as many as are listed, no fewer than the rules ask."""
        row = size_rule(kind, target.unit.level, since)
        return max(len({fold(officer.name) for officer in officers}), int(row.value.get("min") or 1) if row else 1)

    # --- officers

    def _seat(self, said: OfficerSaid, target: Target, kind: str) -> None:
        terms = self._terms(target, kind)
        planned, term_row = self._planned.get((target, kind), (None, None))
        running = [*terms, planned] if planned else terms
        last = running[-1] if running else None
        if last is None:
            if not self._waits_for_term(said, target, kind):
                self._fault(said.row, ("term", said.column), NO_TERM)
            return
        since = said.since or max(last.since, target.since)
        if self._holds_already(said, target, kind, since):
            return
        person = self._person(said, target)
        if person is None:
            return
        seat = NewSeat(target.unit, kind, person, said.office, since, said.until, said.work.strip())
        seated = self._seated.setdefault((target, kind), list(self.held.get((target.unit.pk, kind), [])))
        try:
            self.act.actor.must("units.appoint")
            check_seat(seat, running, seated)
        except PermissionDenied as refusal:
            self._fault(said.row, (said.column,), str(refusal))
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                places = {"since": ("office_since", "term"), "office": ("office",)}.get(name, ())
                self._fault(said.row, (*places, said.column), " ".join(messages))
        else:
            seated.append(Appointment(person=person, office=said.office, valid=span(since, said.until)))
            self.seatings.append(Seating(said.row, target, seat, term_row))

    def _waits_for_term(self, said: OfficerSaid, target: Target, kind: str) -> bool:
        """Whether the term itself is what is wrong, which is said where it stands."""
        for row in {said.row, *([target.row] if target.row is not None else [])}:
            if {"term", "term_since", "term_until", "seats", "body"} & set(self.said.faults.get(row, {})):
                if row != said.row:
                    self.said.fault(said.row, said.column, f"Nhiệm kỳ ở {self.places.line(row)} có lỗi.")
                return True
        return False

    def _holds_already(self, said: OfficerSaid, target: Target, kind: str, since: date) -> bool:
        """Whether that person has that office on record: told with its day on that day, else today."""
        name = fold(said.name)
        for held in self.held.get((target.unit.pk, kind), []) if target.unit.pk else []:
            if held.office != said.office or held.person.words != name:
                continue
            if said.birth_date and held.person.birth_date not in (None, said.birth_date):
                continue
            day = said.since or max(since, min(today(), held.since))
            begins_together = said.since is not None and held.since == said.since
            if begins_together or (held.since <= day and (held.until is None or day < held.until)):
                return True
        return False

    def _person(self, said: OfficerSaid, target: Target) -> Person | None:
        """The record of a person, kept by the unit or to be made."""
        place = (target, fold(said.name))
        if place not in self._known_persons:
            self._known_persons[place] = (
                list(self.persons.get((target.unit.pk, place[1]), ())) if target.unit.pk else []
            )
        known = self._known_persons[place]
        fitting = [p for p in known if not said.birth_date or p.birth_date in (None, said.birth_date)]
        if len(fitting) > 1:
            self.said.fault(said.row, said.column, "Đơn vị có nhiều hồ sơ cùng họ tên này. Hãy ghi thêm ngày sinh.")
            return None
        if fitting:
            return fitting[0]
        try:
            self.act.actor.must("units.person")
            person = new_person(target.unit, said.name, said.birth_date, said.sex)
        except PermissionDenied as refusal:
            self.said.fault(said.row, said.column, str(refusal))
            return None
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                self._fault(said.row, ({"name": said.column}.get(name, name), said.column), " ".join(messages))
            return None
        known.append(person)
        self.newcomers.append(person)
        return person
