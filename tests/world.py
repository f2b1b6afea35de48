"""Two provinces side by side: an official of one, and everything of the other that must stay hidden from her.

What is the other province's bears the marks in SECRETS, each found nowhere else.
"""

import time
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from ketdoan.activities.actions import answers, programme, tasks
from ketdoan.activities.actions.groups import save_group
from ketdoan.activities.actions.log import Line, log_activity
from ketdoan.activities.actions.tasks import Asked
from ketdoan.activities.models import Assignment
from ketdoan.activities.queries.reach import Reach
from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account, ApiToken, Broadcast, Notification, Progress
from ketdoan.core.modules import permissions
from ketdoan.core.saved_views import save_view
from ketdoan.core.scope import LINE, Scope
from ketdoan.core.staging.rows import layouts_of
from ketdoan.core.viet import fold, today
from ketdoan.grading.actions.members import begin_list, grade_rest
from ketdoan.grading.actions.rounds import open_round as ask_for_sheets
from ketdoan.grading.actions.scoring import score
from ketdoan.grading.models import Sheet
from ketdoan.legal.actions.desk import ask_back, hand_over
from ketdoan.legal.actions.handbook import Written, write_entry
from ketdoan.members.actions import applying, intakes, transferring
from ketdoan.members.actions.campaigns import launch
from ketdoan.members.actions.cards import issue_cards
from ketdoan.members.actions.importing import acts as members
from ketdoan.members.actions.merging import differ, merge
from ketdoan.members.actions.photos import set_photo
from ketdoan.members.factories import make_members
from ketdoan.members.models import DuplicatePair, ImportDone, MemberEvent
from ketdoan.members.queries.applications import Applicant
from ketdoan.members.queries.membership import member_actor
from ketdoan.petitions.actions.filing import file_petition
from ketdoan.petitions.actions.promises import Pledge, promise
from ketdoan.petitions.models import Picture as PetitionPicture
from ketdoan.reports.actions import rounds
from ketdoan.reports.actions.designing import begin_form, publish_form
from ketdoan.reports.actions.filling import fill
from ketdoan.reports.actions.judging import adjust
from ketdoan.reports.actions.narrating import write_words
from ketdoan.reports.actions.targets import Aim, set_target
from ketdoan.reports.designing import model as drawn
from ketdoan.reports.models import FormVersion, Note, Revision, Submission
from ketdoan.reports.rules.figures import Figure
from ketdoan.surveys.actions import asking as surveys
from ketdoan.surveys.actions.promises import promise as promise_after
from ketdoan.surveys.actions.promises import put_on_agenda
from ketdoan.surveys.models import Statement
from ketdoan.units.actions import bodies, persons, plans, posts, regulations, reorganisation
from ketdoan.units.actions.importing import acts
from ketdoan.units.actions.paper import Paper
from ketdoan.units.actions.templates import add_template
from ketdoan.units.factories import make_unit
from ketdoan.units.models import AdminSession, Person, Post, Role, UnionImport, Unit
from ketdoan.units.printing.defaults import default_template
from ketdoan.units.queries.posts import ADMIN_KEY, as_actor
from ketdoan.units.tests.sheets import upload

from .app import invited
from .care import cared
from .newsroom import published

SECRETS = ("zznoikhac", "kín kín", "trịnh kín", "99/bi-mat", "mẫu riêng kín", "riêng tư khác", "kinkin0001")
LONG_AGO = date(2021, 3, 1)
TEMPLATE = "list.units"
ENTRY = Written("Hợp đồng lao động", "", "hỏi", "Trả lời.", "Điều 13 Bộ luật Lao động", LONG_AGO)


@dataclass
class Side:
    """A province, a grassroots union in it, and one of everything that belongs to the latter."""

    province: Unit
    unit: Unit
    objects: dict[str, Any] = field(default_factory=dict)


def make_side(code: str, top: Unit, words: str, family: str) -> Side:
    """Found a province and fill its grassroots union. The words stand in every name, the family name in persons'."""
    province = make_unit("provincial_federation", f"{code}-P", top, LONG_AGO, name=f"Liên đoàn {words}")
    unit = make_unit("grassroots_union", f"{code}-A", province, LONG_AGO, name=f"Công đoàn {words}")
    side = Side(province, unit)
    with acting(SYSTEM):
        side.objects = _fill(side, words, family)
    return side


