"""Acts of care: asking, asking back, deciding within the union's own rates, handing over, taking back.

What is said stands sealed in the case alone. The trail and messages know its number, its states and its days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.urls import reverse

from ketdoan.activities.actions.log import Line, log_activity
from ketdoan.core.actions import Act, action, do_part
from ketdoan.core.crypto import new_keys
from ketdoan.core.notify import notify
from ketdoan.core.pictures import sealable_pictures
from ketdoan.core.rules import rule
from ketdoan.core.screens import APP
from ketdoan.core.sealed import destroy
from ketdoan.core.viet import format_date, format_money, today
from ketdoan.members.actions.proxies import Agreement, for_whom, keep_agreement
from ketdoan.members.models import Member
from ketdoan.members.queries.links import accounts_of
from ketdoan.units.queries.posts import accounts_in

from ..models import AidCase, CasePhoto, CaseStep, Rate
from ..queries.cases import ASK, DECIDE, desk_of, kept, said_in, steps_of
from ..queries.rates import kinds, logged_as
from ..rules import CaseState, Move, Way, after, last_day

CATEGORY = "welfare"
SHORTEST, LONGEST = 5, 3_000
#: How the log tells of it: without whom it was for, and without why.
LOGGED = "Thăm hỏi, trợ cấp theo đề nghị của đoàn viên"
NO_DESK = "Chưa có cán bộ nào ở đơn vị hay cấp trên xét được đề nghị này. Hãy liên hệ trực tiếp công đoàn."


@dataclass(frozen=True)
class Asked:
    """What somebody asks for: the kind of event, its day, the words, pictures."""

    kind: str
    on: date
    text: str
    photos: Sequence[File] = ()


@action(ASK, "Đề nghị thăm hỏi, trợ cấp")
def ask(
    act: Act, *, asked: Asked, consent: bool, member: Member | None = None, agreed: Agreement | None = None
) -> AidCase:
    """Ask the union for a visit or for help; with `member` and `agreed` an officer does so for somebody."""
    if not consent:
        raise ValidationError({"consent": "Cần đồng ý thì đề nghị mới được lưu và gửi đi."})
    person = for_whom(act, member)
    unit = Member._base_manager.select_related("unit").get(pk=person.pk).unit
    desk = desk_of(unit, person.pk)
    if desk is None:
        raise ValidationError(NO_DESK)
    if asked.kind not in kinds():
        raise ValidationError({"kind": "Hãy chọn việc trong danh sách."})
    if asked.on > today() + timedelta(days=366):
        raise ValidationError({"on": "Ngày này còn quá xa: chỉ nhận việc trong vòng một năm tới. Hãy xem lại ngày."})
    if asked.on < today() - timedelta(days=1100):
        raise ValidationError({"on": "Việc này đã quá ba năm. Hãy xem lại ngày."})
    days = rule("welfare.case_days", today())
    pictures = _pictures(asked.photos)
    (key,) = new_keys(1)
    case = AidCase(
        key=key, desk=desk, unit=unit, person=person, asked_on=today(), due=last_day(today(), int(days.value)),
        due_rule=days, consent=rule("welfare.case_consent", today()),
    )  # fmt: skip
    case.said = kept(asked.kind, asked.on, _words(asked.text, "text"))
    case.save()
    case.proxy = keep_agreement(act, person, agreed, f"Gửi đề nghị thăm hỏi, trợ cấp số {case.pk}")
    case.save(update_fields=["proxy"])
    _keep_pictures(case, pictures)
    act.record(case, unit_id=desk.pk, change={"due": case.due, "rule": days.pk, "consent": case.consent_id})
    tell_desk(case, "new", f"Đề nghị thăm hỏi, trợ cấp số {case.pk} chờ xét, hạn {format_date(case.due)}")
    return case


@action("welfare.ask_back", "Hỏi lại về đề nghị thăm hỏi, trợ cấp", permission=DECIDE)
def ask_back(act: Act, *, case: AidCase, text: str) -> AidCase:
    """Ask for what is missing. Until it is said, the last day does not count."""
    held = _of_desk(act, case, "ask_back")
    _say(act, held, Move.ASKED_BACK, _words(text, "text"))
    _move(act, held, CaseState.ASKED)
    tell_asker(held, f"Đề nghị số {held.pk}: công đoàn cần anh chị bổ sung")
    return held


@action("welfare.add", "Bổ sung đề nghị thăm hỏi, trợ cấp", permission=ASK)
def add(act: Act, *, case: AidCase, text: str, photos: Sequence[File] = ()) -> AidCase:
    """Say more of one's own request, or of one handed in for another; the days begin anew where it was asked for."""
    held = _of_asker(act, case, "add")
    pictures = _pictures(photos)
    waited = held.state == CaseState.ASKED
    _say(act, held, Move.ADDED, _words(text, "text"))
    _keep_pictures(held, pictures)
    if waited:
        held.due_rule = rule("welfare.case_days", today())
        held.due = max(held.due, last_day(today(), int(held.due_rule.value)))
    held.state = CaseState.OPEN
    held.save(update_fields=["state", "due", "due_rule"])
    act.record(held, unit_id=held.desk_id, change={"state": held.state, "due": held.due, "rule": held.due_rule_id})
    tell_desk(held, f"added:{steps_of(held).count()}", f"Đề nghị thăm hỏi, trợ cấp số {held.pk} đã được bổ sung")
    return held


