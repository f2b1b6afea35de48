"""Who a row is about: somebody of the register, somebody new, or nobody can tell without the officer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ketdoan.core.viet import format_date

from ...importing.said import MemberSaid
from ...queries.known import Known
from .facts import numbers_of

#: How many people an officer is asked to choose between.
MOST = 6
_NUMBERS = ("citizen_id", "old_citizen_id", "social_insurance")


@dataclass(slots=True)
class Answer:
    """The person a row is about, None for somebody new; or what is wrong, at the first of some columns; or why that
    is in doubt, and what the officer may choose."""

    person: Known | None = None
    wrong: str = ""
    columns: tuple[str, ...] = ("name", "family")
    doubt: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)


def by_numbers(found: Sequence[Known], words: str, chosen: str, path: str) -> Answer:
    """Who bears the numbers of a row. Of somebody who is no member below the path no more is told than where they
    are one."""
    if len(found) > 1:
        return Answer(wrong="Các số của dòng này thuộc nhiều hồ sơ khác nhau. Hãy kiểm tra lại.", columns=_NUMBERS)
    (one,) = found
    inside = one.within(path)
    if one.counted and not inside and one.unit:
        told = f"Đang là đoàn viên tại {one.unit.short_name}: hãy làm thủ tục chuyển sinh hoạt đến."
        return Answer(wrong=told, columns=_NUMBERS)
    if one.person.words == words or chosen == value_of(one):
        return Answer(one)
    name = f"của {one.person.name}" if inside else "trong hồ sơ dưới một tên khác"
    return Answer(
        doubt=f"Số giấy tờ này đã có {name}. Là cùng một người thì tên được sửa theo tệp; nếu không, hãy sửa số.",
        choices=[(value_of(one), "Là cùng một người")],
    )


def by_name(said: MemberSaid, namesakes: Sequence[Known], chosen: str, told: int | None, on: date) -> Answer:
    """Who of those with the same name a row may be about. `told` is the unit where the row names one; `on` from when
    it says that they are a member."""
    likely = [one for one in namesakes if _may_be(said, one)]
    if not likely or chosen == "new":
        return Answer()
    if picked := [one for one in likely if value_of(one) == chosen]:
        return Answer(picked[0])
    if len(likely) == 1 and _surely(said, likely[0], told, on):
        return Answer(likely[0])
    return Answer(
        doubt="Trùng họ tên với người đã có trong hồ sơ. Hãy cho biết dòng này là ai.", choices=choices_among(likely)
    )


def choices_among(likely: Sequence[Known]) -> list[tuple[str, str]]:
    """Whom the officer may say that a row is about: one of those, or somebody new."""
    return [*((value_of(one), _described(one)) for one in likely[:MOST]), ("new", "Là người khác, chưa có hồ sơ")]


def value_of(one: Known) -> str:
    """What stands for a person in an answer of the officer."""
    return f"p{one.person.pk}"


def _may_be(said: MemberSaid, one: Known) -> bool:
    """Whether nothing that is known on both sides differs."""
    held = one.person
    if any(kind in one.numbers for kind, _ in numbers_of(said)):
        return False  # they bear another number of this kind, else they had been found by it
    if said.sex and held.sex and said.sex != held.sex:
        return False
    if said.birth_date and held.birth_date:
        return said.birth_date == held.birth_date
    return not (said.birth_year and held.birth_year) or said.birth_year == held.birth_year


def _surely(said: MemberSaid, one: Known, told: int | None, on: date) -> bool:
    """Whether a member of that name is the one without a question: same unit, and born on the same day; of those of
    whom no more than the year is known, a member from the same day on."""
    if not one.counted or one.member is None or (told is not None and one.member.unit_id != told):
        return False
    if said.birth_date and said.birth_date == one.person.birth_date:
        return True
    known = said.birth_year == one.person.birth_year or one.person.birth_year is None
    return known and one.member.joined_on == on


def _described(one: Known) -> str:
    """A namesake, as far as one needs to tell them apart."""
    held, parts = one.person, ["Là"]
    parts.append(f"{held.name},")
    if held.birth_date:
        parts.append(f"sinh {format_date(held.birth_date)},")
    elif held.birth_year:
        parts.append(f"sinh năm {held.birth_year},")
    unit = one.unit.short_name if one.unit else ""
    return " ".join([*parts, f"{unit}{'' if one.counted else ' (đã thôi)'}"])
