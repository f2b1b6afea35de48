"""Care asked for: to whom it goes, who reads it, within which rates it is decided, what is logged, what goes."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from PIL import Image

from ketdoan.activities.models import Activity
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry, Notification
from ketdoan.core.modules import inbox
from ketdoan.core.viet import today
from ketdoan.members.actions.people import admit, leave
from ketdoan.members.actions.proxies import Agreement
from ketdoan.members.models import ProxyConsent
from ketdoan.members.tests.dumping import found
from ketdoan.members.tests.union import actor_of, browser
from ketdoan.units.actions.persons import erase_person
from ketdoan.units.actions.posts import end_post
from ketdoan.units.models import Person, Role
from ketdoan.units.queries.own import views_of
from ketdoan.units.queries.subject import everything_on
from ketdoan.welfare.actions import cases, clock, rates
from ketdoan.welfare.actions.cases import Asked
from ketdoan.welfare.models import AidCase, CasePhoto, CaseStep, Rate
from ketdoan.welfare.queries.cases import handed_in, opened
from ketdoan.welfare.rules import TRANSITIONS, UNDONE, CaseState, after

from .union import BEGAN, SOURCE, Care, picture

pytestmark = pytest.mark.django_db
WORDS = "Tôi nằm viện vì đau dạ dày"
CONSENT = Agreement(True, "call", "Chị gọi điện nhờ tôi tối qua")


@pytest.fixture
def union(db):
    return Care()


def fresh(case: AidCase) -> AidCase:
    return AidCase._base_manager.select_related("key", "desk", "person").get(pk=case.pk)


def decide(union, case, amount=400_000, rate=None, text=""):
    with acting(actor_of(union.chair)):
        return cases.decide(case=case, rate=rate or union.sick, amount=amount, text=text)


def finish(union, case, **more):
    with acting(actor_of(union.chair)):
        return cases.finish(case=case, on=more.pop("on", today()), way=more.pop("way", "visit"), **more)


# To whom it goes


def test_it_goes_to_the_nearest_unit_that_decides_and_never_to_oneself(union):
    assert union.ask(union.huyen).desk == union.a
    assert union.ask(union.duc).desk == union.a
    chair = Person._base_manager.get(pk=union.chair.person_id)
    with acting(SYSTEM):
        admit(unit=union.a, people=[chair], on=today())
    own = union.ask(type(union.huyen)._base_manager.get(pk=chair.pk))
    assert own.desk == union.province


def test_nobody_decides_on_their_own_even_where_they_hold_the_right(union):
    case = union.ask(union.huyen)
    chair = Person._base_manager.get(pk=union.chair.person_id)
    AidCase._base_manager.filter(pk=case.pk).update(person=chair)
    with acting(actor_of(union.chair)), pytest.raises(PermissionDenied):
        cases.refuse(case=case, text="Không đủ điều kiện")


@time_machine.travel("2026-11-27 09:00+07:00")
def test_the_last_day_is_the_fifth_working_day_and_names_its_rule(union):
    case = union.ask(union.huyen)
    assert case.due == date(2026, 12, 4)
    assert (case.due_rule.key, case.consent.key) == ("welfare.case_days", "welfare.case_consent")


def test_without_consent_nothing_is_kept_and_a_repeated_sending_makes_one_case(union):
    with acting(union.actor(union.huyen)):
        with pytest.raises(ValidationError):
            cases.ask(asked=Asked("sick", today(), WORDS), consent=False)
        assert not AidCase.objects.exists()
        first, again = (cases.ask(asked=Asked("sick", today(), WORDS), consent=True, key="k") for _ in range(2))
    assert first == again
    assert AidCase._base_manager.count() == 1


# Who reads it


def test_only_the_officers_who_decide_and_the_member_read_it(union):
    case = union.ask(union.huyen, photos=[picture()])
    photo = CasePhoto._base_manager.get()
    pages = [reverse("welfare:case", args=[case.pk]), reverse("welfare:case_photo", args=[case.pk, photo.pk])]
    page, shown = (browser(union.chair).get(one) for one in pages)
    assert WORDS in page.content.decode()
    assert Image.open(BytesIO(shown.content)).size == (9, 7)
    for post in (union.province_chair, union.stranger):
        assert {browser(post).get(one).status_code for one in pages} == {404}
    other = union.post("Mai Thị Tổ Chức", union.a, "organisation_officer")
    for post in (union.leader, other):
        assert {browser(post).get(one).status_code for one in pages} == {403}
    for model in (AidCase, CaseStep, CasePhoto):
        with acting(union.actor(union.duc)):
            assert not model.objects.exists()
        with acting(actor_of(union.province_chair)):
            assert not model.objects.exists()
    with acting(union.actor(union.huyen)):
        assert opened(AidCase.objects.get()).text == WORDS
        assert CasePhoto.objects.get() == photo


def test_shipped_roles_let_chairs_alone_read_why_somebody_needs_help():
    held = Role.objects.filter(permissions__contains=["welfare.decide"]).values_list("code", flat=True)
    assert set(held) == {"chair"}


def test_every_opening_is_logged_for_the_member_and_lists_name_nobody(union):
    case = union.ask(union.huyen)
    client = browser(union.chair)
    for name, more in (("case", []), ("decide", []), ("say", ["hoi-lai"])):
        assert client.get(reverse(f"welfare:{name}", args=[case.pk, *more])).status_code == 200
    page = client.get(reverse("welfare:cases")).content.decode()
    assert union.huyen.person.name not in page
    assert "Ốm đau" not in page
    assert views_of(union.huyen.person).filter(detail=f"Đề nghị thăm hỏi, trợ cấp số {case.pk}").count() == 3


def test_why_somebody_needs_help_stands_nowhere_in_clear(union, caplog):
    """Neither the words nor the kind of event nor the row of rates that would tell it."""
    case = union.ask(union.huyen, photos=[picture()])
    with acting(actor_of(union.chair)):
        cases.ask_back(case=case, text="Chị nằm khoa nào, mấy ngày?")
    with acting(union.actor(union.huyen)):
        cases.add(case=case, text="Khoa tiêu hóa, bốn ngày")
    decide(union, case, text="Chúc chị mau khỏe")
    finish(union, case)
    said = (WORDS, "nằm khoa nào", "Khoa tiêu hóa", "mau khỏe")
    assert not found({text: text for text in said}, caplog.text)
    row = AidCase._base_manager.filter(pk=case.pk).values().get()
    assert "sick" not in str({name: value for name, value in row.items() if name not in ("said", "rate")})
    assert not any(str(value) == str(union.sick.pk) for name, value in row.items() if name == "rate")
    told = opened(fresh(case))
    assert (told.kind, told.label, told.rate, told.text) == ("sick", "Ốm đau", union.sick, WORDS)


def test_the_trail_knows_states_and_days_alone(union):
    case = union.ask(union.huyen)
    decide(union, case)
    finish(union, case)
    known = {"due", "rule", "consent", "state", "goes_on", "parts"}
    for entry in AuditEntry.objects.filter(action__in=("welfare.ask", "welfare.decide", "welfare.finish")):
        assert set(entry.change) <= known
        assert entry.unit_id == union.a.pk
        assert "sick" not in str(entry.change)


# What is decided


def test_an_amount_stays_within_the_row_and_the_decision_names_it(union):
    case = union.ask(union.huyen)
    for amount in (0, -5, 500_001):
        with pytest.raises(ValidationError) as refused:
            decide(union, case, amount)
        assert "amount" in refused.value.message_dict
    assert decide(union, case, 500_000).amount == 500_000
    page = browser(union.chair).get(reverse("welfare:case", args=[case.pk])).content.decode()
    assert "Nằm viện từ 3 ngày" in page
    assert SOURCE in page


def test_a_row_of_another_kind_day_or_unit_is_no_ground(union):
    case = union.ask(union.huyen)
    wrong = [union.rate("funeral", "Tang cha mẹ", 1_000_000)]
    wrong.append(union.rate("sick", "Bệnh hiểm nghèo", 3_000_000, since=today() + timedelta(days=1)))
    with acting(actor_of(union.province_chair)):
        said = rates.Said("sick", "Nằm viện", 900_000, SOURCE, BEGAN)
        wrong.append(rates.add_rate(unit=union.province, said=said))
    for rate in wrong:
        with pytest.raises(ValidationError) as refused:
            decide(union, case, 100_000, rate)
        assert "rate" in refused.value.message_dict


def test_the_rate_is_that_of_the_day_of_the_event(union):
    with acting(actor_of(union.chair)):
        later = rates.change_rate(rate=union.sick, most=800_000, source=SOURCE, since=today())
    earlier = Rate._base_manager.get(replaced_at=None, valid__endswith=today())
    case = union.ask(union.huyen, on=today() - timedelta(days=1))
    with pytest.raises(ValidationError):
        decide(union, case, 700_000, later)
    assert decide(union, case, 500_000, earlier).state == CaseState.DECIDED
    assert earlier.fact == later.fact == union.sick.fact


def test_a_member_is_told_at_each_step_by_number_alone(union):
    account = Account.objects.create_user("huyen")
    Person._base_manager.filter(pk=union.huyen.pk).update(account=account)
    case = union.ask(union.huyen)
    with acting(actor_of(union.chair)):
        cases.ask_back(case=case, text="Chị nằm viện mấy ngày?")
    with acting(union.actor(union.huyen)):
        cases.add(case=case, text="Bốn ngày ạ")
    decide(union, case)
    with acting(actor_of(union.chair)):
        cases.reconsider(case=case, text="Ghi nhầm mức chi")
    decide(union, case, 300_000)
    finish(union, case)
    sent = Notification.objects.filter(account=account, category="welfare").order_by("pk")
    assert [("cần anh chị" in one.title, one.url) for one in sent] == [
        (wanted, f"/app/cham-lo/{case.pk}") for wanted in (True, False, False, False, False)
    ]
    assert all(str(case.pk) in one.title and "Ốm" not in one.title for one in sent)


@pytest.mark.parametrize(("kind", "logged", "counted"), [("sick", "visit", (1, None)), ("hardship", "care", (None, 1))])
def test_what_was_handed_over_stands_in_the_log_without_whom_and_why(union, kind, logged, counted):
    rate = union.sick if kind == "sick" else union.rate("hardship", "Hoàn cảnh khó khăn", 2_000_000)
    case = union.ask(union.huyen, kind=kind)
    decide(union, case, 450_000, rate)
    with pytest.raises(ValidationError):
        finish(union, case, on=today() + timedelta(days=1))
    finish(union, case, way="cash", text="Chúc chị vui khỏe")
    line = Activity._base_manager.get()
    assert (line.unit, line.on, line.kind, line.money, line.money_from) == (
        union.a, today(), logged, 450_000, "union",
    )  # fmt: skip
    assert (line.times, line.people) == counted
    assert line.text == "Thăm hỏi, trợ cấp theo đề nghị của đoàn viên"
    assert fresh(case).activity == line


def test_moves_lead_where_the_table_says_and_nowhere_else(union):
    moves = {
        "ask_back": lambda case: cases.ask_back(case=case, text="Cần thêm giấy tờ"),
        "decide": lambda case: cases.decide(case=case, rate=union.sick, amount=1),
        "reconsider": lambda case: cases.reconsider(case=case, text="Ghi nhầm"),
        "refuse": lambda case: cases.refuse(case=case, text="Không đủ điều kiện"),
        "finish": lambda case: cases.finish(case=case, on=today(), way="paid"),
        "add": lambda case: cases.add(case=case, text="Thêm một điều"),
        "withdraw": lambda case: cases.withdraw(case=case),
    }
    assert set(moves) == set(TRANSITIONS)
    for move, do in moves.items():
        for state in CaseState:
            case = union.ask(union.huyen)
            AidCase._base_manager.filter(pk=case.pk).update(state=state, amount=5)
            own = move in ("add", "withdraw")
            with acting(union.actor(union.huyen) if own else actor_of(union.chair)):
                if to := after(move, state):
                    do(case)
                    assert fresh(case).state == to
                else:
                    with pytest.raises(ValidationError):
                        do(case)


# Those without a phone


def test_a_group_leader_asks_for_a_member_who_agreed_and_reads_no_more_than_must_be_passed_on(union):
    asked = Asked("accident", today(), "Anh ngã giàn giáo, gãy tay")
    with acting(actor_of(union.leader)):
        for member in (union.huyen, None):
            with pytest.raises((PermissionDenied, ValidationError)):
                cases.ask(asked=asked, consent=True, member=member, agreed=CONSENT)
        with pytest.raises(ValidationError):
            cases.ask(asked=asked, consent=True, member=union.duc, agreed=Agreement())
        case = cases.ask(asked=asked, consent=True, member=union.duc, agreed=CONSENT)
    assert case.proxy == ProxyConsent._base_manager.get(person=union.duc.pk)
    assert "gãy tay" not in case.proxy.what
    with acting(actor_of(union.chair)):
        cases.ask_back(case=case, text="Xin gửi giấy ra viện")
    client = browser(union.leader)
    page = client.get(reverse("welfare:handed_case", args=[case.pk])).content.decode()
    assert "Xin gửi giấy ra viện" in page
    assert "gãy tay" not in page
    with acting(actor_of(union.leader)) as actor:
        assert [one.url for one in inbox(actor) if "gửi thay" in one.title] == [
            reverse("welfare:handed_case", args=[case.pk])
        ]
    form = {"text": "Gửi kèm giấy ra viện", "photos": picture()}
    assert client.post(reverse("welfare:handed_add", args=[case.pk]), form).status_code == 302
    assert fresh(case).state == CaseState.OPEN
    decide(union, case, rate=union.rate("accident", "Tai nạn lao động", 900_000), text="Chúc anh chóng lành")
    assert "chóng lành" not in client.get(reverse("welfare:handed_case", args=[case.pk])).content.decode()
    assert browser(union.chair).get(reverse("welfare:handed_case", args=[case.pk])).status_code == 404
    with acting(union.actor(union.duc)):
        assert AidCase.objects.get() == case


def test_asking_for_somebody_on_the_page(union):
    client = browser(union.leader)
    sent = {
        "member": f"Đức · #{union.duc.pk}", "kind": "sick", "on": today().strftime("%d/%m/%Y"), "text": WORDS,
        "how": "voice", "said": "Anh nói trực tiếp ở xưởng", "photos": picture(),
    }  # fmt: skip
    refused = client.post(reverse("welfare:ask"), sent)
    assert refused.status_code == 422
    done = client.post(reverse("welfare:ask"), {**sent, "photos": picture(), "agreed": "on", "consent": "on"})
    (case,) = handed_in(actor_of(union.leader).account_id)
    assert done.headers["Location"] == reverse("welfare:handed_case", args=[case.pk])
    assert case.person_id == union.duc.pk
    hits = client.get(reverse("members:led"), {"member": "duc"}).content.decode()
    assert f"#{union.duc.pk}" in hits
    assert f"#{union.huyen.pk}" not in client.get(reverse("members:led"), {"member": "huyen"}).content.decode()


# Days


def test_officers_are_reminded_once_a_step_while_they_are_to_decide(union):
    case = union.ask(union.huyen)
    told, counts = Notification.objects.filter(key__contains=":step:"), []
    for days in (-2, -1, -1, 0, 1, 2):
        with time_machine.travel(f"{case.due + timedelta(days=days)} 09:00+07:00"):
            clock.remind()
        counts.append(told.count())
    assert counts == [0, 1, 1, 2, 2, 3]


def test_the_inbox_names_cases_by_number_until_they_are_handed_over(union):
    case = union.ask(union.huyen)
    with acting(actor_of(union.chair)) as actor:
        (item,) = [one for one in inbox(actor) if "trợ cấp" in one.title]
        assert (item.title, item.due) == (f"Xét đề nghị thăm hỏi, trợ cấp số {case.pk}", case.due)
    decide(union, case)
    with acting(actor_of(union.chair)) as actor:
        assert [one.title for one in inbox(actor) if "trợ cấp" in one.title] == [f"Trao thăm hỏi, trợ cấp số {case.pk}"]
    finish(union, case)
    with acting(actor_of(union.chair)) as actor:
        assert not [one for one in inbox(actor) if "trợ cấp" in one.title]


def test_a_case_goes_up_when_nobody_of_its_unit_can_decide_any_more(union):
    case = union.ask(union.huyen)
    with acting(SYSTEM):
        end_post(post=union.chair, since=today())
        clock.follow_desks()
    assert fresh(case).desk == union.province


def test_what_stands_in_a_case_goes_after_the_days_of_the_rule_and_at_once_when_taken_back(union):
    taken, done = union.ask(union.huyen, photos=[picture()]), union.ask(union.duc, photos=[picture()])
    with acting(union.actor(union.huyen)):
        cases.withdraw(case=taken)
    assert fresh(taken).gone
    assert fresh(taken).person is None
    decide(union, done)
    finish(union, done)
    for days, gone in ((364, False), (365, True)):
        with time_machine.travel(f"{today() + timedelta(days=days)} 09:00+07:00"), acting(SYSTEM):
            clock.apply_retention()
        assert fresh(done).gone == gone
    assert not CasePhoto._base_manager.exists()
    assert fresh(done).amount == 400_000
    assert browser(union.chair).get(reverse("welfare:case", args=[done.pk])).status_code == 200


def test_erasing_a_person_destroys_their_cases_and_those_that_speak_of_them(union):
    own = union.ask(union.huyen)
    told_of = union.ask(union.duc, "Vợ tôi là Phạm Thị Diệu Huyền sinh 1985, số 0912345678, nằm viện")
    other = union.ask(union.duc, "Chị Huyền tổ khác cũng được thăm")
    with acting(SYSTEM):
        leave(members=[union.huyen], on=today(), reason="request")
        erase_person(person=Person._base_manager.get(pk=union.huyen.pk), ground="request", why="Theo đơn số 12")
    assert [fresh(one).gone for one in (own, told_of, other)] == [True, True, False]
    assert fresh(own).state == CaseState.WITHDRAWN


def test_the_copy_for_a_person_tells_of_cases_without_what_stands_in_them(union):
    union.ask(union.huyen)
    (section,) = [one for one in everything_on(union.huyen.person) if one.label == "welfare.aidcase"]
    assert WORDS not in str(section.rows)
    assert "Chờ xét" in str(section.rows)


def test_undone_states_are_those_that_still_lead_somewhere():
    leading = {source for moves in TRANSITIONS.values() for sources in moves.values() for source in sources}
    assert leading == set(UNDONE)
