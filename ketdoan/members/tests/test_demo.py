"""The members of the illustrative union: as many as were published, and a living present."""

import json
from collections import Counter
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F, Min, Q

from ketdoan.core.viet import citizen_id_doubts, parse_citizen_id, parse_phone, parse_social_insurance, today
from ketdoan.members.actions.deriving import derive
from ketdoan.members.models import Member, MemberEvent, Spell
from ketdoan.members.queries.breakdown import breakdown
from ketdoan.units.models import Appointment, Contact, Identifier, Person, Unit, UnitVersion
from ketdoan.units.tests.figures import demo_figures

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("figures")]  # one copy serves the tests of a file
COUNTED_ON = date(2023, 10, 31)
LIVING = ("member", "suspended")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """A copy of the whole union, on which the tests of this file work."""
    with demo_figures(django_db_blocker):
        yield


def asked(*words):
    out = StringIO()
    call_command("members", *map(str, words), "--json", stdout=out)
    return json.loads(out.getvalue())


def flow(code, since, until):
    return asked("flow", "--unit", code, "--from", since, "--to", until)


def below(code):
    return Q(unit__path__startswith=Unit.objects.get(code=code).path)


def test_sector_union_has_82992_members_in_249_grassroots_unions_in_october_2023(demo):
    found = asked("count", "--unit", "TTTT", "--at", COUNTED_ON)
    assert (found["members"], found["grassroots"]) == (82_992, 249)


def test_sector_union_had_81911_members_at_the_end_of_2020(demo):
    assert asked("count", "--unit", "TTTT", "--at", "2020-12-31")["members"] == 81_911


@pytest.mark.parametrize("since", [date(2022, 12, 31), date(2023, 1, 1)])
@pytest.mark.parametrize("until", [COUNTED_ON, date(2023, 12, 31)])
def test_sector_union_admitted_506_in_2023_by_whichever_days(demo, since, until):
    found = flow("TTTT", since, until)
    assert found["admitted"] == 506
    assert (found["recognised"], found["structural"]) == (0, 0)


def test_course_of_the_sector_union_leads_from_2020_to_2023_by_people_alone(demo):
    found = flow("TTTT", date(2020, 12, 31), COUNTED_ON)
    came = found["admitted"] + found["transferred_in"] - found["transferred_out"] - found["left"]
    assert (found["opening"], came, found["structural"]) == (81_911, 82_992 - 81_911, 0)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2018, 3, 14), date(2023, 7, 19)),  # the days of its term
        (date(2018, 3, 15), date(2023, 7, 20)),
        (date(2017, 12, 31), date(2023, 6, 30)),
        (date(2018, 3, 15), date(2023, 7, 25)),  # to the day of the article
    ],
)
def test_civil_servants_of_tay_ninh_have_370_more_of_whom_225_came_whole(demo, since, until):
    found = flow("CDVC-TAYNINH", since, until)
    del found["recognised"]
    opening, closing = found.pop("opening"), found.pop("closing")
    assert found == {
        "admitted": 617, "transferred_in": 1_008, "transferred_out": 346, "left": 1_134, "structural": 225,
    }  # fmt: skip
    assert closing - opening == 370


def test_information_department_of_lang_son_had_fewer_members_than_staff(demo):
    found = asked("count", "--unit", "CDVC-LANGSON-STTTT", "--at", "2023-01-06")
    assert 35 <= found["members"] <= 46
    assert abs(found["women"] / found["members"] - 21 / 46) < 0.2


def test_living_unions_have_members_but_not_more_than_workers(demo):
    held = Counter(Member.objects.filter(below("LDLD-TAYNINH"), state__in=LIVING).values_list("unit__path", flat=True))
    women = Counter(
        Member.objects.filter(below("LDLD-TAYNINH"), state__in=LIVING, sex="f").values_list("unit__path", flat=True)
    )
    versions = UnitVersion.objects.on(today()).filter(below("LDLD-TAYNINH"), unit__level="grassroots")
    assert versions.count() > 150
    for version in versions.select_related("unit"):
        own, own_women = (
            sum(number for path, number in count.items() if path.startswith(version.unit.path))
            for count in (held, women)
        )
        assert own > 0, version.unit.code
        if version.workers:
            assert own <= version.workers, version.unit.code
        if version.workers and own > 150:
            assert abs(own_women / own - version.women / version.workers) < 0.15, version.unit.code


def test_members_of_a_union_with_groups_belong_to_its_groups(demo):
    for code in ("CDCS-HANVELA", "CDCS-CAOSU", "CDCS-BENHVIEN", "CDCS-PHUTHINH", "NDCS-XEOM"):
        levels = Member.objects.filter(below(code), state__in=LIVING).values_list("unit__level", flat=True)
        assert set(levels) == {"group"}, code


def test_officers_of_grassroots_unions_are_members_of_them_by_their_one_record(demo):
    in_office = Appointment.objects.on(today()).filter(
        body__kind__in=["executive", "group_leaders"], body__unit__level__in=["grassroots", "group"]
    )
    assert in_office.count() > 500
    for row in in_office.select_related("body__unit", "person__member__unit"):
        assert row.person.member.state == "member"
        assert row.person.member.unit.path.startswith(row.body.unit.path)
        assert row.person.member.joined_on <= max(row.valid.lower, date(2026, 2, 1))