def _fill(side: Side, words: str, family: str) -> dict[str, Any]:
    unit = side.unit
    scan = SimpleUploadedFile(f"Bản ký {words}.pdf", f"%PDF-1.7 {words}".encode())
    number = "99/BI-MAT" if "Kín" in words else "1/QĐ"
    paper = Paper(side.province, number, LONG_AGO, f"Việc của {words}", file=scan)
    names = {"name": f"Công đoàn {words} đổi tên", "short_name": f"CĐ {words}"}
    change = reorganisation.rename(unit=unit, **names, since=LONG_AGO + timedelta(days=400), paper=paper)
    unit.refresh_from_db()
    term = bodies.open_term(unit=unit, kind="executive", since=LONG_AGO, seats=5, until=today() + timedelta(days=9))
    person = persons.add_person(unit=unit, name=f"{family} Đáo")
    newcomer = persons.add_person(unit=unit, name=f"{family} Đáo Mới")
    appointment = bodies.appoint(unit=unit, kind="executive", person=person, office="chair", since=LONG_AGO)
    department = bodies.open_department(unit=unit, name=f"Ban {words}", since=LONG_AGO)
    account = Account.objects.create_user(fold(f"{family} {unit.code}").replace(" ", "-"))
    person.account = account
    person.save()
    post = posts.give_post(person=person, unit=unit, role=Role.objects.get(code="clerk"), since=LONG_AGO)
    lent = Post.objects.create(person=newcomer, unit=unit, role=post.role, valid=post.valid, lent_by=post)
    name = "Mẫu riêng kín.docx" if "Kín" in words else "Mẫu.docx"
    template = add_template(unit=unit, kind=TEMPLATE, content=default_template(TEMPLATE), name=name)
    plan = plans.draft(unit=side.province, title=f"Phương án {words}", on=today())
    step = plans.add_step(plan=plan, kind="rename", inputs={"unit": unit.code, **names})
    joined = _joined(unit, family)
    return {
        "plan": plan,
        "step": step,
        "unit": unit,
        "term": term,
        "department": department,
        "person": person,
        "newcomer": newcomer,
        "appointment": appointment,
        "change": change,
        "decision": change.decision,
        "post": post,
        "lent": lent,
        "template": template,
        "broadcast": Broadcast.objects.create(
            key=f"broadcast:{unit.code}", category="task", title=f"Gửi nhiều người {words}", unit_id=unit.pk
        ),
        **joined,
        **published(side.province, words, joined["member"], _picture()),
        **_joining(side, family),
        **_worked(unit, words),
        **_asked(side, words),
        **_reported(side, words),
        **_planned(unit, words),
        **_graded(side, words),
        **_confided(side, words),
        **_complained(side, words),
        **_sounded_out(side, words),
        **invited(unit, family),
        **cared(side.province, unit, words, family),
        "import": _import(side, words, family),
        **_listed(side, words, family),
        **_of_account(account, words),
    }


def _joined(unit: Unit, family: str) -> dict[str, Any]:
    """A member of a unit, with a card and a picture."""
    (member,) = make_members(unit, f"{family} Đoàn Viên", on=LONG_AGO, sex="f")
    number = "KINKIN0001" if "Kín" in family else "GANGUI0001"
    batch = issue_cards(members=[member], on=LONG_AGO, numbers=[number])
    set_photo(member=member, file=_picture())
    return {
        "member": member,
        "member_event": MemberEvent.objects.get(person=member.pk),
        "card": batch.cards.get(),
        "card_batch": batch,
        **_doubled(unit, family),
    }


def _picture() -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (8, 8), "blue").save(picture, "JPEG")
    return SimpleUploadedFile("anh.jpg", picture.getvalue())


def _joining(side: Side, family: str) -> dict[str, Any]:
    """An application that waits, one in a batch, and a request to let a member go to another union of the province."""
    said = [Applicant(f"{family} Xin Vào", "1999", phone="0912000111"), Applicant(f"{family} Chờ Duyệt", "1998")]
    application, proposed = applying.receive(unit=side.unit, people=said, received_on=LONG_AGO)
    intake = intakes.propose(applications=[proposed], met_on=LONG_AGO, on=LONG_AGO)
    other = make_unit("grassroots_union", f"{side.unit.code}-2", side.province, LONG_AGO, name=f"{side.unit.name} Hai")
    (member,) = make_members(side.unit, f"{family} Chuyển Đi", on=LONG_AGO)
    transfer = transferring.introduce(member=member, to_code=other.code, on=LONG_AGO)
    return {"application": application, "proposed": proposed, "intake": intake, "transfer": transfer}


