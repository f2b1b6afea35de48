"""The illustrative union says what the published figures say, on every day."""

import hashlib
import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ketdoan.core.acting import acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.scope import TERRITORY
from ketdoan.core.viet import fold, today
from ketdoan.units.demo import accounts, names
from ketdoan.units.models import Appointment, Change, Decision, Edge, Person, Post, Term, Unit, UnitVersion
from ketdoan.units.queries.bodies import bodies_of, ending_terms, vacancies
from ketdoan.units.queries.lens import counts
from ketdoan.units.queries.posts import as_actor

from .figures import demo_figures

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("figures")]  # one copy serves the tests of a file
LAST_OF_63 = date(2025, 6, 30)
FIRST_OF_34 = date(2025, 7, 1)

# SHA-256 (first 16 digits) of the folded names of the people whom the five articles name. The names themselves stay
# out of the project.
NAMED_IN_ARTICLES = {
    "02362ebd416ca8cb", "0a13c91356bf782f", "215a7e83ede34aac", "31da7c693bb91bab", "5d4ae0404767a726",
    "641309b7b874f8cc", "748eb9e0667db950", "77a88ec9dcf7bc6c", "88d96101187273b4", "9ab456e130ea94f3",
    "b4a100d01bbcd030", "c0ed3faa2c3c1475", "c69299046449cfd9", "d86b47a92e2498c6", "e0bf9f5ec2f23166",
    "e8560cd1d4fd7c94", "f623f6997d8dcdbe",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """A copy of the whole union, on which the tests of this file work; yields what its build said on the way."""
    with demo_figures(django_db_blocker) as told:
        yield told


def numbers(code, day, **how):
    found = counts(Unit.objects.get(code=code).pk, day, **how)
    return found.direct, found.upper, found.grassroots_direct, found.grassroots_total


def of_kind(kind, day):
    return UnitVersion.objects.on(day).filter(kind=kind).count()


def test_sector_union_has_30_direct_units_and_249_grassroots_unions_in_october_2023(demo):
    assert numbers("TTTT", date(2023, 10, 31)) == (30, 7, 23, 249)


def test_seven_upper_unions_hold_226_grassroots_unions_between_them(demo):
    day = date(2023, 10, 31)
    uppers = Edge.objects.on(day).filter(parent__code="TTTT", tree="line", child__level="upper")
    assert sum(counts(edge.child_id, day).grassroots_total for edge in uppers) == 226


def test_sector_union_had_253_grassroots_unions_at_the_end_of_2020(demo):
    assert numbers("TTTT", date(2020, 12, 31))[3] == 253


def test_each_change_of_the_sector_union_shows_from_its_own_day(demo):
    assert numbers("TTTT", date(2021, 3, 31)) == (31, 7, 24, 253)
    assert numbers("TTTT", date(2021, 4, 1)) == (30, 7, 23, 252)
    assert numbers("TTTT", date(2021, 9, 30))[3] - numbers("TTTT", date(2021, 10, 1))[3] == 3
    assert numbers("TTTT", date(2022, 2, 28))[3] - numbers("TTTT", date(2022, 3, 1))[3] == 2
    assert numbers("TTTT", date(2022, 9, 1))[3] - numbers("TTTT", date(2022, 8, 31))[3] == 2


def test_sector_union_ends_with_july_2025_and_leaves_nobody_behind(demo):
    assert numbers("TTTT", LAST_OF_63)[0] > 0
    assert numbers("TTTT", FIRST_OF_34) == (0, 0, 0, 0)
    union, top = Unit.objects.get(code="TTTT"), Unit.objects.get(code="TLD")
    assert union.ended_on == FIRST_OF_34
    assert union.path == f"{top.path}{union.pk}/"


def test_enterprises_of_the_sector_union_live_on_elsewhere(demo):
    before, after = (numbers("TLD", day)[3] for day in (LAST_OF_63, FIRST_OF_34))
    assert before == after


def test_lang_son_civil_servants_union_has_60_grassroots_unions_until_state_bodies_leave(demo):
    assert numbers("CDVC-LANGSON", date(2023, 1, 6)) == (60, 0, 60, 60)
    assert numbers("CDVC-LANGSON", date(2025, 6, 14)) == (60, 0, 60, 60)
    assert numbers("CDVC-LANGSON", date(2025, 6, 15)) == (0, 0, 0, 0)


def test_information_department_elected_five_for_2023_to_2028_after_2017_to_2022(demo):
    unit = Unit.objects.get(code="CDVC-LANGSON-STTTT")
    (now,) = bodies_of(unit, date(2023, 1, 6))
    assert (now.term.number, now.term.label, len(now.members)) == ("IV", "2023 – 2028", 5)
    (before,) = bodies_of(unit, date(2022, 1, 6))
    assert (before.term.number, before.term.label) == ("III", "2017 – 2022")


@pytest.mark.parametrize(("day", "federations"), [(LAST_OF_63, 63), (FIRST_OF_34, 34)])
def test_provincial_federations_are_63_and_then_34(demo, day, federations):
    assert of_kind("provincial_federation", day) == federations


def test_no_unit_of_a_kind_that_ended_is_left(demo):
    for kind in ("district_federation", "civil_servants_union", "local_sector_union"):
        assert of_kind(kind, FIRST_OF_34) == 0
    state = UnitVersion.objects.on(date(2025, 6, 16)).filter(
        ownership__in=["state_agency", "budget_public_service", "armed_forces"]
    )
    assert not state.exists()


def test_merged_federation_takes_over_what_both_had_the_day_before(demo):
    both = sum(numbers(code, LAST_OF_63)[3] for code in ("LDLD-TAYNINH-CU", "LDLD-LONGAN"))
    assert both > 0
    assert numbers("LDLD-TAYNINH", FIRST_OF_34)[3] == both
    for code in ("LDLD-TAYNINH-CU", "LDLD-LONGAN"):
        assert numbers(code, FIRST_OF_34) == (0, 0, 0, 0)


def test_commune_unions_stand_in_tay_ninh_from_august_2025(demo):
    assert of_kind("commune_union", date(2025, 8, 14)) == 0
    assert of_kind("commune_union", date(2025, 8, 15)) > 0
    direct, upper, _, total = numbers("LDLD-TAYNINH", today())
    assert upper > 10
    assert total > direct


def test_territory_counts_units_of_other_lines_too(demo):
    line, territory = (numbers("LDLD-TAYNINH", today(), **how)[3] for how in ({}, {"tree": TERRITORY}))
    assert territory == line + 5  # post, telecom and network companies: two provinces each, one merged


def test_present_shows_every_kind_of_grassroots_union(demo):
    path = Unit.objects.get(code="LDLD-TAYNINH").path
    now = UnitVersion.objects.on(today()).filter(unit__path__startswith=path)
    wanted = {"state_enterprise", "foreign_enterprise", "private_enterprise", "autonomous_public_service", "trade"}
    assert wanted <= set(now.values_list("ownership", flat=True))
    kinds = set(now.values_list("kind", flat=True))
    assert {"section_union", "member_grassroots_union", "union_group", "trade_group", "zone_union"} <= kinds


def test_inbox_finds_vacancies_and_ends_of_term(demo):
    assert vacancies(today())
    ends = {term.until > today() for term in ending_terms(today())}
    assert ends == {True, False}  # some end soon, some have ended


def test_every_decision_is_marked_as_an_illustration(demo):
    assert Decision.objects.exists()
    assert not Decision.objects.exclude(abstract__endswith="(dữ liệu minh họa)").exists()


def test_elected_executives_are_recognised_by_the_union_above(demo):
    terms = Term.objects.known().filter(body__kind="executive", body__unit__level="grassroots")
    assert terms.count() > 100
    for term in terms.select_related("decision", "body"):
        above = Edge.objects.on(term.since).get(child=term.body.unit_id, tree="line").parent_id
        assert term.decision.unit_id == above


def test_every_change_has_its_audit_entry(demo):
    told = set(AuditEntry.objects.filter(about="units.change").values_list("about_id", flat=True))
    for plan in AuditEntry.objects.filter(action="units.plan.execute"):
        told.update(part["about_id"] for part in plan.change["parts"])
    assert set(Change.objects.values_list("pk", flat=True)) <= told


def test_nobody_holds_an_office_in_a_unit_that_ended(demo):
    ended = Appointment.objects.on(today()).exclude(body__unit__ended_on=None)
    assert not ended.exists()
    assert not Term.objects.on(today()).exclude(body__unit__ended_on=None).exists()


def digest(name):
    return hashlib.sha256(fold(name).encode()).hexdigest()[:16]


def test_no_person_named_in_the_articles_appears(demo):
    everyone = set(Person.objects.values_list("name", flat=True)) | set(
        Decision.objects.values_list("signatory", flat=True)
    )
    assert len(everyone) > 500
    assert not {name for name in everyone if digest(name) in NAMED_IN_ARTICLES}


def test_no_draw_of_names_can_give_a_person_named_in_the_articles():
    drawn = {
        digest(f"{family} {middle} {given}")
        for sex in (names.FEMALE, names.MALE)
        for family in names.FAMILIES
        for middle in names.MIDDLES[sex]
        for given in names.GIVEN[sex]
    }
    assert not drawn & NAMED_IN_ARTICLES


def test_one_account_for_each_role_works_today(demo):
    posts = Post.objects.filter(valid__contains=today(), person__account__isnull=False).select_related("role", "unit")
    assert {post.role.code for post in posts} == {
        "chair", "organisation_officer", "clerk", "accountant", "inspection_head", "group_leader", "legal_officer",
        "system_administrator",
    }  # fmt: skip
    assert {post.person.account.username for post in posts} == {demo.username for demo in accounts.ACCOUNTS}


def test_posts_of_officers_rest_on_their_offices(demo):
    heads = [account.username for account in accounts.ACCOUNTS if account.body]
    posts = Post.objects.filter(person__account__username__in=heads, role__code__in=["chair", "inspection_head"])
    assert posts
    for post in posts:
        assert Appointment.objects.on(today()).filter(fact=post.appointment, person=post.person).exists()


def test_no_two_living_units_of_tay_ninh_have_the_same_short_name(demo):
    path = Unit.objects.get(code="LDLD-TAYNINH").path
    living = Unit.objects.filter(path__startswith=path, level="grassroots", ended_on=None)
    shown = list(living.values_list("short_name", flat=True))
    assert len(shown) == len(set(shown))


def test_officer_of_the_confederation_sees_the_sector_unions_history(demo):
    post = Post.objects.get(person__account__username="totchuc.tld")
    with acting(as_actor(post, post.person.account_id)):
        assert Unit.objects.filter(code="TTTT").exists()
        assert Change.objects.filter(unit__code="TTTT").exists()


def test_demo_password_opens_an_account(demo):
    assert Account.objects.get(username="totchuc.tayninh").check_password(accounts.PASSWORD)


def test_second_factor_is_set_from_the_upper_level_on(demo):
    for account, _ in accounts.held():
        level = Unit.objects.get(code=account.unit).level
        wanted = level in ("confederation", "federation", "upper")
        assert bool(accounts.code_now(account.username)) == wanted
        assert account.second_factor == wanted


def test_code_is_the_one_an_authenticator_shows(demo):
    out = StringIO()
    call_command("demo", "--code", "totchuc.tayninh", stdout=out)
    assert re.fullmatch(r"\d{6}\n", out.getvalue())


def test_accounts_are_printed_with_password_and_place(demo):
    out = StringIO()
    call_command("demo", "--accounts", stdout=out)
    assert accounts.PASSWORD in out.getvalue()
    assert len(re.findall(r"^\S+\.\S+|^quantri", out.getvalue(), re.MULTILINE)) == len(accounts.ACCOUNTS)


def test_progress_runs_from_nothing_to_all(demo):
    shares = [int(percent) for percent in re.findall(r"(\d+)%", demo)]
    assert (shares[0], shares[-1]) == (0, 100)
    assert shares == sorted(shares)


def test_second_build_is_refused(demo, settings, tmp_path):
    settings.DATA = tmp_path
    before = Unit.objects.count()
    with pytest.raises(CommandError, match="đã có đơn vị"):
        call_command("demo")
    assert Unit.objects.count() == before
    assert not (tmp_path / "demo").exists()


def test_real_data_are_never_touched(demo, settings, tmp_path):
    settings.DATA = tmp_path
    (tmp_path / "real").touch()
    for option in ([], ["--accounts"], ["--code", "quantri"]):
        with pytest.raises(CommandError, match="dữ liệu thật"):
            call_command("demo", *option)
