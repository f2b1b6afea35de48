"""The legal desk: to whom a question goes, who reads it, what may be done with it, until when it is kept."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry, DataKey, Notification
from ketdoan.core.modules import inbox
from ketdoan.core.viet import today
from ketdoan.legal.actions import clock, desk
from ketdoan.legal.actions.importing import import_articles
from ketdoan.legal.models import Case, CaseStep
from ketdoan.legal.queries.desk import opened, own_cases
from ketdoan.legal.rules.desk import TRANSITIONS, UNDONE, CaseState, after, last_day
from ketdoan.members.tests.dumping import found
from ketdoan.members.tests.union import actor_of, browser
from ketdoan.units.actions.persons import erase_person
from ketdoan.units.actions.posts import delegate, end_post, give_post, giveable_roles
from ketdoan.units.factories import make_person
from ketdoan.units.models import Person, Role
from ketdoan.units.queries.own import views_of
from ketdoan.units.queries.subject import everything_on

from .test_assistant import CODE, LEAVE, line
from .union import Desks

pytestmark = pytest.mark.django_db
QUESTION = "Công ty nợ lương chị Thắm hai tháng, phải làm sao?"
REPLY = "Gửi công ty văn bản yêu cầu trả lương và tiền đền bù."
CITES = "khoản 4 Điều 97 Bộ luật Lao động"


@pytest.fixture
def union(db):
    return Desks()


# To whom it goes


def test_a_question_goes_to_the_nearest_unit_with_a_legal_officer(union):
    case = union.ask(union.chair)
    assert case.desk == union.province
    union.officer_at(union.upper, "gan")
    assert union.ask(union.chair).desk == union.upper
    union.officer_at(union.a, "tai-cho")
    assert union.ask(union.chair).desk == union.a


def test_where_no_legal_officer_is_above_the_question_is_refused_in_words(union):
    with pytest.raises(ValidationError) as refused:
        union.ask(union.stranger)
    assert "cán bộ pháp luật" in refused.value.messages[0]
    page = browser(union.stranger).get(reverse("legal:hand_over")).content.decode()
    assert "Chưa có cán bộ pháp luật nào" in page


def test_without_consent_nothing_is_kept(union):
    with acting(actor_of(union.chair)), pytest.raises(ValidationError) as refused:
        desk.hand_over(question=QUESTION, law_day=today(), consent=False)
    assert "consent" in refused.value.message_dict
    assert not Case._base_manager.exists()
    assert not CaseStep._base_manager.exists()


@time_machine.travel("2026-08-27 09:00+07:00")
def test_the_last_day_is_counted_in_working_days_and_names_its_rule(union):
    """In 2026 the holidays of 1 and 2 September come with 31 August, swapped for a Saturday before: ten working days
    after Thursday 27 August are 28, 3, 4, 7, 8, 9, 10, 11, 14 and 15."""
    case = union.ask(union.chair)
    assert case.due == date(2026, 9, 15)
    assert case.due_rule.key == "legal.case_days"
    assert not case.due_rule.verified
    assert case.consent.key == "legal.case_consent"


def test_a_repeated_sending_makes_one_case(union):
    with acting(actor_of(union.chair)):
        first, again = (
            desk.hand_over(question=QUESTION, law_day=today(), consent=True, key="mot-khoa") for _ in range(2)
        )
    assert first == again
    assert Case._base_manager.count() == 1


# Who reads it


def test_only_the_desk_and_the_asker_read_a_case(union):
    case = union.ask(union.chair, QUESTION)
    page = reverse("legal:case", args=[case.pk])
    assert QUESTION in browser(union.officer).get(page).content.decode()
    assert QUESTION in browser(union.chair).get(reverse("legal:my_case", args=[case.pk])).content.decode()
    below, above = union.officer_at(union.upper, "duoi"), union.officer_at(union.top, "tren")
    for post in (below, above):
        assert browser(post).get(page).status_code == 404
        assert browser(post).get(reverse("legal:my_case", args=[case.pk])).status_code == 404
        with acting(actor_of(post)):
            assert not Case.objects.exists()
            with pytest.raises(PermissionDenied):
                desk.answer(case=case, text=REPLY, cites=CITES)
    for post in (union.province_chair, union.upper_chair):
        assert browser(post).get(page).status_code == 403
        assert browser(post).get(reverse("legal:my_case", args=[case.pk])).status_code == 404


def test_neither_chair_nor_organisation_officer_reads_cases_but_both_choose_who_does(union):
    for code in ("chair", "organisation_officer"):
        held = Role.objects.get(code=code).permissions
        assert "legal.desk" not in held
        assert "legal.appoint" in held
    with acting(actor_of(union.province_chair)):
        assert "legal_officer" in {role.code for role in giveable_roles()}
        person = make_person(union.province, "Đỗ Văn Mới")
        post = give_post(person=person, unit=union.province, role=Role.objects.get(code="legal_officer"), since=today())
        with pytest.raises(PermissionDenied):
            delegate(
                person=make_person(union.province, "Đỗ Văn Nhờ"), role=post.role, since=today(),
                until=today() + timedelta(days=5),
            )  # fmt: skip
        end_post(post=post, since=today())
    clerk = union.post(union.province, "clerk", "van-thu")
    with acting(actor_of(clerk)):
        assert "legal_officer" not in {role.code for role in giveable_roles()}


def test_every_opening_is_logged_for_the_asker(union):
    case = union.ask(union.chair)
    client = browser(union.officer)
    for name, more in (("legal:case", []), ("legal:answer", []), ("legal:say", ["hoi-lai"])):
        client.get(reverse(name, args=[case.pk, *more]))
    seen = views_of(case.person).filter(detail=f"Câu hỏi pháp luật số {case.pk}")
    assert seen.count() == 3
    assert {view.office for view in seen} == {union.province.short_name}
    client.get(reverse("legal:cases"))
    assert seen.count() == 3


def test_what_is_said_stands_nowhere_in_clear(union, caplog):
    with acting(actor_of(union.chair)):
        case = desk.hand_over(
            question=QUESTION, law_day=today(), consent=True, for_other=True, name="Lê Thị Thắm", contact="0912345678"
        )
    with acting(actor_of(union.officer)):
        desk.ask_back(case=case, text="Chị ấy có hợp đồng không hay làm thử?")
    with acting(actor_of(union.chair)):
        desk.add(case=case, text="Có hợp đồng một năm ký tháng trước.")
    with acting(actor_of(union.officer)):
        desk.answer(case=case, text=REPLY, cites=CITES)
    said = ("nợ lương chị Thắm", "Lê Thị Thắm", "0912345678", "hay làm thử", "hợp đồng một năm ký", REPLY[:30])
    assert not found({text: text for text in said}, caplog.text)
    assert found({"key": str(case.key_id)}, "")
    told = opened(Case._base_manager.get(pk=case.pk))
    assert (told.question, told.name, told.contact) == (QUESTION, "Lê Thị Thắm", "0912345678")
    assert told.answer.text == REPLY


def test_a_question_never_stands_in_an_address_and_comes_along_from_the_answer(union):
    client = browser(union.chair)
    page = client.post(reverse("legal:ask"), {"question": QUESTION, "day": "27/11/2026"}).content.decode()
    assert f'action="{reverse("legal:hand_over")}"' in page
    form = {
        "_edit": "1",
        "question": QUESTION,
        "law_day": "05/11/2026",
        "whose": "self",
        "told": "no_match",
        "code": "",
    }
    shown = client.post(reverse("legal:hand_over"), form)
    assert shown.status_code == 200
    assert QUESTION in shown.content.decode()
    assert "05/11/2026" in shown.content.decode()
    assert not Case._base_manager.exists()
    sent = {name: value for name, value in form.items() if name != "_edit"}
    refused = client.post(reverse("legal:hand_over"), sent)
    assert refused.status_code == 422
    assert QUESTION in refused.content.decode()
    done = client.post(reverse("legal:hand_over"), {**sent, "consent": "on"})
    case = Case._base_manager.get()
    assert done.headers["Location"] == reverse("legal:my_case", args=[case.pk])
    assert (case.told, case.law_day) == ("no_match", date(2026, 11, 5))


# What may be done


def test_an_article_beyond_those_an_act_has_is_refused_though_its_text_is_not_at_hand(union):
    case = union.ask(union.chair)
    with acting(actor_of(union.officer)):
        with pytest.raises(ValidationError, match="chỉ có 220 điều"):
            desk.answer(case=case, text=REPLY, cites="Điều 500 Bộ luật Lao động")
        desk.answer(case=case, text=REPLY, cites="khoản 1 Điều 220 Bộ luật Lao động")


def test_the_answer_quotes_the_law_word_for_word_where_the_library_has_it(union, tmp_path, settings):
    settings.DATA, data = tmp_path, settings.DATA
    with acting(SYSTEM):
        import_articles(lines=[line(CODE, "113", "Nghỉ hằng năm", LEAVE)])
    settings.DATA = data
    case = union.ask(union.chair)
    with acting(actor_of(union.officer)):
        for wrong in (
            "điểm c khoản 1 Điều 113 BLLĐ",
            "Điều 999 Bộ luật Lao động",
            "luật nào đó",
            "Điều 5 1/2099/NĐ-XX",
        ):
            with pytest.raises(ValidationError) as refused:
                desk.answer(case=case, text=REPLY, cites=f"khoản 1 Điều 113 BLLĐ\n{wrong}")
            assert refused.value.message_dict["cites"][0].startswith("Dòng 2")
        with pytest.raises(ValidationError):
            desk.answer(case=case, text=REPLY, cites="")
        desk.answer(case=case, text=REPLY, cites="điểm b khoản 1 Điều 113 BLLĐ\nĐiều 24 Luật Công đoàn")
    page = browser(union.chair).get(reverse("legal:my_case", args=[case.pk])).content.decode()
    assert "b) 14 ngày làm việc nặng nhọc." in page
    assert "Điều 24" in page
    assert "thư viện chưa có lời văn" in page
    assert REPLY in page


def test_the_desk_asks_back_and_the_days_begin_anew(union):
    case = union.ask(union.chair)
    with acting(actor_of(union.officer)):
        desk.ask_back(case=case, text="Hợp đồng loại nào, ký ngày nào?")
    with acting(actor_of(union.chair)) as actor:
        assert [item.url for item in inbox(actor) if "pháp luật" in item.title] == [
            reverse("legal:my_case", args=[case.pk])
        ]
    with time_machine.travel("2027-03-01 09:00+07:00"):
        clock.remind()
        assert not Notification.objects.filter(key__contains=":step:").exists()
        with acting(actor_of(union.chair)):
            desk.add(case=case, text="Một năm, ký ngày 05/01/2026.")
        case = Case._base_manager.get(pk=case.pk)
        assert (case.state, case.due) == (CaseState.OPEN, date(2027, 3, 15))


def test_a_case_is_passed_to_the_upper_union_and_leaves_this_one(union):
    near = union.officer_at(union.upper, "gan")
    case = union.ask(union.chair, QUESTION)
    with acting(actor_of(near)):
        desk.pass_up(case=case, text="Việc liên quan nhiều doanh nghiệp, đề nghị cấp tỉnh trả lời.")
        assert not Case.objects.exists()
    assert browser(near).get(reverse("legal:case", args=[case.pk])).status_code == 404
    assert QUESTION in browser(union.officer).get(reverse("legal:case", args=[case.pk])).content.decode()
    case = Case._base_manager.get(pk=case.pk)
    with acting(actor_of(union.officer)), pytest.raises(ValidationError):
        desk.pass_up(case=case, text="Không còn ai ở trên để chuyển nữa.")


@time_machine.travel("2026-11-27 09:00+07:00", tick=False)
def test_who_gets_a_passed_case_has_five_working_days_at_least(union):
    near = union.officer_at(union.upper, "gan")
    case = union.ask(union.chair)
    Case._base_manager.filter(pk=case.pk).update(due=date(2026, 11, 27))
    with acting(actor_of(near)):
        passed = desk.pass_up(case=case, text="Đề nghị cấp tỉnh trả lời giúp.")
    assert passed.due == date(2026, 12, 4)


def test_a_case_is_closed_without_an_answer_for_a_reason_that_the_asker_reads(union):
    case = union.ask(union.chair)
    with acting(actor_of(union.officer)):
        with pytest.raises(ValidationError):
            desk.close(case=case, text="")
        desk.close(case=case, text="Việc này tòa án đang thụ lý, xin luật sư tư vấn.")
        with pytest.raises(ValidationError):
            desk.answer(case=case, text=REPLY, cites=CITES)
    assert "tòa án đang thụ lý" in browser(union.chair).get(reverse("legal:my_case", args=[case.pk])).content.decode()


def test_moves_lead_where_the_table_says_and_nowhere_else(union):
    moves = {
        "ask_back": lambda case: desk.ask_back(case=case, text="Cần thêm giấy tờ gì nữa?"),
        "answer": lambda case: desk.answer(case=case, text=REPLY, cites=CITES),
        "close": lambda case: desk.close(case=case, text="Không thuộc lĩnh vực tư vấn."),
        "add": lambda case: desk.add(case=case, text="Thêm một điều nữa đây."),
        "withdraw": lambda case: desk.withdraw(case=case),
    }
    assert set(moves) | {"pass_up"} == set(TRANSITIONS)
    for move, do in moves.items():
        for state in CaseState:
            case = union.ask(union.chair)
            Case._base_manager.filter(pk=case.pk).update(state=state)
            with acting(actor_of(union.chair if move in ("add", "withdraw") else union.officer)):
                if to := after(move, state):
                    do(case)
                    assert Case._base_manager.get(pk=case.pk).state == to
                else:
                    with pytest.raises(ValidationError):
                        do(case)


def test_nobody_else_adds_to_a_case_or_takes_it_back(union):
    case = union.ask(union.chair)
    for post in (union.upper_chair, union.officer):
        client = browser(post)
        assert client.get(reverse("legal:add", args=[case.pk])).status_code == 404
        assert client.post(reverse("legal:withdraw", args=[case.pk])).status_code == 404
        with acting(actor_of(post)), pytest.raises(PermissionDenied):
            desk.withdraw(case=case)


# Messages and days


def test_messages_and_the_inbox_name_the_case_by_its_number_alone(union):
    case = union.ask(union.chair, QUESTION)
    with acting(actor_of(union.officer)) as actor:
        (item,) = [one for one in inbox(actor) if "pháp luật" in one.title]
        desk.answer(case=case, text=REPLY, cites=CITES)
        assert not [one for one in inbox(actor) if "pháp luật" in one.title]
    assert (item.due, item.url) == (case.due, reverse("legal:case", args=[case.pk]))
    asker, officer = (Person._base_manager.get(pk=post.person_id).account_id for post in (union.chair, union.officer))
    sent = {note.account_id: note for note in Notification.objects.filter(category="legal")}
    assert sent[asker].url == reverse("legal:my_case", args=[case.pk])
    assert sent[officer].url == reverse("legal:case", args=[case.pk])
    for text in (f"{item.title} {item.detail}", *(f"{note.title} {note.text}" for note in sent.values())):
        assert "Thắm" not in text
        assert str(case.pk) in text


def test_legal_officers_are_reminded_before_and_after_the_last_day_once_a_step(union):
    case = union.ask(union.chair)
    reminders = Notification.objects.filter(
        key__contains=f"legal:{case.pk}:", title__contains="hạn", url__contains="tu-van"
    )
    before = reminders.count()
    told = []
    for days in (-5, -2, -1, 0, 1, 3):
        with time_machine.travel(f"{case.due + timedelta(days=days)} 09:00+07:00"):
            clock.remind()
            clock.remind()
            told.append(reminders.count() - before)
    assert told == [0, 1, 1, 2, 3, 3]


def test_cases_of_a_desk_without_officers_go_on_to_the_next(union):
    near = union.officer_at(union.upper, "gan")
    case = union.ask(union.chair)
    with acting(SYSTEM):
        end_post(post=near, since=today())
        clock.daily()
    assert Case._base_manager.get(pk=case.pk).desk == union.province
    with acting(actor_of(union.officer)):
        assert Case.objects.filter(pk=case.pk).exists()


def test_what_stands_in_a_case_is_destroyed_a_time_after_it_was_closed_and_the_count_stays(union):
    case = union.ask(union.chair, QUESTION)
    with acting(actor_of(union.officer)):
        desk.answer(case=case, text=REPLY, cites=CITES)
    case = Case._base_manager.get(pk=case.pk)
    assert case.goes_on == today() + timedelta(days=180)
    for day, gone in ((case.goes_on - timedelta(days=1), False), (case.goes_on, True)):
        with time_machine.travel(f"{day} 09:00+07:00"), acting(SYSTEM):
            clock.daily()
        held = Case._base_manager.select_related("key").get(pk=case.pk)
        assert (opened(held) is None) == gone
    assert (held.state, held.person) == (CaseState.ANSWERED, None)
    page = browser(union.officer).get(reverse("legal:case", args=[case.pk]))
    assert "Nội dung câu hỏi này đã xóa" in page.content.decode()


def test_who_takes_a_question_back_has_it_destroyed_at_once(union):
    case = union.ask(union.chair, QUESTION)
    client = browser(union.chair)
    assert client.post(reverse("legal:withdraw", args=[case.pk])).headers["Location"] == reverse("legal:mine")
    held = Case._base_manager.select_related("key").get(pk=case.pk)
    assert (held.state, held.gone, held.person) == (CaseState.WITHDRAWN, True, None)
    assert not own_cases(Person._base_manager.get(pk=union.chair.person_id).account_id).exists()


# Erasing and the copy


def test_erasing_a_person_destroys_their_cases_and_those_that_speak_of_them(union):
    own = union.ask(union.chair, QUESTION)
    told_of = union.ask(union.upper_chair, "Anh Trần Văn Bình sinh 1990, số 0987654321, bị nợ lương thì sao?")
    other = union.ask(union.upper_chair, "Có người tên Trần Văn Bình hỏi về nghỉ phép.")
    binh = make_person(union.province, "Trần Văn Bình", birth_year=1990)
    with acting(SYSTEM):
        end_post(post=union.chair, since=today())
        erase_person(person=Person._base_manager.get(pk=union.chair.person_id), ground="request", why="Theo đơn số 12")
        erase_person(person=binh, ground="request", why="Theo đơn số 13")
    gone = {case.pk: case.gone for case in Case._base_manager.select_related("key")}
    assert gone == {own.pk: True, told_of.pk: True, other.pk: False}


def test_the_copy_for_a_person_tells_of_cases_without_what_stands_in_them(union):
    case = union.ask(union.chair, QUESTION)
    (section,) = [one for one in everything_on(case.person) if one.label == "legal.case"]
    text = str(section.rows)
    assert QUESTION not in text
    assert "Chờ trả lời" in text


def test_the_trail_knows_states_and_days_alone(union):
    case = union.ask(union.chair, QUESTION)
    with acting(actor_of(union.officer)):
        desk.answer(case=case, text=REPLY, cites=CITES)
    for entry in AuditEntry.objects.filter(action__startswith="legal."):
        assert set(entry.change) <= {"due", "rule", "consent", "state", "goes_on"}
        assert entry.unit_id == union.province.pk


def test_each_case_has_a_key_of_its_own(union):
    before = DataKey.objects.count()
    union.ask(union.chair)
    union.ask(union.chair)
    assert DataKey.objects.count() == before + 2


def test_a_visitor_and_an_account_without_a_post_see_no_case(union, django_user_model):
    case = union.ask(union.chair)
    account = django_user_model.objects.create_user("khong-vi-tri")
    client = Client()
    client.force_login(account)
    assert client.get(reverse("legal:mine")).status_code == 200
    assert client.get(reverse("legal:my_case", args=[case.pk])).status_code == 404
    assert client.get(reverse("legal:cases")).status_code == 403


def test_undone_states_are_those_from_which_an_answer_leads():
    assert set(TRANSITIONS["answer"][CaseState.ANSWERED]) == set(UNDONE)
    assert last_day(date(2026, 11, 27), 5) == date(2026, 12, 4)