@action("welfare.decide", "Duyệt thăm hỏi, trợ cấp")
def decide(act: Act, *, case: AidCase, rate: Rate, amount: int, text: str = "") -> AidCase:
    """Grant an amount within a row of the own unit's table that holds on the day of the event."""
    held = _of_desk(act, case, "decide")
    kind, on, _ = said_in(held)
    if rate.unit_id != held.desk_id or rate.kind != kind or rate.replaced_at or not _holds(rate, on):
        raise ValidationError(
            {"rate": "Hãy chọn dòng trong bảng mức chi của đơn vị, đúng việc và còn hiệu lực ngày đó."}
        )
    if not 1 <= amount <= rate.most:
        raise ValidationError({"amount": f"Số tiền phải từ 1 đồng đến mức tối đa {format_money(rate.most)}."})
    held.rate, held.amount = str(rate.pk), amount
    _say(act, held, Move.DECIDED, _words(text, "text") if text.strip() else "")
    held.save(update_fields=["rate", "amount"])
    _move(act, held, CaseState.DECIDED)
    tell_asker(held, f"Đề nghị số {held.pk} của anh chị đã được duyệt")
    return held


def _holds(rate: Rate, day: date) -> bool:
    return rate.since <= day and (rate.until is None or day < rate.until)


@action("welfare.reconsider", "Xét lại đề nghị thăm hỏi, trợ cấp", permission=DECIDE)
def reconsider(act: Act, *, case: AidCase, text: str) -> AidCase:
    """Take a decision back that was not yet carried out, for a reason that the member reads."""
    held = _of_desk(act, case, "reconsider")
    held.rate, held.amount = None, None
    _say(act, held, Move.RECONSIDERED, _words(text, "text"))
    held.save(update_fields=["rate", "amount"])
    _move(act, held, CaseState.OPEN)
    tell_asker(held, f"Đề nghị số {held.pk}: công đoàn xét lại")
    return held


@action("welfare.refuse", "Không duyệt thăm hỏi, trợ cấp", permission=DECIDE)
def refuse(act: Act, *, case: AidCase, text: str) -> AidCase:
    """Refuse a request, for a reason that the member reads."""
    held = _of_desk(act, case, "refuse")
    _say(act, held, Move.REFUSED, _words(text, "text"))
    _end(act, held, CaseState.REFUSED)
    tell_asker(held, f"Đề nghị số {held.pk} của anh chị đã có trả lời")
    return held


@action("welfare.finish", "Ghi đã trao thăm hỏi, trợ cấp", permission=DECIDE)
def finish(act: Act, *, case: AidCase, on: date, way: str, text: str = "") -> AidCase:
    """Note that the help came to the member, and enter it in the unit's log, without whom it was for and why."""
    held = _of_desk(act, case, "finish")
    if way not in Way.values:
        raise ValidationError({"way": "Hãy chọn hình thức trao."})
    if on < held.asked_on:
        raise ValidationError({"on": f"Đề nghị gửi ngày {format_date(held.asked_on)}; ngày trao không thể trước đó."})
    kind, _, _ = said_in(held)
    logged = logged_as(kind, on)
    times = 1 if logged == "visit" else None
    line = Line(logged, on, LOGGED, times=times, people=None if times else 1, money=held.amount, money_from="union")
    held.activity = do_part(act, log_activity, unit=held.desk, line=line)
    held.done_on, held.way = on, way
    _say(act, held, Move.DONE, _words(text, "text") if text.strip() else "")
    held.save(update_fields=["activity", "done_on", "way"])
    _end(act, held, CaseState.DONE)
    tell_asker(held, f"Đề nghị số {held.pk}: công đoàn đã ghi nhận trao đến anh chị")
    return held


