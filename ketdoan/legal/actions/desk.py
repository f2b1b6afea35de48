"""Acts of the legal desk: confiding a question, answering it, asking back, passing it up, closing it, taking it back.

What is said stands sealed in the case alone. The trail and messages know its number, its states and its days.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from ketdoan.core.actions import Act, action
from ketdoan.core.crypto import new_keys
from ketdoan.core.models import Rule
from ketdoan.core.notify import notify
from ketdoan.core.rules import rule
from ketdoan.core.sealed import destroy
from ketdoan.core.viet import format_date, today
from ketdoan.units.models import Unit
from ketdoan.units.queries.own import own_record
from ketdoan.units.queries.posts import accounts_in

from ..models import Case, CaseStep
from ..queries.citations import read_citations
from ..queries.desk import DESK, desk_of, kept_citations, steps_of
from ..rules.desk import UNDONE, CaseState, Move, after, last_day

ASK = "legal.ask"
LONGEST, SHORTEST, LONGEST_LINE = 5_000, 10, 250
NO_DESK = (
    "Chưa có cán bộ pháp luật nào ở đơn vị hay công đoàn cấp trên dùng hệ thống này. "
    "Hãy liên hệ trực tiếp công đoàn cấp trên."
)


@action("legal.hand_over", "Chuyển câu hỏi cho bộ phận tư vấn pháp luật", permission=ASK)
def hand_over(
    act: Act,
    *,
    question: str,
    law_day: date,
    consent: bool,
    name: str = "",
    contact: str = "",
    for_other: bool = False,
    assistant: tuple[str, str] = ("", ""),
) -> Case:
    """Confide a question to the nearest legal officers. `assistant` says how the assistant had answered, and from which
    entry of the handbook."""
    if not consent:
        raise ValidationError({"consent": "Cần đồng ý thì câu hỏi mới được lưu và chuyển đi."})
    person = own_record(act.actor.account_id or 0)
    unit = Unit._base_manager.filter(pk=act.actor.unit_id or 0).first()
    if person is None or unit is None:
        raise PermissionDenied("Câu hỏi do người đang giữ một vị trí công tác gửi.")
    desk = desk_of(unit)
    if desk is None:
        raise ValidationError(NO_DESK)
    day = today()
    days = rule("legal.case_days", day)
    (key,) = new_keys(1)
    case = Case(
        key=key, desk=desk, unit=unit, person=person, for_other=for_other, law_day=law_day, told=assistant[0][:20],
        entry=assistant[1][:120], asked_on=day, due=_last_day(days, "answer"), due_rule=days,
        consent=rule("legal.case_consent", day),
    )  # fmt: skip
    case.question = words(question, "question")
    case.name = one_line(name, "name") if for_other else None
    case.contact = one_line(contact, "contact")
    case.save()
    act.record(case, unit_id=desk.pk, change={"due": case.due, "rule": days.pk, "consent": case.consent_id})
    tell_desk(case, "new", f"Câu hỏi pháp luật số {case.pk} chờ trả lời, hạn {format_date(case.due)}")
    return case


@action("legal.answer", "Trả lời câu hỏi pháp luật", permission=DESK)
def answer(act: Act, *, case: Case, text: str, cites: str) -> Case:
    """Answer a case with the places of the law on which the answer rests, and close it."""
    held = _of_desk(act, case, "answer")
    places = read_citations(cites, held.law_day)
    if not places:
        raise ValidationError({"cites": "Hãy ghi ít nhất một căn cứ."})
    _say(act, held, Move.ANSWERED, words(text, "text"), kept_citations(places))
    _end(act, held, CaseState.ANSWERED)
    tell_asker(held, f"Câu hỏi pháp luật số {held.pk} đã có trả lời")
    return held


@action("legal.ask_back", "Hỏi lại người hỏi", permission=DESK)
def ask_back(act: Act, *, case: Case, text: str) -> Case:
    """Ask the asker for what is missing. Until they have said it, the last day does not count."""
    held = _of_desk(act, case, "ask_back")
    _say(act, held, Move.ASKED_BACK, words(text, "text"))
    _keep(act, held, CaseState.ASKED)
    tell_asker(held, f"Câu hỏi pháp luật số {held.pk}: cán bộ pháp luật cần anh chị bổ sung")
    return held


@action("legal.pass_up", "Chuyển câu hỏi pháp luật lên công đoàn cấp trên", permission=DESK)
def pass_up(act: Act, *, case: Case, text: str) -> Case:
    """Pass a case to the nearest legal officers above, with a word to them. They have some days at least."""
    held = _of_desk(act, case, "pass_up")
    above = desk_of(held.desk, above=True)
    if above is None:
        raise ValidationError("Không có cán bộ pháp luật nào ở công đoàn cấp trên.")
    _say(act, held, Move.PASSED, words(text, "text"))
    days = rule("legal.case_days", today())
    if (least := _last_day(days, "passed")) > held.due:
        held.due, held.due_rule = least, days
    before, held.desk = held.desk_id, above
    held.state = CaseState.OPEN
    held.save(update_fields=["desk", "due", "due_rule", "state"])
    act.record(held, unit_id=before, change={"desk": [before, above.pk], "due": held.due, "rule": held.due_rule_id})
    tell_desk(held, f"passed:{above.pk}", f"Câu hỏi pháp luật số {held.pk} từ cấp dưới chuyển lên chờ trả lời")
    tell_asker(held, f"Câu hỏi pháp luật số {held.pk} đã chuyển lên {above.short_name}")
    return held


@action("legal.close", "Đóng câu hỏi pháp luật không trả lời", permission=DESK)
def close(act: Act, *, case: Case, text: str) -> Case:
    """Close a case without an answer, for a reason that the asker reads."""
    held = _of_desk(act, case, "close")
    _say(act, held, Move.CLOSED, words(text, "text"))
    _end(act, held, CaseState.CLOSED)
    tell_asker(held, f"Câu hỏi pháp luật số {held.pk} đã khép lại")
    return held


@action("legal.add", "Bổ sung câu hỏi pháp luật", permission=ASK)
def add(act: Act, *, case: Case, text: str) -> Case:
    """Say more of a question of one's own: asked for by the desk, or after an answer. The days begin anew."""
    held = _of_asker(act, case, "add")
    waited = held.state != CaseState.OPEN
    _say(act, held, Move.ADDED, words(text, "text"))
    if waited:
        held.due_rule = rule("legal.case_days", today())
        held.due = max(held.due, _last_day(held.due_rule, "answer"))
    held.state, held.ended_on, held.goes_on = CaseState.OPEN, None, None
    held.save(update_fields=["state", "due", "due_rule", "ended_on", "goes_on"])
    act.record(held, unit_id=held.desk_id, change={"state": held.state, "due": held.due, "rule": held.due_rule_id})
    tell_desk(held, f"added:{steps_of(held).count()}", f"Câu hỏi pháp luật số {held.pk} đã được bổ sung")
    return held


