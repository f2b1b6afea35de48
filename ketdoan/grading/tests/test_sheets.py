"""Acts on score sheets: who is asked, scoring, sending, appraising, deciding, and who may do none of it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import AuditEntry, Notification, Rule
from ketdoan.core.modules import permissions
from ketdoan.core.rule_actions import change_rule
from ketdoan.core.viet import format_date, today
from ketdoan.units.actions.reorganisation import dissolve, merge
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Decision

from ..actions import clock
from ..actions.judging import agree, appraise, decide, give_back, revoke
from ..actions.rounds import ask_more, change_due, open_round, remind
from ..actions.scoring import score, send, take_back
from ..factories import YES, ask, decided, make_chair, paper_of, points_of, scored
from ..models import Round, Sheet, Step
from ..queries.effects import on_sheets
from ..queries.law import content_on
from ..rules.states import State
from .union import LONG_AGO, Union, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def union() -> Union:
    return Union()


def refusal(error: Any) -> str:
    return " ".join(error.value.messages)


# Who is asked


def test_a_round_asks_each_grassroots_union_below_and_counts_the_young_apart(union):
    ask(union.province)
    states = dict(Sheet._base_manager.values_list("unit__code", "state"))
    assert states == {"A": "owed", "B": "owed", "C": "owed", "Y": "young"}


def test_a_union_out_of_a_merger_is_graded_after_six_months_and_a_new_one_after_twelve(union):
    with acting(SYSTEM):
        values = {"kind": "grassroots_union", "name": "Gộp", "short_name": "Gộp"}
        merge(units=[union.a, union.b], code="AB", parent=union.commune, since=date(2025, 6, 1), values=values)
    ask(union.province)
    assert Sheet._base_manager.get(unit__code="AB").state == State.OWED
    assert Sheet._base_manager.get(unit__code="Y").state == State.YOUNG
    assert not Sheet._base_manager.filter(unit__code="A").exists()


def test_a_union_has_one_sheet_a_year_whoever_asks(union):
    lower = ask(union.commune)
    upper = ask(union.province)
    assert union.sheet(union.a).round_id == lower.pk
    assert union.sheet(union.c).round_id == upper.pk
    with pytest.raises(ValidationError, match="Không có công đoàn cơ sở nào"):
        ask(union.top)


def test_a_union_that_came_later_is_asked_too_and_the_others_keep_what_they_have(union):
    asked = ask(union.province)
    held = scored(union.sheet(union.a))
    later = make_unit("grassroots_union", "L", union.province, LONG_AGO)
    with acting(at(union.province)):
        assert ask_more(asked=asked) == 1
        with pytest.raises(ValidationError, match="đã có phiếu"):
            ask_more(asked=asked)
    assert union.sheet(later).state == State.OWED
    assert union.sheet(union.a).own == held.own


def test_a_grassroots_union_does_not_ask_itself(union):
    with acting(at(union.a)), pytest.raises(PermissionDenied, match="cấp trên"):
        open_round(unit=union.a, year=2025, last=date(2025, 11, 30), due=today())


def test_a_plan_is_told_which_sheets_would_lapse(union):
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    with acting(at(union.province)):
        assert list(on_sheets([union.a.pk], [], today())) == []
        (told,) = on_sheets([union.a.pk, union.b.pk, union.c.pk], [], today())
    assert told.startswith("2 phiếu xếp loại chưa có quyết định")


def test_a_year_is_asked_for_once_and_its_days_are_sensible(union):
    ask(union.province)
    with acting(at(union.province)):
        for values, words in (
            ({"year": 2025, "last": date(2025, 11, 30), "due": today()}, "đã mở đợt"),
            ({"year": 2024, "last": date(2025, 11, 30), "due": today()}, "trong năm 2024"),
            ({"year": 2024, "last": date(2024, 11, 30), "due": today() - timedelta(days=1)}, "quá khứ"),
        ):
            with pytest.raises(ValidationError) as error:
                open_round(unit=union.province, **values)
            assert words in refusal(error)


def test_a_round_keeps_its_score_sheet_though_rules_are_edited_later(union):
    asked = ask(union.province)
    ids = asked.content["rules"]
    assert Rule.objects.filter(pk__in=ids).count() == len(ids) == 22
    row = Rule.objects.get(key="grading.criterion", selector={"criterion": "dialogue"}, replaced_at=None)
    with acting(SYSTEM):
        change_rule(rule=row, value={**row.value, "most": 20}, since=date(2025, 1, 1), source="thử")
    assert content_on(date(2025, 11, 30))["sections"][0]["criteria"][0]["most"] == "20"
    assert Round._base_manager.get(pk=asked.pk).sheet.criteria["dialogue"].most == 12


def test_a_year_of_the_old_scale_is_graded_by_the_old_scale(union):
    ask(union.province, 2018)
    held = scored(union.sheet(union.a, 2018), 85)
    assert held.own_label == "Vững mạnh"
    assert union.sheet(union.b, 2018).state == State.OWED


def test_only_the_scope_is_asked(union):
    with acting(at(union.other)), pytest.raises(PermissionDenied):
        open_round(unit=union.province, year=2025, last=date(2025, 11, 30), due=today())


# Scoring


def test_a_union_scores_line_by_line_and_sees_its_level_at_once(union):
    ask(union.province)
    with acting(at(union.a)):
        held = score(sheet=union.sheet(union.a), points={"dialogue": Decimal("11.5")}, met={})
        assert (held.state, held.own_points, held.own_level) == ("draft", Decimal("11.5"), "failed")
        held = score(sheet=held, points=points_of(held, 92), met={"no_violation": True, "funds_paid": True})
        assert (held.own_points, held.own_label) == (92, "Hoàn thành tốt nhiệm vụ")
        held = score(sheet=held, points={}, met={"reports_made": True})
        assert held.own_label == "Hoàn thành xuất sắc nhiệm vụ"


def test_lines_that_are_not_named_stay_and_an_answer_can_be_taken_away(union):
    ask(union.province)
    with acting(at(union.a)):
        held = score(sheet=union.sheet(union.a), points={"dialogue": Decimal(9), "welfare": Decimal(3)}, met={})
        held = score(sheet=held, points={"dialogue": None}, met={"no_violation": False})
    assert (held.own, held.own_met) == ({"welfare": "3"}, {"no_violation": False})


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ({"dialogue": Decimal("12.01")}, "từ 0 đến 12"), ({"dialogue": Decimal(-1)}, "từ 0 đến 12"),
        ({"dialogue": Decimal("1.125")}, "2 chữ số"), ({"no_such_line": Decimal(1)}, "không có dòng này"),
    ],
)  # fmt: skip
def test_points_beyond_a_line_are_refused_at_the_line(union, points, words):
    ask(union.province)
    with acting(at(union.a)), pytest.raises(ValidationError) as error:
        score(sheet=union.sheet(union.a), points=points, met={})
    assert list(error.value.message_dict) == list(points)
    assert words in refusal(error)
    assert union.sheet(union.a).own == {}


def test_nobody_scores_for_another_union_not_even_from_above(union):
    ask(union.province)
    for unit in (union.province, union.b):
        with acting(at(unit)), pytest.raises(PermissionDenied):
            score(sheet=union.sheet(union.a), points={"dialogue": Decimal(1)}, met={})


def test_a_sheet_is_sent_only_when_every_line_is_answered(union):
    ask(union.province)
    with acting(at(union.a)):
        held = score(sheet=union.sheet(union.a), points=points_of(union.sheet(union.a), 80), met={"no_violation": True})
        with pytest.raises(ValidationError, match="Còn 2 dòng"):
            send(sheet=held)
        score(sheet=held, points={}, met=YES)
        assert send(sheet=held).state == State.SENT
        with pytest.raises(ValidationError, match="Chờ thẩm định"):
            score(sheet=held, points={"dialogue": Decimal(1)}, met={})
        assert take_back(sheet=held).state == State.DRAFT


def test_a_young_union_has_nothing_to_score(union):
    ask(union.province)
    with acting(at(union.young)), pytest.raises(ValidationError, match="Chưa đủ thời gian"):
        score(sheet=union.sheet(union.young), points={"dialogue": Decimal(1)}, met={})


# Appraising


def appraised(sheet: Sheet, changed: dict[str, Decimal], **reasons: str) -> Sheet:
    points = {code: Decimal(one) for code, one in sheet.own.items()} | changed
    held: Sheet = appraise(sheet=sheet, points=points, met=dict(sheet.own_met), reasons=reasons)
    return held


def test_the_level_follows_from_what_was_appraised(union):
    ask(union.province)
    held = scored(union.sheet(union.a), 92)
    with acting(at(union.commune)):
        held = appraised(held, {"dialogue": Decimal(4)}, dialogue="Mới đối thoại một lần")
    assert (held.points, held.level_label, held.reasons) == (
        84, "Hoàn thành tốt nhiệm vụ", {"dialogue": "Mới đối thoại một lần"},
    )  # fmt: skip
    assert held.own_points == 92


def test_a_line_that_is_given_other_points_takes_a_reason(union):
    ask(union.province)
    held = scored(union.sheet(union.a), 92)
    with acting(at(union.commune)), pytest.raises(ValidationError) as error:
        appraised(held, {"dialogue": Decimal(4)}, welfare="không liên quan")
    assert list(error.value.message_dict) == ["dialogue"]
    points = {code: Decimal(one) for code, one in held.own.items()}
    with acting(at(union.commune)), pytest.raises(ValidationError) as error:
        appraise(sheet=held, points=points, met={**held.own_met, "funds_paid": False}, reasons={})
    assert list(error.value.message_dict) == ["funds_paid"]


def test_points_written_another_way_are_no_other_points(union):
    ask(union.province)
    held = scored(union.sheet(union.a), 92)
    with acting(at(union.commune)):
        assert appraised(held, {"dialogue": Decimal("12.00")}).reasons == {}


def test_many_sheets_are_agreed_to_at_once(union):
    ask(union.province)
    sheets = [scored(union.sheet(unit), total) for unit, total in ((union.a, 95), (union.b, 72))]
    with acting(at(union.commune)):
        assert agree(sheets=sheets) == 2
    assert [(union.sheet(unit).points, union.sheet(unit).level) for unit in (union.a, union.b)] == [
        (95, "excellent"), (72, "good"),
    ]  # fmt: skip
    entry = AuditEntry.objects.get(action="grading.agree")
    assert entry.change["rows"] == 2


def test_a_bulk_act_is_done_to_all_or_to_none(union):
    ask(union.province)
    held = scored(union.sheet(union.a))
    with acting(at(union.commune)), pytest.raises(ValidationError, match="Chưa chấm"):
        agree(sheets=[held, union.sheet(union.b)])
    assert union.sheet(union.a).state == State.SENT


def test_a_sheet_given_back_says_why_and_is_scored_again(union):
    ask(union.province)
    held = scored(union.sheet(union.a))
    with acting(at(union.commune)):
        with pytest.raises(ValidationError, match="lý do"):
            give_back(sheet=held, reason=" ")
        agree(sheets=[held])
        held = give_back(sheet=held, reason="Chưa có biên bản hội nghị")
    assert (held.state, held.points, held.level, held.judged) == (State.RETURNED, None, "", {})
    with acting(at(union.a)):
        score(sheet=held, points={"dialogue": Decimal(5)}, met={})
        assert send(sheet=held).state == State.SENT
    moves = list(Step._base_manager.filter(sheet=held).order_by("pk").values_list("move", "reason"))
    assert moves == [
        ("sent", ""), ("appraised", ""), ("returned", "Chưa có biên bản hội nghị"), ("sent", ""),
    ]  # fmt: skip


def test_nobody_appraises_the_own_sheet_nor_one_outside_the_scope(union):
    ask(union.province)
    held = scored(union.sheet(union.a))
    for unit in (union.a, union.b, union.other):
        with acting(at(unit)), pytest.raises(PermissionDenied):
            agree(sheets=[held])


# Deciding


def test_many_unions_are_decided_on_by_one_decision_at_the_level_of_their_points(union):
    ask(union.province)
    sheets = [scored(union.sheet(unit), total) for unit, total in ((union.a, 95), (union.b, 72), (union.c, 40))]
    with acting(at(union.province)):
        agree(sheets=sheets)
        decision = decide(sheets=sheets, paper=paper_of(union.province))
    levels = dict(Sheet._base_manager.filter(decision=decision).values_list("unit__code", "decided_level"))
    assert levels == {"A": "excellent", "B": "good", "C": "failed"}
    assert Decision._base_manager.get().code == "15/QĐ-CĐ"


def test_a_decision_takes_its_paper_and_a_sheet_that_was_appraised(union):
    ask(union.province)
    held = scored(union.sheet(union.a))
    with acting(at(union.province)):
        with pytest.raises(ValidationError, match="Chờ thẩm định"):
            decide(sheets=[held], paper=paper_of(union.province))
        agree(sheets=[held])
        with pytest.raises(ValidationError, match="ngày ký"):
            decide(sheets=[held], paper=None)
        with pytest.raises(ValidationError, match="ít nhất một"):
            decide(sheets=[], paper=paper_of(union.province))
    assert not Decision._base_manager.exists()


@pytest.mark.parametrize("level", ["good", "completed"])
def test_another_level_than_that_of_the_points_takes_a_reason(union, level):
    ask(union.province)
    held = scored(union.sheet(union.a), 95)
    with acting(at(union.province)):
        agree(sheets=[held])
        with pytest.raises(ValidationError, match="lý do"):
            decide(sheets=[held], paper=paper_of(union.province), level=level)
        decide(sheets=[held], paper=paper_of(union.province), level=level, reason="Có đơn thư chưa giải quyết")
    held = union.sheet(union.a)
    assert (held.level, held.decided_level, held.decided_why) == ("excellent", level, "Có đơn thư chưa giải quyết")


def test_a_level_of_the_other_scale_cannot_be_decided(union):
    ask(union.province)
    held = scored(union.sheet(union.a), 95)
    with acting(at(union.province)):
        agree(sheets=[held])
        with pytest.raises(ValidationError, match="không có mức"):
            decide(sheets=[held], paper=paper_of(union.province), level="strong", reason="thử")


def test_a_decision_is_taken_back_for_a_reason_and_the_union_is_told_of_one(union):
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    held = union.sheet(union.a)
    with acting(at(union.a)), pytest.raises(PermissionDenied):
        revoke(sheet=held, reason="thử")
    with acting(at(union.province)):
        with pytest.raises(ValidationError, match="lý do"):
            revoke(sheet=held, reason="")
        held = revoke(sheet=held, reason="Nhầm đơn vị")
    assert (held.state, held.decided_level, held.decision) == (State.APPRAISED, "", None)


def test_the_database_knows_no_decided_level_without_a_decision(union):
    ask(union.province)
    for wrong in ({"state": State.DECIDED}, {"decided_level": "good"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sheet._base_manager.filter(unit=union.a).update(**wrong)


@pytest.mark.parametrize(
    ("right", "doing"),
    [
        ("grading.open", lambda u: open_round(unit=u.province, year=2024, last=date(2024, 11, 30), due=today())),
        ("grading.open", lambda u: remind(asked=Round._base_manager.get())),
        ("grading.appraise", lambda u: agree(sheets=[u.sheet(u.a)])),
        ("grading.decide", lambda u: decide(sheets=[u.sheet(u.a)], paper=paper_of(u.province))),
        ("grading.score", lambda u: score(sheet=u.sheet(u.a), points={}, met={})),
        ("grading.send", lambda u: send(sheet=u.sheet(u.a))),
    ],
)
def test_each_act_takes_its_right(union, right, doing):
    ask(union.province)
    rights = frozenset(permissions()) - {right}
    with acting(at(union.province, *rights)), pytest.raises(PermissionDenied, match="chưa có quyền"):
        doing(union)


# Beside the acts


def test_those_who_owe_are_reminded_once_a_day_and_get_another_last_day(union):
    asked = ask(union.province)
    with acting(at(union.province)):
        remind(asked=asked)
        with pytest.raises(ValidationError, match="Hôm nay đã nhắc"):
            remind(asked=asked)
        scored(union.sheet(union.a))
        later = today() + timedelta(days=9)
        change_due(asked=asked, due=later)
    assert {union.sheet(unit).due for unit in (union.b, union.c)} == {later}
    assert union.sheet(union.a).due == today()


def test_those_who_score_hear_of_a_round_and_of_a_decision(union):
    make_chair(union.a)
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    titles = list(Notification.objects.order_by("pk").values_list("title", flat=True))
    assert len(titles) == 2
    assert titles[0].startswith("ĐV P yêu cầu gửi phiếu tự chấm, xếp loại năm 2025")
    assert titles[1] == "Đã có quyết định xếp loại công đoàn cơ sở năm 2025"


def test_a_union_that_ends_takes_its_open_sheet_along_and_keeps_what_was_decided(union):
    ask(union.province, 2024)
    ask(union.province)
    decided(union.sheet(union.a, 2024), union.province)
    with acting(SYSTEM):
        dissolve(units=[union.a], since=today())
    assert union.sheet(union.a).state == State.VOID
    assert union.sheet(union.a, 2024).state == State.DECIDED


def test_free_words_hold_no_phone_number(union):
    ask(union.province)
    with acting(at(union.a)), pytest.raises(ValidationError, match="số điện thoại"):
        score(sheet=union.sheet(union.a), points={}, met={}, remark="Gọi 0912345678")
    held = scored(union.sheet(union.b))
    with acting(at(union.commune)), pytest.raises(ValidationError, match="số điện thoại"):
        give_back(sheet=held, reason="Gọi 0912345678")


def test_the_trail_tells_of_each_act_in_ids_and_codes(union):
    make_person(union.a, "Nguyễn Văn An")
    ask(union.province)
    decided(union.sheet(union.a), union.province)
    acts = list(
        AuditEntry.objects.filter(action__startswith="grading.").order_by("pk").values_list("action", flat=True)
    )
    assert acts == ["grading.open", "grading.score", "grading.send", "grading.agree", "grading.decide"]


# Reminders


def test_who_has_not_sent_a_sheet_is_reminded_once_a_step(union):
    ask(union.province)
    account = make_chair(union.a)

    def told(day):
        Sheet._base_manager.update(due=day)
        Notification.objects.all().delete()
        for _ in range(2):
            clock.remind_due()
        return list(Notification.objects.filter(account=account).values_list("title", flat=True))

    assert told(today() + timedelta(days=8)) == []
    soon, past = today() + timedelta(days=2), today() - timedelta(days=5)
    (title,) = told(soon)
    assert title.endswith(f": còn 2 ngày đến hạn (hạn {format_date(soon)})")
    (title,) = told(past)
    assert title.endswith(f": đã quá hạn 5 ngày (hạn {format_date(past)})")
    Sheet._base_manager.filter(unit=union.a).update(state=State.SENT)
    assert told(past) == []
