"""Acts on the handbook: writing an entry, sending it to another legal officer, publishing it; checking shipped ones."""

from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from ketdoan.core.acting import SYSTEM
from ketdoan.core.actions import Act, action, without_numbers
from ketdoan.core.notify import notify
from ketdoan.core.viet import clean_line, fold, today
from ketdoan.units.models import Post, Unit
from ketdoan.units.queries.own import own_record
from ketdoan.units.queries.posts import accounts_in

from ..models import Case, EntryCheck, OwnEntry
from ..queries.citations import read_citations
from ..queries.desk import DESK, desk_of, opened
from ..queries.handbook import digest, shipped
from ..rules.citing import Citation
from ..rules.entries import EntryState, digest_of, entry_after

LONGEST_TITLE, LONGEST_ANSWER, MOST_WAYS = 200, 4_000, 20
NAMES = "Mục sổ tay ai cũng đọc được: hãy bỏ tên, số điện thoại, thư điện tử, số giấy tờ."
FOUR_EYES = "Người soạn không tự thẩm định: cần một cán bộ pháp luật khác."


@dataclass(frozen=True)
class Written:
    """What an entry says. `asked` and `cites` as they are typed, one a line."""

    part: str
    title: str
    asked: str
    answer: str
    cites: str
    since: date
    until: date | None = None


@action("legal.entry.write", "Soạn mục sổ tay pháp luật", permission=DESK)
def write_entry(
    act: Act, *, written: Written, no_names: bool, entry: OwnEntry | None = None, case: Case | None = None
) -> OwnEntry:
    """Write an entry anew or change a draft. Of the `case` from which it is drawn nothing is kept but what is written;
    the names that stand in the case are refused."""
    if not no_names:
        raise ValidationError({"no_names": "Hãy xem lại và xác nhận."})
    held = _held(act, entry, "write") if entry else OwnEntry(unit=_own_unit(act))
    _fill(held, written, _names_in(act, case) if case else [])
    held.state, held.remark = EntryState.DRAFT, ""
    held.written_by, held.written_at = Post._base_manager.filter(pk=act.actor.post_id or 0).first(), timezone.now()
    held.save()
    act.record(held, unit_id=held.unit_id, change={"digest": digest_of_own(held)})
    return held


@action("legal.entry.send", "Gửi mục sổ tay để thẩm định", permission=DESK)
def send_entry(act: Act, *, entry: OwnEntry) -> OwnEntry:
    """Send a draft to the other legal officers of the unit, and to those above."""
    held = _move(act, entry, "send")
    units = [held.unit_id]
    if above := desk_of(held.unit, above=True):
        units.append(above.pk)
    _tell(held, accounts_in(units, DESK) - {act.actor.account_id}, f"Mục sổ tay pháp luật số {held.pk} chờ thẩm định")
    return held


@action("legal.entry.take_back", "Rút mục sổ tay về sửa", permission=DESK)
def take_back_entry(act: Act, *, entry: OwnEntry) -> OwnEntry:
    """Take back what nobody has looked at yet."""
    return _move(act, entry, "take_back")


@action("legal.entry.give_back", "Trả lại mục sổ tay", permission=DESK)
def give_back_entry(act: Act, *, entry: OwnEntry, remark: str) -> OwnEntry:
    """Give an entry back to its writers, with what is to be put right."""
    held = _move(act, entry, "give_back", without_numbers(_line(remark, "remark"), "remark"))
    _tell_writer(held, f"Mục sổ tay pháp luật số {held.pk} được trả lại để sửa")
    return held


@action("legal.entry.publish", "Thẩm định, công bố mục sổ tay", permission=DESK)
def publish_entry(act: Act, *, entry: OwnEntry, seen: str) -> OwnEntry:
    """Publish what another legal officer wrote, as it was read: `seen` is the digest of what stood on the page."""
    held = _held(act, entry, "publish")
    writer = held.written_by.person_id if held.written_by else None
    own = own_record(act.actor.account_id or 0)
    if act.actor is not SYSTEM and (own is None or own.pk == writer):
        raise ValidationError(FOUR_EYES)
    if seen != digest_of_own(held):
        raise ValidationError("Mục này vừa được sửa. Hãy đọc lại rồi thẩm định.")
    held.state = EntryState.PUBLISHED
    held.save(update_fields=["state"])
    _say(act, held.code, seen, checked=True)
    act.record(held, unit_id=held.unit_id, change={"state": held.state, "digest": seen})
    _tell_writer(held, f"Mục sổ tay pháp luật số {held.pk} đã được công bố")
    return held


@action("legal.entry.withdraw", "Gỡ mục sổ tay", permission=DESK)
def withdraw_entry(act: Act, *, entry: OwnEntry, remark: str) -> OwnEntry:
    """Take an entry out of the handbook, or drop a draft, for a reason."""
    was_published = entry.state == EntryState.PUBLISHED
    held = _move(act, entry, "withdraw", without_numbers(_line(remark, "remark"), "remark"))
    if was_published:
        _say(act, held.code, digest_of_own(held), checked=False)
    return held


@action("legal.entry.check", "Đánh dấu mục sổ tay đã thẩm định", permission=DESK)
def check_entry(act: Act, *, code: str, seen: str) -> EntryCheck:
    """Say of a shipped entry that it is right, as it was read: `seen` is the digest of what stood on the page."""
    if seen != _shipped(code):
        raise ValidationError("Mục này đã đổi nội dung. Hãy đọc lại rồi thẩm định.")
    return _say(act, code, seen, checked=True)


