"""Asking, answering once, opening together: what is refused, what comes of it, and what leads to nobody."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry, DataKey, Done, Notification
from ketdoan.core.traces import Traces
from ketdoan.core.viet import today

from ..actions import asking
from ..actions.answering import answer, propose
from ..actions.erasing import GONE, forget
from ..models import Slip, Statement, Survey, Taken
from ..queries.asking import asked_of, reached, told_to
from ..queries.inbox import surveys_due
from ..rules.answers import Said
from .test_opinion import voted
from .union import QUESTIONS, STATEMENTS, Asking, actor_of, key_of, say, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def union():
    return Asking()


def close(union, survey):
    with acting(union.chair):
        return asking.close(survey=survey)


def as_if_on(survey, days):
    """Move the days of a survey back, as if so many had passed."""
    for name in ("opens_on", "votes_from", "closes_on"):
        if held := getattr(survey, name):
            setattr(survey, name, held - timedelta(days=days))
    survey.save()


def test_the_number_asked_is_that_of_the_members_it_reaches(union):
    assert union.ask().asked == 18
    assert union.ask(sex="m").asked == 6
    assert union.ask(units=[union.groups[1], union.groups[2]]).asked == 9
    with acting(union.above):
        survey = asking.draft_survey(values=union.values(), questions=QUESTIONS)
        assert reached(survey).count() == 20


def test_a_member_sees_what_asks_them_and_nothing_else(union):
    for_all, for_men, elsewhere = union.ask(), union.ask(sex="m"), union.ask(units=[union.groups[2]])
    with acting(union.chair):
        asking.draft_survey(values=union.values(), questions=QUESTIONS)
    woman, man, far, outside = (some[0] for some in union.members)
    seen = {}
    for name, member in {"woman": woman, "man": man, "far": far, "outside": outside}.items():
        with acting(actor_of(member)) as actor:
            seen[name] = [survey.pk for survey, _ in asked_of(actor)]
    assert seen["woman"] == [for_all.pk]
    assert seen["man"] == [for_all.pk, for_men.pk]
    assert seen["far"] == [for_all.pk, elsewhere.pk]
    assert seen["outside"] == []
    with pytest.raises(ValidationError, match="không hỏi anh chị"):
        say(outside, for_all, {key_of(for_all, 1): ["0"]})
    with pytest.raises(ValidationError, match="không hỏi anh chị"):
        say(woman, for_men, {key_of(for_men, 1): ["0"]})


def test_one_answers_once(union):
    survey = union.ask()
    member = union.everybody[0]
    say(member, survey, {key_of(survey, 1): ["0"]}, key="a" * 32)
    say(member, survey, {key_of(survey, 1): ["0"]}, key="a" * 32)  # the phone sends it again
    with pytest.raises(ValidationError, match="Mỗi người trả lời một lần"):
        say(member, survey, {key_of(survey, 1): ["1"]}, key="b" * 32)
    assert Slip.objects.count() == taken().filter(answered=True).count() == 1


def test_answers_are_taken_only_while_it_is_open(union):
    survey = union.ask()
    answers = {key_of(survey, 1): ["0"]}
    as_if_on(survey, -2)
    with pytest.raises(ValidationError, match="không nhận trả lời"):
        say(union.everybody[0], survey, answers)
    as_if_on(survey, 10)
    with pytest.raises(ValidationError, match="không nhận trả lời"):
        say(union.everybody[0], survey, answers)
    as_if_on(survey, -8)
    say(union.everybody[0], survey, answers)
    close(union, survey)
    with pytest.raises(ValidationError, match="không nhận trả lời"):
        say(union.everybody[1], survey, answers)


def test_what_is_told_is_counted_right_and_small_parts_go_together(union):
    survey = union.ask()
    meal, more, mark = (key_of(survey, order) for order in (1, 2, 3))
    said = []
    random = Random(4)
    for part, some in enumerate(union.members[:3]):
        for member in some:
            answers = {meal: [str(random.randrange(3))], more: ["0", "2"], mark: [str(random.randrange(5))]}
            said.append((part, answers))
            say(member, survey, answers)
    found = close(union, survey).found
    assert found["answered"] == 18
    # Groups of 9 and 6 may be told, that of 3 not, nor all less the two: the 6 go with it.
    one, two, three = (unit.pk for unit in union.groups)
    assert [(part["units"], part["number"]) for part in found["parts"]] == [([one], 9), ([three, two], 9)]
    for key, options in ((meal, 3), (mark, 5)):
        by_hand = Counter((part == 0, int(answers[key][0])) for part, answers in said)
        told = found["questions"][key]
        assert told["parts"][0] == [*(by_hand[True, at] for at in range(options)), 9]
        assert told["parts"][1] == [*(by_hand[False, at] for at in range(options)), 9]
        assert told["all"] == [a + b for a, b in zip(*told["parts"], strict=True)]
    assert found["questions"][more]["all"] == [18, 0, 18, 18]


def test_of_too_few_nothing_is_told(union):
    survey = union.ask()
    for member in union.everybody[:4]:
        say(member, survey, {key_of(survey, 1): ["2"], key_of(survey, 4): "Cơm nguội"})
    assert close(union, survey).found == {"answered": 4, "least": 5}


def test_nothing_that_is_kept_leads_from_a_person_to_an_answer(union):
    survey = union.ask()
    first, second = union.everybody[:2]
    say(first, survey, {key_of(survey, 1): ["0"]}, key="a" * 32)
    say(second, survey, {key_of(survey, 1): ["2"], key_of(survey, 4): "Suất ăn ca đêm nguội."}, key="a" * 32)
    # Of two acts the record says that they were done and on which day: not by whom, nor what was said.
    done = Done.objects.filter(action="surveys.answer")
    assert len(done) == 2
    assert set(done.values_list("account_id", "result", "result_id")) == {(None, "", "")}
    assert len(set(done.values_list("inputs", flat=True))) == 1
    entries = AuditEntry.objects.filter(action="surveys.answer")
    told = set(entries.values_list("account_id", "post_id", "about", "about_id", "unit_id", "why", "at"))
    assert len(told) == 1
    assert next(iter(told))[:2] == (None, None)
    assert [entry.change for entry in entries] == [{}, {}]
    # Slips: a key by lot, the survey, sealed words of one length; no person, moment, number or unit.
    assert {field.name for field in Slip._meta.get_fields()} == {"id", "survey", "kind", "said"}
    assert {field.name for field in Taken._meta.get_fields()} == {"id", "survey", "person", "answered", "proposals"}
    sealed = [bytes(slip.said.raw) for slip in Slip.objects.all()]
    assert len({len(raw) for raw in sealed}) == 1
    assert not any("Suất".encode() in raw or str(first.pk).encode() in raw for raw in sealed)


def test_what_is_kept_is_the_same_whoever_said_it_and_in_whatever_order(union):
    kept = []
    for seed in (1, 2):
        survey = union.ask()
        first, text = key_of(survey, 1), key_of(survey, 4)
        answers = [{first: [str(at % 3)], text: f"Ý kiến {at}"} for at in range(9)]
        members = list(union.members[0])
        Random(seed).shuffle(members)
        Random(seed + 5).shuffle(answers)
        for member, said in zip(members, answers, strict=True):
            say(member, survey, said)
        found = close(union, survey).found
        kept.append((found["answered"], list(found["questions"].values()), found["parts"]))
        assert not Slip.objects.filter(survey=survey).exists()
        assert DataKey.objects.get(pk=survey.key_id).destroyed_at
    assert kept[0] == kept[1]


def test_answering_asks_the_database_no_more_the_more_have_answered(union):
    survey = union.ask()

    def queries(member):
        actor = actor_of(member)
        with (
            CaptureQueriesContext(
                connection,
            ) as seen,
            acting(actor),
        ):
            answer(survey=survey, said=Said({key_of(survey, 1): ["0"]}))
        return len(seen)

    counted = [queries(member) for member in union.everybody[:6]]
    assert len(set(counted[1:])) == 1


def test_withdrawn_slips_are_destroyed_unread(union):
    survey = union.ask()
    say(union.everybody[0], survey, {key_of(survey, 1): ["0"]})
    with acting(union.chair):
        held = asking.withdraw(survey=survey)
    assert (held.state, held.found) == ("withdrawn", {})
    assert not Slip.objects.exists()


def test_only_the_unit_that_asks_acts_on_it(union):
    survey = union.ask()
    with acting(union.above), pytest.raises(PermissionDenied):
        asking.close(survey=survey)
    with acting(union.other), pytest.raises(Survey.DoesNotExist):
        asking.close(survey=survey)


def test_a_draft_is_not_sent_without_something_to_answer(union):
    with acting(union.chair):
        empty = asking.draft_survey(values=union.values())
        with pytest.raises(ValidationError, match="Chưa có câu hỏi"):
            asking.publish(survey=empty)
        bare = asking.draft_survey(values=union.values(kind="opinion"), statements=["Chỉ một điều"])
        with pytest.raises(ValidationError, match="ít nhất hai ý kiến"):
            asking.publish(survey=bare)
        with pytest.raises(ValidationError, match="lựa chọn"):
            asking.draft_survey(values=union.values(), questions=[asking.Written("Một lựa chọn", "one", ("a",))])


def test_proposals_wait_mixed_until_they_are_let_in_and_are_voted_on_by_all(union):
    later = today() + timedelta(days=3)
    survey = union.sound_out(votes_from=later)
    member = union.everybody[0]
    for number in range(3):
        with acting(actor_of(member)):
            propose(survey=survey, said=Said({"text": f"Đề nghị thêm xe đưa đón tuyến {number}"}))
    with acting(actor_of(member)), pytest.raises(ValidationError, match="nhiều nhất 3"):
        propose(survey=survey, said=Said({"text": "Đề nghị thêm một điều nữa"}))
    with pytest.raises(ValidationError, match="không nhận"):
        say(member, survey, {str(survey.statements.first().pk): "1"})
    with acting(union.chair) as actor:
        assert not list(surveys_due(actor))
    with acting(SYSTEM):
        asking.daily()
    assert not Slip.objects.exists()
    with acting(union.chair) as actor:
        assert [item.title for item in surveys_due(actor)] == ["3 ý kiến đoàn viên đề xuất chờ duyệt"]
        one, two, three = Statement.objects.filter(survey=survey, state="proposed")
        asking.let_in(statement=one, shown=True)
        asking.let_in(statement=two, shown=True, text="Thêm một tuyến xe đưa đón")
        with pytest.raises(ValidationError):
            asking.let_in(statement=three, shown=False)
        asking.let_in(statement=three, shown=False, reason="Đã có trong thỏa ước")
    assert survey.statements.filter(state="shown").count() == len(STATEMENTS) + 2
    assert Statement.objects.filter(text="Thêm một tuyến xe đưa đón").exists()
    as_if_on(survey, 4)
    with acting(union.chair), pytest.raises(ValidationError, match="danh sách ý kiến không đổi"):
        asking.let_in(statement=three, shown=True)
    say(member, survey, {str(one.pk): "1"})


def test_the_clock_closes_what_has_ended(union):
    ended, open_still = union.ask(), union.ask()
    as_if_on(ended, 8)
    with acting(SYSTEM):
        asking.daily()
    assert Survey._base_manager.get(pk=ended.pk).state == "closed"
    assert Survey._base_manager.get(pk=open_still.pk).state == "open"
    with acting(actor_of(union.everybody[0])) as actor:
        assert [survey.pk for survey in told_to(actor)] == [ended.pk]


def test_who_has_not_answered_is_told_once_for_each_occasion(union):
    accounts = {member.pk: actor_of(member).account_id for member in union.everybody[:3]}
    survey = union.sound_out(votes_from=today() + timedelta(days=3))
    with acting(SYSTEM):
        asking.tell_asked.verb(survey_id=survey.pk, what=asking.OPEN)

    def told(what):
        key = f"survey:{survey.pk}:{what}"
        return set(Notification.objects.filter(key=key).values_list("account_id", flat=True))

    assert told("open") == set(accounts.values())
    as_if_on(survey, 3)
    statement = str(survey.statements.first().pk)
    say(union.everybody[0], survey, {statement: "1"})
    with acting(SYSTEM):
        asking.tell_asked.verb(survey_id=survey.pk, what=asking.VOTE)
    assert told("vote") == set(accounts.values()) - {accounts[union.everybody[0].pk]}
    as_if_on(survey, 2)
    with acting(SYSTEM):
        asking.daily()
    queued = ProcrastinateJob.objects.filter(task_name="surveys.tell_asked").values_list("args", flat=True)
    assert {"survey_id": survey.pk, "what": "last"} in list(queued)


def test_words_that_name_somebody_who_is_erased_go(union):
    survey = union.ask()
    words = key_of(survey, 4)
    for number, member in enumerate(union.everybody[:6]):
        said = "Anh Trần Văn Bé 1988 hay mắng người" if number == 2 else f"Ý kiến {number}"
        say(member, survey, {key_of(survey, 1): ["0"], words: said})
    close(union, survey)
    with acting(SYSTEM):
        forget(Traces.of("tran van be", 1988, []))
    texts = Survey._base_manager.get(pk=survey.pk).found["questions"][words]["texts"]
    assert sorted(texts) == [GONE, *(f"Ý kiến {number}" for number in (0, 1, 3, 4, 5))]


def test_groups_of_opinion_are_told_with_what_they_share(union):
    survey = union.sound_out()
    keys = [str(one.pk) for one in sorted(survey.statements.all(), key=lambda one: STATEMENTS.index(one.text))]
    votes, _ = voted(sizes=(10, 8, 0), missing=0, slip=0)
    for person, member in enumerate(union.everybody):
        say(member, survey, {keys[statement]: str(vote) for who, statement, vote in votes if who == person})
    found = close(union, survey).found
    assert [group["number"] for group in found["groups"]] == [10, 8]
    at = {key: found["statements"].index(key) for key in keys}
    # Statements 9 and 10 all agree with; 0 only the larger camp.
    assert found["all"][at[keys[9]]] == [18, 0, 0]
    assert found["groups"][0]["lines"][at[keys[0]]] == [10, 0, 0]
    assert found["groups"][1]["lines"][at[keys[0]]] == [0, 8, 0]
    best = sorted(range(12), key=lambda place: -found["shared"][place])[:3]
    assert {at[keys[9]], at[keys[10]]} <= set(best)
    apart = [place for place, agreed in found["groups"][0]["marks"] if agreed]
    assert apart
    for place in apart:
        assert found["groups"][0]["lines"][place] == [10, 0, 0]
        assert found["groups"][1]["lines"][place] == [0, 8, 0]