def _doubled(unit: Unit, family: str) -> dict[str, Any]:
    """Members of whom some may be the same person, some are, some are not; and a review of their records."""
    names = [f"{family} Trùng {word}" for word in ("Một", "Hai", "Ba", "Bốn")]
    first, second, third, fourth = make_members(unit, *names, on=LONG_AGO, sex="f")
    pair, apart = (
        DuplicatePair.objects.create(first_id=first.pk, second_id=other.pk, score=90, reasons=["phone"])
        for other in (second, third)
    )
    differ(pair=apart)
    return {
        "pair": pair,
        "apart": apart,
        "link": merge(keep=third.person, other=fourth.person),
        "campaign": launch(unit=unit, title=f"Rà soát {family}", codes=["no_phone"], due=today() + timedelta(days=9)),
    }


def _worked(unit: Unit, words: str) -> dict[str, Any]:
    """A line in the log of a unit, with a photo."""
    activity = log_activity(unit=unit, line=Line("visit", today(), f"Thăm {words}", times=1), photos=[_picture()])
    return {"activity": activity, "photo": activity.photos.get()}


def _asked(side: Side, words: str) -> dict[str, Any]:
    """Tasks of the province: one that its union answered and wants more time for, and a draft; a group of units."""
    unit, province = side.unit, side.province
    rights = frozenset(permissions())
    with acting(Actor(None, None, province.pk, "", Scope(province.path), rights)):
        scan = SimpleUploadedFile(f"Kèm {words}.pdf", f"%PDF-1.7 kèm {words}".encode())
        content = {"kind": "task", "title": f"Việc của {words}", "due": today() + timedelta(days=9)}
        task = tasks.draft_task(values=content, questions=[Asked("Số người")], uploads=[scan])
        tasks.set_reach(task=task, reach=Reach(units=[unit.pk]))
        draft = tasks.copy_task(task=task, due=today() + timedelta(days=9))
        tasks.send(task=task)
        group = save_group(name=f"Nhóm {words}", units=[unit])
    assignment = Assignment.objects.get(task=task)
    until = today() + timedelta(days=20)
    extension = answers.ask_extension(assignment=assignment, until=until, reason=f"Việc {words}")
    return {"task": task, "task_file": task.files.get(), "draft": draft, "group": group} | {
        "assignment": assignment,
        "extension": extension,
    }


def _reported(side: Side, words: str) -> dict[str, Any]:
    """A round of the province, in which the union has begun to write, and a sum that the province has adjusted."""
    form = FormVersion.objects.get(code="BD-DV")
    asked = rounds.open_round(unit=side.province, form=form, period=f"{today().year}-H1", due=today())
    report, summed = (Submission.objects.get(round=asked, unit=unit) for unit in (side.unit, side.province))
    fill(submission=report, cells={"DV.CUOI_KY": Figure(Decimal(12))}, seen=0)
    paper = SimpleUploadedFile(f"Kèm {words}.pdf", f"%PDF-1.7 kèm {words}".encode())
    write_words(submission=report, texts={"danh_gia": f"Lời của {words}"}, seen=0, files=[paper])
    adjustment = adjust(submission=summed, cell="DV.CUOI_KY", delta=Decimal(3), reason=f"Của {words}")
    days = {"first": date(today().year, 1, 1), "last": date(today().year, 12, 31)}
    aim = Aim("DV.KET_NAP", f"Kết nạp {words}", ">=", Decimal(9), "người", **days, source=f"Nghị quyết {words}")
    target = set_target(unit=side.unit, aim=aim)
    Revision.objects.create(submission=report, no=1, form=form, values=b"", marks=b"", digest=f"x{words}")
    Submission.objects.filter(pk=report.pk).update(revision=1)
    question = Note.objects.create(submission=report, kind="asked", rule="BD-03", text=f"Hỏi {words}")
    found = {"target": target, "report_question": question, "enclosure": report.enclosures.get()}
    found |= _designed(side, words)
    return found | {"round": asked, "report": report, "summed": summed, "adjustment": adjustment}


def _designed(side: Side, words: str) -> dict[str, Any]:
    """A form that the union has published, and one that the province is making."""
    lines = [drawn.Line("line", no, f"Số lượt {words} {no}", "lượt") for no in ("1", "2")]
    sheets = [drawn.Proposal("Biểu", f"Biểu {words}", code, ["year"], lines) for code in ("B-1", "B-2")]
    own_form = publish_form(draft=begin_form(unit=side.unit, sheets=sheets[:1]))
    return {"own_form": own_form, "form_draft": begin_form(unit=side.province, sheets=sheets[1:])}


