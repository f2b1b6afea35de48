"""What a file says: members as typed facts, and what was changed, doubted or not understood."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from .days import Day


@dataclass(slots=True)
class MemberSaid:
    """A member as a row tells it; what the row does not tell is empty. `ethnicity`, `religion`, `party` and
    `party_date` are sensitive (columns.SENSITIVE)."""

    row: int
    number: str = ""
    name: str = ""
    birth: Day | None = None
    sex: str = ""
    citizen_id: str = ""
    old_citizen_id: str = ""
    id_date: Day | None = None
    id_place: str = ""
    social_insurance: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    hometown: str = ""
    ethnicity: str = ""
    religion: str = ""
    education: str = ""
    occupation: str = ""
    job_title: str = ""
    contract: str = ""
    started: Day | None = None
    member_since: Day | None = None
    joined_at: str = ""
    decision_number: str = ""
    decision_date: Day | None = None
    card_number: str = ""
    card_date: Day | None = None
    office: str = ""
    group: str = ""
    workplace: str = ""
    party: bool | None = None
    party_date: Day | None = None
    wage: int | None = None
    status: str = ""
    note: str = ""

    @property
    def birth_date(self) -> date | None:
        """The day of birth, where all of it is known."""
        return self.birth.date if self.birth else None

    @property
    def birth_year(self) -> int | None:
        """The year of birth, known with or without the day."""
        return self.birth.year if self.birth else None


class Fault(NamedTuple):
    """Why a cell could not be read, and what might have been meant: a text that could stand in the cell."""

    message: str
    suggestion: str = ""


class Note(NamedTuple):
    """A cell that was read otherwise than it is written: how it stood, what was read, why."""

    old: str
    new: str
    why: str


@dataclass
class Said:
    """All that the rows say, by their place in the list of rows, and then by the code of the column.

    A cell with a fault has no value in its member. `warnings` are facts that contradict one another and may be right.
    `ignored` says of a row that is no member what it is (see `rows`).
    """

    members: dict[int, MemberSaid] = field(default_factory=dict)
    faults: dict[int, dict[str, Fault]] = field(default_factory=dict)
    notes: dict[int, dict[str, Note]] = field(default_factory=dict)
    warnings: dict[int, dict[str, str]] = field(default_factory=dict)
    ignored: dict[int, str] = field(default_factory=dict)

    def fault(self, row: int, column: str, message: str, suggestion: str = "") -> None:
        """Say what is wrong with a cell; the first thing that is wrong stands."""
        self.faults.setdefault(row, {}).setdefault(column, Fault(message, suggestion))

    def forgive(self, row: int, column: str) -> None:
        """Take back a fault that the other cells of the row have answered."""
        held = self.faults.get(row, {})
        held.pop(column, None)
        if not held:
            self.faults.pop(row, None)

    def noted(self, row: int, column: str, note: Note) -> None:
        """Say that a cell was read otherwise than it is written; of two changes the old text is that of the first."""
        held = self.notes.setdefault(row, {})
        first = held.get(column)
        held[column] = Note(first.old, note.new, f"{first.why} {note.why}") if first else note
