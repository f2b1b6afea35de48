"""Whether those who are to be admitted are in the register already."""

from collections.abc import Collection, Sequence
from datetime import date

from django.core.exceptions import ValidationError

from ketdoan.core.actions import Act
from ketdoan.core.viet import fold, format_date
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.models import Identifier, Unit
from ketdoan.units.queries.inside import union_of

from ..models import Member
from ..queries.across import Seen, names_of, plain, registered, same_person
from ..rules import COUNTED
from .lookups import note_views


def check_newcomers(act: Act, unit: Unit, new: Sequence[NewPerson], *, apart: bool) -> None:
    """Raise ValidationError where somebody with the citizen's number of one of these is a member, be it elsewhere; and
    unless they are said to be others (`apart`), where the number is another's, or their union has a member of the same
    name and day of birth."""
    numbers = [plain((one.values or {}).get(Identifier.CITIZEN_ID, "")) for one in new]
    known = registered(numbers)
    doubts, seen = [], list[Seen]()
    for one, number in zip(new, numbers, strict=True):
        borne = known.get(number, [])
        own = [found for found in borne if same_person(found, one.name, _year(one))]
        seen += own
        note_views(act, own, f"Đối chiếu khi kết nạp vào {unit.short_name}")
        if members := [found for found in own if found.member]:
            told = f"{one.name} đang là đoàn viên tại {names_of(members)}."
            raise ValidationError({"citizen_id": f"{told} Hãy lập yêu cầu chuyển sinh hoạt thay vì kết nạp."})
        if borne and not own:
            doubts.append("Số căn cước này đang ghi cho người khác trong sổ đoàn viên. Hãy xem lại số.")
    held = namesakes(unit, [(one.name, one.birth_date) for one in new if one.birth_date])
    doubts += [
        f"{union_of(unit).short_name} đã có đoàn viên {one.name}, sinh ngày {format_date(one.birth_date)}."
        for one in new
        if one.birth_date and (fold(one.name), one.birth_date) in held
    ]
    if doubts and not apart:
        raise ValidationError({"apart": doubts[0]})


def namesakes(unit: Unit, people: Collection[tuple[str, date]]) -> set[tuple[str, date]]:
    """Of names with their days of birth those, folded, that a member of the unit's union has."""
    if not people:
        return set()
    wanted = {(fold(name), day) for name, day in people}
    path = union_of(unit).path
    rows = Member._base_manager.filter(
        words__in={words for words, _ in wanted}, birth_date__in={day for _, day in wanted},
        unit__path__gte=path, unit__path__lt=path + "~", state__in=[str(standing) for standing in COUNTED],
    )  # fmt: skip
    return wanted & set(rows.values_list("words", "birth_date"))


def _year(one: NewPerson) -> int | None:
    return one.birth_date.year if one.birth_date else one.birth_year