def _import(side: Side, words: str, family: str) -> UnionImport:
    """A file that waits to be imported, with a row that is right and one that is not."""
    head = ["Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Tổ trưởng"]
    rows = [["", f"Tổ {words}", "Tổ công đoàn", ""], ["", f"Tổ hai {words}", "Tổ công đoàn", f"{family} Đáo Ba"]]
    held = acts.stage(unit=side.unit, file=upload({words: [head, *rows]}, f"{words}.xlsx"), since=LONG_AGO)
    fields = [layout.fields for layout in layouts_of(held)]
    return acts.choose_columns(upload=held, fields=fields, used=[True], since=LONG_AGO)


def _listed(side: Side, words: str, family: str) -> dict[str, Any]:
    """A list of members that waits to be imported, with a row that is right and one that is not; and one that was."""
    head = ["Họ và tên", "Ngày sinh", "Số CCCD"]
    rows = [[f"{family} Nhập Một", "05/12/1990", ""], [f"{family} Nhập Hai", "31/02/1991", ""]]
    held = members.stage(unit=side.unit, file=upload({words: [head, *rows]}, f"{words}.xlsx"), since=LONG_AGO)
    fields = [layout.fields for layout in layouts_of(held)]
    held = members.choose_columns(upload=held, fields=fields, used=[True], since=LONG_AGO)
    members.import_members(upload=held, number=0, seen=held.digest)
    return {"member_import": held, "import_done": ImportDone.objects.get(upload_id=held.pk)}


def _planned(unit: Unit, words: str) -> dict[str, Any]:
    """A programme with an item that is done, and a regulation, each with its file."""
    paper = SimpleUploadedFile(f"Giấy {words}.pdf", f"%PDF-1.7 giấy {words}".encode())
    made = programme.make_programme(unit=unit, kind="year", year=today().year)
    plan = programme.Plan(f"Việc của {words}", date(today().year, 12, 31))
    item = programme.add_item(programme=made, plan=plan)
    item = programme.report_item(item=item, state="done", result=f"Xong {words}", file=paper)
    signed = regulations.Signed("employer_coordination", LONG_AGO, f"QC {words}", counterpart=f"Công ty {words}")
    regulation = regulations.add_regulation(unit=unit, signed=signed, file=paper)
    return {"programme": made, "item": item, "regulation": regulation}


def _graded(side: Side, words: str) -> dict[str, Any]:
    """A round of the province in which the union has begun to score itself, and a list of its members."""
    year = today().year - 1
    asked = ask_for_sheets(unit=side.province, year=year, last=date(year, 11, 30), due=today())
    sheet = Sheet.objects.get(round=asked, unit=side.unit)
    score(sheet=sheet, points={"welfare": Decimal(7)}, met={}, remark=f"Nhận xét của {words}")
    members = begin_list(unit=side.unit, year=year, day=date(year, 11, 30))
    grade_rest(members=members, level="good")
    return {"grading_round": asked, "sheet": sheet, "member_list": members}


def _confided(side: Side, words: str) -> dict[str, Any]:
    """A question that somebody of the union asked the legal desk of the province, where the walkers work too."""
    officer = persons.add_person(unit=side.province, name=f"{words.split(maxsplit=1)[0]} Luật")
    officer.account = Account.objects.create_user(f"luat-{side.province.code}".lower())
    officer.save()
    role = Role.objects.get(code="legal_officer")
    post = posts.give_post(person=officer, unit=side.province, role=role, since=LONG_AGO)
    asker = side.unit.posts.get(lent_by=None)
    with acting(as_actor(asker, asker.person.account_id)):
        question = f"Riêng tư {'khác' if 'Kín' in words else 'gần'} của {words}"
        case = hand_over(question=question, law_day=today(), consent=True, contact=words)
    with acting(as_actor(post, officer.account_id)):
        ask_back(case=case, text=f"Hỏi lại {words}")
        entry = write_entry(written=replace(ENTRY, title=f"Mục {words}?"), no_names=True)
    return {"case": case, "own_case": case, "own_entry": entry}


