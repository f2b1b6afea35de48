"""What is wrong in a register that many hands filled: for the screens on which it is found and put right."""

from dataclasses import replace
from datetime import date

from ketdoan.units.actions.people import NewPerson
from ketdoan.units.models import Unit

#: One in so many has each fault, the last number says which.
NO_SEX, NO_PHONE, OTHER_YEAR, YEAR_ALONE = (83, 7), (41, 11), (97, 13), (149, 17)


def blemished(person: NewPerson, number: int) -> NewPerson:
    """The number-th person as the register has them: of most all is right."""
    values = dict(person.values or {})
    if _hit(number, NO_PHONE):
        values.pop("phone", None)
    if _hit(number, OTHER_YEAR):
        values["citizen_id"] = _other_year(values["citizen_id"])
    if _hit(number, YEAR_ALONE) and person.birth_date:
        person = replace(person, birth_date=None, birth_year=person.birth_date.year)
    return replace(person, values=values, sex="" if _hit(number, NO_SEX) else person.sex)


def _hit(number: int, fault: tuple[int, int]) -> bool:
    every, at = fault
    return number % every == at


def _other_year(citizen_id: str) -> str:
    """As of somebody born a year later, or a hundred years before that."""
    return f"{citizen_id[:4]}{(int(citizen_id[4:6]) + 1) % 100:02}{citizen_id[6:]}"


def likely_twice(first: Unit, second: Unit) -> list[tuple[NewPerson, NewPerson]]:
    """Two people each of whom seems to have two records: one changed the company, of the other a list was taken in
    twice, once with less."""
    born, phone, citizen_id = date(1991, 8, 17), "0500998001", "072191999001"
    moved = {"phone": phone, "citizen_id": citizen_id}
    listed = {"phone": "0500998002", "citizen_id": "080085999002", "social_insurance": "7299998002"}
    return [
        (
            NewPerson(first, "Huỳnh Thị Ngọc Trâm", birth_date=born, sex="f", values=moved),
            NewPerson(second, "Huỳnh Thị Ngọc Trâm", birth_date=born, sex="f", values={"phone": phone}),
        ),
        (
            NewPerson(first, "Đặng Quốc Thịnh", birth_date=date(1985, 2, 9), sex="m", values=listed),
            NewPerson(second, "Đặng Quốc Thịnh", birth_year=1985, sex="m", values={"citizen_id": listed["citizen_id"]}),
        ),
    ]
