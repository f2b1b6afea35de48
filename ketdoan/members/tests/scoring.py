"""Comparing what was read with what is true: each fact is right, refused at its cell, or silently wrong."""

from dataclasses import dataclass, field, fields

from ketdoan.core.excel import Row
from ketdoan.members.importing.said import MemberSaid, Said

from .messy import Made

FACTS = [f.name for f in fields(MemberSaid) if f.name not in {"row", "number"}]
#: Under which columns a fact may be refused.
COLUMNS = {
    "birth": {"birth", "birth_m", "birth_f", "birth_year"},
    "sex": {"sex", "tick_f", "tick_m", "birth_m", "birth_f"},
    "name": {"name", "family", "given"},
    "citizen_id": {"citizen_id", "old_citizen_id"},
    "old_citizen_id": {"citizen_id", "old_citizen_id"},
}


@dataclass
class Score:
    """How many facts of a file were read right; what was refused and what is wrong, to be looked at."""

    right: int = 0
    refused: list[tuple] = field(default_factory=list)
    wrong: list[tuple] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share that is right."""
        return self.right / max(1, self.right + len(self.refused) + len(self.wrong))


def compare(made: Made, rows: list[Row], said: Said) -> Score:
    """How a file was read."""
    score = Score()
    places = {(row.sheet, row.number): at for at, row in enumerate(rows)}
    for at in said.members:
        if (rows[at].sheet, rows[at].number) not in made.truth:
            score.wrong.append((rows[at].number, "no member", list(rows[at].cells)))
    for place, truth in made.truth.items():
        at = places.get(place)
        member = said.members.get(at) if at is not None else None
        faults = said.faults.get(at, {}) if at is not None else {}
        if member is None:
            (score.refused if faults else score.wrong).append((place, "lost", faults))
            continue
        for fact in FACTS:
            _compare(score, place, fact, (made, truth), (member, faults))
    return score


def _compare(score: Score, place: tuple[int, int], fact: str, written: tuple, read: tuple) -> None:
    (made, truth), (member, faults) = written, read
    told = fact in truth
    wanted = truth.get(fact)
    got = getattr(member, fact)
    refused = not got and bool(COLUMNS.get(fact, {fact}) & faults.keys())
    if (*place, fact) in made.spoiled:
        if refused:
            score.right += 1
        else:
            score.wrong.append((place, fact, "spoiled", got))
        return
    if fact == "note":
        more = truth.get("more phones")
        wanted = "; ".join(filter(None, [wanted or "", f"Điện thoại khác: {more}" if more else ""]))
        told = told or bool(more)
    if (got or None) == (wanted or None):
        score.right += told
    elif refused:
        score.refused.append((place, fact, wanted, faults))
    else:
        score.wrong.append((place, fact, wanted, got))