def _complained(side: Side, words: str) -> dict[str, Any]:
    """A petition of a member of the union with a picture, which the province handles, with a promise."""
    head = persons.add_person(unit=side.province, name=f"{words.split(maxsplit=1)[0]} Giải Quyết")
    head.account = Account.objects.create_user(f"giai-quyet-{side.province.code}".lower())
    head.save()
    post = posts.give_post(person=head, unit=side.province, role=Role.objects.get(code="chair"), since=LONG_AGO)
    (member,) = make_members(side.unit, f"{words.split(maxsplit=1)[0]} Phản Ánh", on=LONG_AGO)
    actor = member_actor(member.person)
    assert actor is not None
    with acting(actor):
        held = file_petition(topic="meal", title=f"Việc của {words} đây", text=f"Việc {words}", photos=[_picture()])
    with acting(as_actor(post, head.account_id)):
        pledge = Pledge(words, f"Cam kết với {words}", today() + timedelta(days=9))
        made = promise(petition=held, pledge=pledge)
    picture = PetitionPicture._base_manager.get(step__petition=held)
    return {"petition": held, "petition_promise": made, "petition_picture": picture}


def _sounded_out(side: Side, words: str) -> dict[str, Any]:
    """An opinion that the union asks for, with a statement that waits; a draft; one that ended in a promise."""
    clerk = side.unit.posts.get(lent_by=None)
    days = {"opens_on": today(), "votes_from": today() + timedelta(days=3), "closes_on": today() + timedelta(days=9)}
    values = {"kind": "opinion", "title": f"Hỏi {words}", "intro": words, "tells": True, **days}
    lines = [f"Điều một của {words}", f"Điều hai của {words}"]
    with acting(as_actor(clerk, clerk.person.account_id)):
        asked = [surveys.publish(survey=surveys.draft_survey(values=values, statements=lines)) for _ in range(2)]
        draft = surveys.draft_survey(values=values, statements=lines)
        ended = surveys.close(survey=asked[1])
        item = put_on_agenda(survey=ended, title=f"Đối thoại về {words}")
        made = promise_after(item=item, text=f"Hứa với {words}", by=words, due=today() + timedelta(days=9))
    statement = Statement.objects.create(survey=asked[0], text=f"Đề xuất của {words}")
    found = {"survey": asked[0], "survey_draft": draft, "survey_ended": ended, "statement": statement}
    return found | {"agenda_item": item, "survey_promise": made}


def _of_account(account: Account, words: str) -> dict[str, Any]:
    text = f"Riêng tư {'khác' if 'Kín' in words else 'gần'} {words}"
    return {
        "account": account,
        "notification": Notification.objects.create(
            account=account, category="thu", title=text, key="1", url="/to-chuc/"
        ),
        "view": save_view(account.pk, "units:list", text[:40], "q=a"),
        "progress": Progress.objects.create(account_id=account.pk, title=text),
        "token": ApiToken.objects.create(
            account=account, post_id=0, name=text[:60], digest=fold(text), permissions=[], expires_at=timezone.now()
        ),
        "key": Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={"name": text}),
        "session": UserSession.objects.create(
            user=account, ip="10.9.9.9", session_key=uuid4().hex[:32], user_agent=f"Trình duyệt {text}"
        ),
    }


class World:
    """Both sides, and accounts that work for the first."""

    def __init__(self) -> None:
        self.top = make_unit("confederation", "TREN", None, LONG_AGO)
        self.own = make_side("GAN", self.top, "Gần Gũi", "Nguyễn Thị Thân")
        self.foreign = make_side("ZZNOIKHAC", self.top, "Kín Kín", "Trịnh Kín")

    def client(self, role: str | None, tree: str = LINE, *, administering: bool = True) -> Client:
        """Somebody signed in with both factors as a role at the first province; None holds no post at all."""
        person = Person.objects.create(unit=self.own.province, name="Lê Văn Tôi", words="le van toi", sort_key="toi")
        account = Account.objects.create_user(f"toi-{role or 'khong'}-{tree}-{int(administering)}")
        person.account = account
        person.save()
        TOTP.activate(account, generate_totp_secret())
        client = Client(raise_request_exception=False)
        client.force_login(account)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        if role:
            held = Role.objects.get(code=role)
            with acting(SYSTEM):
                post = posts.give_post(person=person, unit=self.own.province, role=held, since=LONG_AGO, tree=tree)
            if held.system and administering:
                opened = AdminSession.objects.create(
                    account=account, post=post, reason="thử", ends_at=timezone.now() + timedelta(hours=1)
                )
                session[ADMIN_KEY] = str(opened.token)
        session.save()
        return client
