"""Whether those who are to be admitted are in the register already."""

from collections.abc import Collection, Sequence
from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act
from ketdoan.core.viet import fold, format_date
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.actions.reorganisation import holds
from ketdoan.units.models import Identifier, Unit
from ketdoan.units.queries.inside import union_of

from ..models import Member
from ..queries.across import Seen, names_of, plain, registered, same_person
from ..rules import COUNTED


def check_newcomers(act: Act, unit: Unit, new: Sequence[NewPerson], *, apart: bool) -> None:
    """Raise ValidationError where somebody with the citizen's number of one of these is a member, be it elsewhere; and
    unless they are said to be others (`apart`), where the number is another's, or a member around has the same name and
    day of birth."""
    numbers = [plain((one.values or {}).get(Identifier.CITIZEN_ID, "")) for one in new]
    known, doubts = registered(numbers), []
    for one, number in zip(new, numbers, strict=True):
        borne = known.get(number, [])
        own = [found for found in borne if same_person(found, one.name, _year(one))]
        if members := [found for found in own if found.member]:
            told = f"{one.name} đang là đoàn viên tại {_where(act, members)}."
            raise ValidationError({"citizen_id": f"{told} Hãy lập yêu cầu chuyển sinh hoạt thay vì kết nạp."})
        if borne and not own:
            doubts.append("Số căn cước này đang ghi cho người khác trong sổ đoàn viên. Hãy xem lại số.")
    place = around(act, unit)
    held = namesakes(place, [(one.name, one.birth_date) for one in new if one.birth_date])
    doubts += [
        f"{place.short_name} đã có đoàn viên {one.name}, sinh ngày {format_date(one.birth_date)}."
        for one in new
        if one.birth_date and (fold(one.name), one.birth_date) in held
    ]
    if doubts and not apart:
        raise ValidationError({"apart": doubts[0]})


def _where(act: Act, members: Sequence[Seen]) -> str:
    """Of members in the scope where they are; where others are, a transfer tells: there looking up is throttled and
    told to the person."""
    return names_of(members) if all(holds(act, one.unit) for one in members) else "một đơn vị khác"


def around(act: Act, unit: Unit) -> Unit:
    """Where members like those who come are looked for: in the unit's union, where the scope holds it."""
    union = union_of(unit)
    return union if holds(act, union) else unit


def namesakes(place: Unit, people: Collection[tuple[str, date]]) -> set[tuple[str, date]]:
    """Of names with their days of birth those, folded, that a member of a unit or of those below it has."""
    if not people:
        return set()
    wanted = {(fold(name), day) for name, day in people}
    rows = Member._base_manager.filter(
        words__in={words for words, _ in wanted}, birth_date__in={day for _, day in wanted},
        unit__path__gte=place.path, unit__path__lt=place.path + "~", state__in=[str(standing) for standing in COUNTED],
    )  # fmt: skip
    return wanted & set(rows.values_list("words", "birth_date"))


def _year(one: NewPerson) -> int | None:
    return one.birth_date.year if one.birth_date else one.birth_year