@action("welfare.withdraw", "Rút đề nghị thăm hỏi, trợ cấp", permission=ASK)
def withdraw(act: Act, *, case: AidCase) -> None:
    """Take one's own request back: what stands in it is destroyed at once."""
    held = _of_asker(act, case, "withdraw")
    held.state, held.ended_on = CaseState.WITHDRAWN, today()
    held.save(update_fields=["state", "ended_on"])
    forget(held)
    act.record(held, unit_id=held.desk_id, change={"state": CaseState.WITHDRAWN})
    tell_desk(held, "withdrawn", f"Đề nghị thăm hỏi, trợ cấp số {held.pk} đã được rút lại")


def forget(case: AidCase) -> None:
    """Destroy what stands in a case, and whose it was; the row stays for the counts."""
    if case.key and not case.gone:
        destroy(case.key)
    CasePhoto._base_manager.filter(case=case).delete()
    AidCase._base_manager.filter(pk=case.pk).update(person=None, proxy=None, goes_on=None)


def tell_desk(case: AidCase, what: str, title: str) -> None:
    """Send the officers of a case a message. It names the case by its number alone."""
    url = reverse("welfare:case", args=[case.pk])
    notify(accounts_in([case.desk_id], DECIDE), CATEGORY, title, key=f"welfare:{case.pk}:{what}", url=url)


def tell_asker(case: AidCase, title: str) -> None:
    """Send the member a message, and whoever handed the request in."""
    key = f"welfare:{case.pk}:asker:{case.state}:{steps_of(case).count()}"
    if case.person_id is not None:
        notify(accounts_of(case.person_id), CATEGORY, title, key=key, url=f"{APP}cham-lo/{case.pk}")
    if case.proxy is not None and case.proxy.account_id is not None:
        url = reverse("welfare:handed_case", args=[case.pk])
        notify([case.proxy.account_id], CATEGORY, title.replace("của anh chị ", ""), key=f"{key}:proxy", url=url)


def _pictures(photos: Sequence[File]) -> list[str]:
    return sealable_pictures(photos, "photos", int(rule("welfare.case_photos", today()).value))


def _keep_pictures(case: AidCase, pictures: Sequence[str]) -> None:
    for picture in pictures:
        CasePhoto(case=case, picture=picture).save()


def _words(text: str, field: str) -> str:
    """What somebody has to say, as it is sealed."""
    said = text.strip()
    if len(said) < SHORTEST:
        raise ValidationError({field: f"Hãy viết rõ hơn, ít nhất {SHORTEST} ký tự."})
    if len(said) > LONGEST:
        raise ValidationError({field: f"Không quá {LONGEST:,} ký tự.".replace(",", ".")})
    return said


def _locked(case: AidCase) -> AidCase:
    rows = AidCase._base_manager.select_related("desk", "person", "key", "proxy")
    return rows.select_for_update(of=("self",)).get(pk=case.pk)


def _of_desk(act: Act, case: AidCase, move: str) -> AidCase:
    """A case of the acting post's own unit as it stands now, locked, which may make a move. Nobody decides on what is
    for themselves."""
    held = _locked(case)
    if held.desk_id != act.actor.unit_id:
        raise PermissionDenied("Đề nghị này không do đơn vị của vị trí công tác hiện tại xét.")
    if held.person_id is not None and act.actor.account_id in accounts_of(held.person_id):
        raise PermissionDenied("Đề nghị của chính mình do người khác xét.")
    return _may(held, move)


def _of_asker(act: Act, case: AidCase, move: str) -> AidCase:
    held = _locked(case)
    own = held.person_id is not None and held.person_id in act.actor.scope.persons
    account = act.actor.account_id
    handed_in = move == "add" and account is not None and held.proxy is not None and held.proxy.account_id == account
    if not own and not handed_in:
        raise PermissionDenied("Chỉ người đề nghị mới làm được việc này.")
    return _may(held, move)


def _may(held: AidCase, move: str) -> AidCase:
    if after(move, held.state) is None or held.gone:
        raise ValidationError(
            f"Đề nghị này đang ở tình trạng “{held.get_state_display()}”, có thể vừa có người xử lý. Hãy tải lại trang."
        )
    return held


def _say(act: Act, held: AidCase, move: Move, text: str) -> None:
    step = CaseStep(case=held, move=move, post_id=act.actor.post_id if move != Move.ADDED else None)
    step.text = text or None
    step.save()


def _move(act: Act, held: AidCase, state: CaseState) -> None:
    held.state = state
    held.save(update_fields=["state"])
    act.record(held, unit_id=held.desk_id, change={"state": state})


def _end(act: Act, held: AidCase, state: CaseState) -> None:
    kept_days = rule("welfare.case_kept", today())
    held.state, held.ended_on = state, today()
    held.goes_on = today() + timedelta(days=int(kept_days.value))
    held.save(update_fields=["state", "ended_on", "goes_on"])
    act.record(held, unit_id=held.desk_id, change={"state": state, "goes_on": held.goes_on, "rule": kept_days.pk})