def test_nobody_joined_a_unit_before_it_was_there(demo):
    versions = UnitVersion.objects.order_by("-valid").values_list("unit", "valid")
    first = {unit: valid.lower for unit, valid in versions}
    joined = MemberEvent.objects.values("unit").annotate(first=Min("on"))
    assert not [row for row in joined if row["first"] < first[row["unit"]]]


def test_nobody_is_left_in_a_unit_that_ended(demo):
    assert not Member.objects.filter(state__in=LIVING).exclude(unit__ended_on=None).exists()
    assert MemberEvent.objects.filter(reason="state_body", on=date(2025, 6, 15)).count() > 5_000


def test_members_are_of_working_age(demo):
    living = Member.objects.filter(state__in=LIVING)
    assert not living.exclude(birth_year__range=(today().year - 60, today().year - 18)).exists()
    assert not Member.objects.filter(birth_year__gt=F("joined_on__year") - 18).exists()
    long_ago = living.filter(joined_on__lt=date(2015, 1, 1)).count()
    assert long_ago > living.count() / 2


def test_this_year_lives(demo):
    found = flow("LDLD-TAYNINH", date(today().year - 1, 12, 31), today())
    assert min(found[name] for name in ("admitted", "transferred_in", "transferred_out", "left")) > 5
    assert found["structural"] == 0
    assert Member.objects.filter(state="suspended").count() > 20
    assert Member.objects.filter(state="honorary").count() == 1
    reasons = set(Spell.objects.filter(until__gt=today() - timedelta(days=330)).values_list("reason", flat=True))
    assert {"retired", "work_ended", "request"} <= reasons


def test_work_of_most_members_is_known_by_the_trade_of_their_employer(demo):
    told = breakdown(today(), "profession").of(Unit.objects.get(code="LDLD-TAYNINH").pk)
    assert 0 < told[("",)] < sum(told.values()) / 8
    garment = breakdown(today(), "profession").of(Unit.objects.get(code="CDCS-HANVELA").pk)
    assert garment[("8",)] > sum(garment.values()) / 2


def test_recent_admissions_rest_on_decisions(demo):
    with_paper = MemberEvent.objects.filter(kind="admission", decision__isnull=False)
    assert with_paper.count() == 40
    assert {event.decision.unit_id for event in with_paper.select_related("decision")} <= {
        Unit.objects.get(code=code).pk for code in ("CDCS-HANVELA", "CDCS-BENHVIEN", "CDCS-PHUTHINH")
    }


def test_numbers_of_members_are_well_formed_and_fit_them_but_for_a_few(demo):
    rows = Identifier.objects.filter(kind="citizen_id", person__member__state="member").order_by("pk")
    doubtful = 0
    for row in rows.select_related("person__key")[:400]:
        number = parse_citizen_id(row.value.text)
        doubtful += bool(citizen_id_doubts(number, row.person.birth_date, row.person.sex))
    assert 0 < doubtful < 12
    for row in Identifier.objects.filter(kind="social_insurance").select_related("person__key")[:50]:
        parse_social_insurance(row.value.text)
    for row in Contact.objects.filter(kind="phone").select_related("person__key").order_by("-pk")[:50]:
        assert parse_phone(row.value.text).startswith("050")  # a code of no network


def test_few_records_lack_something_and_two_people_seem_to_have_two(demo):
    living = Person.objects.filter(member__state="member", contacts__isnull=False)
    everybody = living.distinct().count()
    for lack in (Q(sex=""), Q(birth_date=None)):
        assert 0 < living.filter(lack).distinct().count() < everybody / 30
    without = Person.objects.filter(member__state="member", identifiers__isnull=False, contacts=None).distinct().count()
    assert 0 < without < everybody / 20
    for name in ("Huỳnh Thị Ngọc Trâm", "Đặng Quốc Thịnh"):
        numbers = [
            {row.value.text for row in [*person.contacts.all(), *person.identifiers.all()]}
            for person in Person.objects.filter(name=name, member__joined_on=date(2019, 5, 6))
        ]
        assert len(numbers) == 2
        assert numbers[0] & numbers[1]


def test_numbers_are_sealed_for_tay_ninhs_living_unions_alone(demo):
    elsewhere = ~Q(unit__path__startswith=Unit.objects.get(code="LDLD-TAYNINH").path)
    assert not Identifier.objects.filter(person__in=Person.objects.filter(elsewhere)).exists()


def test_spells_brought_in_are_those_that_follow_from_the_events(demo):
    moved = Spell.objects.filter(came__in=["transfer", "structure"]).order_by("person").values_list("person", flat=True)
    some = list(moved[:150]) + list(Member.objects.order_by("pk").values_list("pk", flat=True)[:150])

    def said():
        spells = Spell.objects.filter(person__in=some).order_by("person", "since", "pk")
        members = Member.objects.filter(pk__in=some).order_by("pk")
        return list(spells.values_list("pk", "unit", "since", "until", "came", "went")), list(members.values_list())

    before = said()
    derive(some)
    assert said() == before
