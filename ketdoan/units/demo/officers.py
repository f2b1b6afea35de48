"""Who holds which office: terms of the past, and the bodies of Tây Ninh today, with vacancies and terms that end."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from ketdoan.core.scope import LINE
from ketdoan.core.viet import today

from ..actions.bodies import appoint, end_term, open_department, open_term
from ..actions.persons import add_person
from ..models import Edge, Person, Term, Unit
from ..queries.bodies import body_label
from ..rules import months_after
from .civil import LANG_SON_INFORMATION
from .civil import TAY_NINH as TAY_NINH_CIVIL
from .names import FEMALE, leader, person_name, sex_of
from .present import living
from .reform import TAY_NINH, ZONE
from .showcases import DRIVERS, GARMENT, HOSPITAL, PACKAGING, RUBBER
from .stage import NEW_PROVINCES, SECTOR, codes_under, paper, unit

WORK = {
    "chair": "Phụ trách chung; công tác tổ chức, cán bộ; chủ tài khoản",
    "standing_vice_chair": "Thay Chủ tịch khi vắng; công tác tài chính, văn phòng",
    "vice_chair": "Công tác chính sách, pháp luật, quan hệ lao động",
    "inspection_officer": "Công tác kiểm tra, giám sát, giải quyết đơn thư",
}
MEMBER_WORK = {
    "grassroots": "Theo dõi các tổ công đoàn được phân công",
    "section": "Theo dõi các tổ công đoàn được phân công",
    "upper": "Theo dõi các công đoàn cơ sở được phân công",
    "federation": "Theo dõi công đoàn cấp trên cơ sở, công đoàn cơ sở được phân công",
    "confederation": "Theo dõi các công đoàn tỉnh, ngành được phân công",
}
DEPARTMENTS = ["Văn phòng", "Ban Tổ chức - Kiểm tra", "Ban Công tác công đoàn", "Ban Tài chính"]


def new_person(random: Random, of: Unit, *, head: bool = False, women: float = 0.5) -> Person:
    """Somebody with a made-up name, whose record the unit keeps; `head` is the one who signs for the unit."""
    sex = sex_of(random, women)
    name = person_name(random, sex)
    if head:
        name, sex = leader(of.code)
    born = date(random.randint(1969, 1999), random.randint(1, 12), random.randint(1, 28))
    return add_person(unit=of, name=name, birth_date=born, sex=sex)


def offices(seats: int, taken: int) -> list[str]:
    """The offices of an executive of so many seats, of which so many are taken."""
    heads = ["chair", "vice_chair"] if seats < 15 else ["chair", "standing_vice_chair", "vice_chair", "vice_chair"]
    if 5 <= seats < 15:
        heads.append("inspection_officer")
    return (heads + ["member"] * seats)[:taken]


def executive(
    code: str, since: date, seats: int, *, empty: int = 0, headless: bool = False, **term: str
) -> list[Person]:
    """An executive elected on a day, with so many seats empty; without a chair where `headless`."""
    of = unit(code)
    random = Random(f"executive of {code} {since}")  # noqa: S311 - illustrative, not secret
    abstract = f"Công nhận Ban Chấp hành {of.short_name}, nhiệm kỳ {since.year} – {since.year + 5}"
    decision = paper(_above(of, since), since, abstract)
    open_term(unit=of, kind="executive", since=since, seats=seats, paper=decision, **term)
    wanted = offices(seats, seats - empty)
    if headless:
        wanted.remove("chair")
    people = []
    for office in wanted:
        person = new_person(random, of, head=office == "chair", women=0.45)
        work = WORK.get(office) or MEMBER_WORK[of.level]
        appoint(unit=of, kind="executive", person=person, office=office, since=since, work=work, paper=decision)
        people.append(person)
    return people


def _above(of: Unit, day: date) -> str:
    """The code of the unit above on a day: it is the one that recognises an elected body."""
    return Edge.objects.on(day).get(child=of, tree=LINE).parent.code


def committee(code: str, kind: str, since: date, people: Sequence[Person], chaired: bool = True) -> None:
    """A body whose members are given; the first one heads it."""
    of = unit(code)
    issuer = _above(of, since) if kind in ("standing", "inspection") else code
    decision = paper(issuer, since, f"Công nhận {body_label(kind, of.level, since)} {of.short_name}")
    open_term(unit=of, kind=kind, since=since, seats=len(people), paper=decision)
    for number, person in enumerate(people):
        office = "chair" if chaired and not number else "member"
        appoint(unit=of, kind=kind, person=person, office=office, since=since, paper=decision)


def past_terms() -> None:
    """Terms that ended before the changes of 2025, and those that the changes cut short."""
    executive(LANG_SON_INFORMATION, date(2017, 12, 20), 5, number="III")
    executive(SECTOR, date(2018, 5, 18), 15, number="XV")
    executive(TAY_NINH_CIVIL, date(2018, 3, 15), 9)
    for code, since, number, seats in (
        (LANG_SON_INFORMATION, date(2023, 1, 6), "IV", 5),
        (TAY_NINH_CIVIL, date(2023, 7, 20), "", 9),
        (SECTOR, date(2023, 10, 12), "XVI", 15),
    ):
        for term in Term.objects.known().filter(body__unit__code=code, body__kind="executive"):
            end_term(term=term, since=since)
        people = executive(code, since, seats, number=number)
        if seats > 5:
            committee(code, "inspection", since, people[-3:])


def federation() -> None:
    """The bodies and departments of the merged federation: first term, appointed on the day of the merger."""
    people = executive(TAY_NINH, NEW_PROVINCES, 31, empty=2, number="I")
    committee(TAY_NINH, "standing", NEW_PROVINCES, people[:9], chaired=False)
    committee(TAY_NINH, "inspection", NEW_PROVINCES, people[4:11])
    for order, name in enumerate(DEPARTMENTS, 1):
        open_department(unit=unit(TAY_NINH), name=name, since=NEW_PROVINCES, order=order)


def communes() -> None:
    """Commune unions: most have held their first congress, two still work with a provisional executive."""
    ending = months_after(today(), -12) + timedelta(days=25)
    codes = codes_under(TAY_NINH, kind="commune_union")
    for number, code in enumerate(codes):
        if number % 9 == 8:
            provisional(code, ending)
            continue
        people = executive(code, date(2026, 1, 10) + timedelta(days=4 * number), 7, empty=number % 3 == 1, number="I")
        committee(code, "inspection", date(2026, 2, 1) + timedelta(days=4 * number), people[2:5])
    executive(ZONE, date(2025, 12, 5), 11, number="I")


def provisional(code: str, since: date) -> None:
    """A provisional executive of five, whose year is nearly over."""
    of = unit(code)
    random = Random(f"provisional of {code}")  # noqa: S311 - illustrative, not secret
    since = max(since, of.versions.earliest("valid").since)
    decision = paper(TAY_NINH, since, f"Chỉ định Ban Chấp hành lâm thời {of.name}")
    open_term(unit=of, kind="provisional_executive", since=since, seats=5, paper=decision)
    for office in ("chair", "vice_chair", "member", "member", "member"):
        person = new_person(random, of, head=office == "chair")
        appoint(unit=of, kind="provisional_executive", person=person, office=office, since=since, paper=decision)


def grassroots() -> None:
    """Executives of Tây Ninh's grassroots unions. Of every twelve, one term ends soon, one has ended, one executive
    has no chair."""
    shown = {GARMENT, RUBBER, HOSPITAL, PACKAGING, DRIVERS}
    for number, each in enumerate(living()):
        if each.code in shown or each.status == "reorganising":
            continue
        begun = each.versions.earliest("valid").since
        since = max(_elected(number), begun + timedelta(days=20))
        size = 3 if number % 8 else 5
        executive(each.code, since, size, headless=number % 12 == 5)


def _elected(number: int) -> date:
    """The day of a congress: 2022–2023 for most, so that some terms end soon and some have ended."""
    five_years_ago = months_after(today(), -60)
    if number % 12 == 3:
        return five_years_ago + timedelta(days=30 + number)
    if number % 12 == 7:
        return five_years_ago - timedelta(days=10 + number % 40)
    return date(2022, 10, 1) + timedelta(days=number * 2)


def showcases() -> None:
    """The five that are shown to the last group: all their bodies, and their group leaders."""
    elected = date(2023, 3, 18)
    people = executive(GARMENT, elected, 15, empty=1, number="III")
    committee(GARMENT, "standing", elected, people[:5], chaired=False)
    committee(GARMENT, "inspection", elected, people[4:7])
    committee(GARMENT, "women", elected, sorted(people, key=lambda person: person.sex != FEMALE)[:3])
    for code, since, size in ((RUBBER, date(2023, 4, 8), 11), (HOSPITAL, date(2022, 12, 9), 7)):
        people = executive(code, since, size)
        committee(code, "inspection", since, people[2:5])
        committee(code, "women", since, sorted(people, key=lambda person: person.sex != FEMALE)[:3])
        # Two years ago and a bit less: the people's inspection board is to be elected anew within weeks.
        committee(code, "people_inspection", months_after(today(), -24) + timedelta(days=40), _employees(code))
    executive(PACKAGING, months_after(today(), -60) + timedelta(days=50), 5, number="II")
    executive(DRIVERS, date(2026, 1, 15), 5, number="I")
    for top in (GARMENT, RUBBER, HOSPITAL, PACKAGING, DRIVERS):
        for group in Unit.objects.filter(path__startswith=unit(top).path, level="group"):
            _lead(group)


def _employees(code: str) -> list[Person]:
    random = Random(f"people's inspection of {code}")  # noqa: S311 - illustrative, not secret
    return [new_person(random, unit(code)) for _ in range(5)]


def _lead(group: Unit) -> None:
    """A group has one leader, elected for the term of its grassroots union."""
    random = Random(f"leader of {group.code}")  # noqa: S311 - illustrative, not secret
    since = max(date(2023, 3, 25), group.versions.earliest("valid").since)
    committee_of = new_person(random, group, head=True)
    open_term(unit=group, kind="group_leaders", since=since, seats=2, until=months_after(since, 60))
    appoint(unit=group, kind="group_leaders", person=committee_of, office="chair", since=since)