@action("legal.entry.uncheck", "Bỏ dấu thẩm định mục sổ tay", permission=DESK)
def uncheck_entry(act: Act, *, code: str) -> EntryCheck:
    """Take back that a shipped entry is right."""
    return _say(act, code, _shipped(code), checked=False)


def digest_of_own(entry: OwnEntry) -> str:
    """What an entry of legal officers says as one short text."""
    places = [Citation(*cite) for cite in entry.cites]
    return digest_of(entry.title, entry.answer, places, entry.since, entry.until)


def _shipped(code: str) -> str:
    found = shipped().get(code)
    if found is None:
        raise ValidationError("Sổ tay không có mục này.")
    return digest(found)


def _say(act: Act, code: str, said: str, *, checked: bool) -> EntryCheck:
    row = EntryCheck.objects.create(code=code, digest=said, checked=checked, post_id=act.actor.post_id)
    act.record(row, change={"code": code, "checked": checked, "digest": said})
    return row


def _fill(held: OwnEntry, written: Written, names: list[str]) -> None:
    if written.part not in {entry.part for entry in shipped().values()}:
        raise ValidationError({"part": "Hãy chọn một phần của sổ tay."})
    if written.until and written.until <= written.since:
        raise ValidationError({"until": "Phải sau ngày bắt đầu áp dụng."})
    held.part, held.since, held.until = written.part, written.since, written.until
    held.title = _line(written.title, "title")[:LONGEST_TITLE]
    ways = [clean_line(way) for way in written.asked.splitlines() if way.strip()]
    if not ways or len(ways) > MOST_WAYS:
        raise ValidationError({"asked": f"Hãy ghi từ 1 đến {MOST_WAYS} cách hỏi, mỗi dòng một cách."})
    held.asked, held.answer = "\n".join(ways), written.answer.strip()
    if not held.answer or len(held.answer) > LONGEST_ANSWER:
        raise ValidationError({"answer": f"Hãy ghi trả lời, không quá {LONGEST_ANSWER:,} ký tự.".replace(",", ".")})
    places = read_citations(written.cites, max(written.since, min(today(), written.until or today())))
    if not places:
        raise ValidationError({"cites": "Hãy ghi ít nhất một căn cứ."})
    held.cites = [list(asdict(one).values()) for one in places]
    for field in ("title", "asked", "answer"):
        _names_nobody(getattr(held, field), field, names)


def _names_nobody(text: str, field: str, names: list[str]) -> None:
    without_numbers(text, field)
    said = f" {fold(text)} "
    if "@" in text or any(f" {name} " in said for name in names):
        raise ValidationError({field: NAMES})


def _names_in(act: Act, case: Case) -> list[str]:
    """The names that a case of the own desk tells, as they are compared."""
    if case.desk_id != act.actor.unit_id:
        raise PermissionDenied("Câu hỏi này không do bộ phận tư vấn của đơn vị này phụ trách.")
    told = opened(case)
    names = [case.person.name if case.person else "", told.name if told else ""]
    return [fold(name) for name in names if " " in name.strip()]


def _held(act: Act, entry: OwnEntry, move: str) -> OwnEntry:
    """An entry of the scope as it stands now, locked, which may make a move."""
    rows = OwnEntry.objects.select_related("unit", "written_by").select_for_update(of=("self",))
    held = rows.filter(pk=entry.pk).first()
    if held is None:
        raise PermissionDenied("Mục này ngoài phạm vi của vị trí công tác.")
    if entry_after(move, held.state) is None:
        raise ValidationError(
            f"Mục này đang ở tình trạng “{held.get_state_display()}”, có thể vừa có người xử lý. Hãy tải lại trang."
        )
    return held


def _move(act: Act, entry: OwnEntry, move: str, remark: str = "") -> OwnEntry:
    held = _held(act, entry, move)
    held.state, held.remark = entry_after(move, held.state) or held.state, remark
    held.save(update_fields=["state", "remark"])
    act.record(held, unit_id=held.unit_id, change={"state": held.state})
    return held


def _line(text: str, field: str) -> str:
    said = clean_line(text)
    if not said:
        raise ValidationError({field: "Hãy ghi nội dung."})
    return said


def _own_unit(act: Act) -> Unit:
    unit = Unit._base_manager.filter(pk=act.actor.unit_id or 0).first()
    if unit is None:
        raise PermissionDenied("Mục sổ tay do cán bộ pháp luật của một đơn vị soạn.")
    return unit


def _tell_writer(held: OwnEntry, title: str) -> None:
    writer = Post._base_manager.select_related("person").filter(pk=held.written_by_id or 0).first()
    account = writer.person.account_id if writer else None
    _tell(held, {account} if account else set(), title)


def _tell(held: OwnEntry, accounts: "set[int | None] | set[int]", title: str) -> None:
    key = f"legal-entry:{held.pk}:{held.state}:{held.written_at:%Y%m%d%H%M%S}"
    wanted = [one for one in accounts if one is not None]
    notify(wanted, "legal", title, key=key, url=reverse("legal:own_entry", args=[held.pk]))