@action("legal.withdraw", "Rút câu hỏi pháp luật", permission=ASK)
def withdraw(act: Act, *, case: Case) -> None:
    """Take a question of one's own back: what stands in it is destroyed at once."""
    held = _of_asker(act, case, "withdraw")
    was_open = held.state in UNDONE
    if held.ended_on is None:
        held.ended_on = today()
    held.state = CaseState.WITHDRAWN
    held.save(update_fields=["state", "ended_on"])
    forget(held)
    act.record(held, unit_id=held.desk_id, change={"state": CaseState.WITHDRAWN})
    if was_open:
        tell_desk(held, "withdrawn", f"Câu hỏi pháp luật số {held.pk} đã được người hỏi rút lại")


def forget(case: Case) -> None:
    """Destroy what stands in a case, and whose it was; the row stays for the counts."""
    if case.key and not case.gone:
        destroy(case.key)
    Case._base_manager.filter(pk=case.pk).update(person=None, entry="", goes_on=None)


def words(text: str, field: str) -> str:
    """What somebody has to say, as it is sealed."""
    said = text.strip()
    if len(said) < SHORTEST:
        raise ValidationError({field: f"Hãy viết rõ hơn, ít nhất {SHORTEST} ký tự."})
    if len(said) > LONGEST:
        raise ValidationError({field: f"Không quá {LONGEST:,} ký tự.".replace(",", ".")})
    return said


def one_line(text: str, field: str) -> str | None:
    """A name or a way to reach somebody, as it is sealed; None for nothing."""
    said = " ".join(text.split())
    if len(said) > LONGEST_LINE:
        raise ValidationError({field: f"Không quá {LONGEST_LINE} ký tự."})
    return said or None


def tell_desk(case: Case, what: str, title: str) -> None:
    """Send the legal officers of a case a message. It names the case by its number alone."""
    url = reverse("legal:case", args=[case.pk])
    notify(accounts_in([case.desk_id], DESK), "legal", title, key=f"legal:{case.pk}:{what}", url=url)


def tell_asker(case: Case, title: str) -> None:
    """Send who asked a message."""
    account = case.person.account_id if case.person else None
    key = f"legal:{case.pk}:asker:{steps_of(case).count()}"
    url = reverse("legal:my_case", args=[case.pk])
    notify([account] if account else [], "legal", title, key=key, url=url)


def _last_day(days: Rule, what: str) -> date:
    return last_day(today(), int(days.value[what]))


def _locked(case: Case) -> Case:
    rows = Case._base_manager.select_related("desk", "person", "key")
    return rows.select_for_update(of=("self",)).get(pk=case.pk)


def _of_desk(act: Act, case: Case, move: str) -> Case:
    """A case of the acting post's own unit as it stands now, locked, which may make a move."""
    held = _locked(case)
    if held.desk_id != act.actor.unit_id:
        raise PermissionDenied("Câu hỏi này không do bộ phận tư vấn của đơn vị này phụ trách.")
    return _may(held, move)


def _of_asker(act: Act, case: Case, move: str) -> Case:
    held = _locked(case)
    if act.actor.account_id is None or held.person is None or held.person.account_id != act.actor.account_id:
        raise PermissionDenied("Chỉ người hỏi mới làm được việc này.")
    return _may(held, move)


def _may(held: Case, move: str) -> Case:
    if after(move, held.state) is None or held.gone:
        raise ValidationError(
            f"Câu hỏi này đang ở tình trạng “{held.get_state_display()}”, có thể vừa có người xử lý. Hãy tải lại trang."
        )
    return held


def _say(act: Act, held: Case, move: Move, text: str, cites: str | None = None) -> None:
    post = act.actor.post_id if move != Move.ADDED else None
    step = CaseStep(case=held, move=move, post_id=post)
    step.text, step.cites = text, cites
    step.save()


def _keep(act: Act, held: Case, state: CaseState) -> None:
    held.state = state
    held.save(update_fields=["state"])
    act.record(held, unit_id=held.desk_id, change={"state": state})


def _end(act: Act, held: Case, state: CaseState) -> None:
    kept = rule("legal.case_kept", today())
    held.state, held.ended_on = state, today()
    held.goes_on = today() + timedelta(days=int(kept.value))
    held.save(update_fields=["state", "ended_on", "goes_on"])
    act.record(held, unit_id=held.desk_id, change={"state": state, "goes_on": held.goes_on, "rule": kept.pk})
