"""Prints: what a decision says, which template it takes, who may print what, and how officers change templates."""

import hashlib
import logging
from datetime import date
from io import BytesIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.printing import check, fill, sample, used_fields
from ketdoan.core.scope import Scope
from ketdoan.core.secrets import load_secrets
from ketdoan.units.actions.bodies import appoint, assign_work, end_appointment, open_term
from ketdoan.units.actions.paper import Paper
from ketdoan.units.actions.posts import give_post
from ketdoan.units.actions.reorganisation import absorb, describe, dissolve, merge, move, recognise, rename
from ketdoan.units.actions.templates import add_template, drop_template, use_again
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.models import Area, Change, Person, PrintTemplate, Role, Term
from ketdoan.units.printing import contexts
from ketdoan.units.printing.choose import content, nearest
from ketdoan.units.printing.defaults import default_template
from ketdoan.units.printing.kinds import KINDS
from ketdoan.units.queries.changes import change_seen
from ketdoan.units.queries.timeline import timeline

SIGNED = date(2024, 11, 5)
FROM = date(2024, 11, 15)
TERM = date(2023, 1, 6)


@pytest.fixture(autouse=True)
def data_folder(tmp_path, settings):
    settings.DATA = tmp_path / "data"
    load_secrets(settings.DATA)


class Union:
    """A province with two direct unions above the grassroots, and a grassroots union with a term under each."""

    def __init__(self):
        area = Area.objects.filter(short_name="Tây Ninh").first()
        top = make_unit("confederation", "TLD", name="Tổng Liên đoàn Lao động Việt Nam")
        self.province = make_unit(
            "provincial_federation", "P", top, name="Liên đoàn Lao động tỉnh Tây Ninh", short_name="LĐLĐ", area=area
        )
        self.a = make_unit("grassroots_union", "A", self.province, name="Công đoàn cơ sở Công ty May Một")
        self.b = make_unit("grassroots_union", "B", self.province, name="Công đoàn cơ sở Công ty May Hai")
        self.paper = Paper(self.province, "12/QĐ-LĐLĐ", SIGNED, "V/v Công tác cán bộ", "Phan Thị Ký", "Phó Chủ tịch")
        with acting(SYSTEM):
            self.term = open_term(unit=self.a, kind="executive", since=TERM, seats=3, number="IV")

    def seat(self, name, office, **more):
        person = make_person(self.a, name, birth_date=date(1985, 10, 20), sex=Person.FEMALE)
        return appoint(unit=self.a, kind="executive", person=person, office=office, **({"since": TERM} | more))

    def officer(self, unit, *permissions):
        held = frozenset(permissions or ("units.view", "core.templates"))
        return acting(Actor(None, None, unit.pk, "", Scope(unit.path), held))


@pytest.fixture
def union(db):
    return Union()


@pytest.fixture
def as_system(union):
    with acting(SYSTEM):
        yield


def text_of(document):
    """Every paragraph of a .docx, those of tables too, joined."""
    body = Document(BytesIO(document)).element.body
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    return "\n".join("".join(t.text or "" for t in p.iter(f"{word}t")) for p in body.iter(f"{word}p"))


def printed(made):
    """The text of a print by the shipped template."""
    return text_of(fill(default_template(made.kind.code), made.kind.fields, made.context))


def word(text):
    document = Document()
    document.add_paragraph(text)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize("code", KINDS)
def test_a_shipped_template_fills_with_all_its_fields_and_leaves_no_tag(code):
    fields = KINDS[code].fields
    assert check(default_template(code), fields) == []
    said = text_of(fill(default_template(code), fields, sample(fields)))
    assert "{" not in said
    assert "LIÊN ĐOÀN LAO ĐỘNG TỈNH TÂY NINH" in said


@pytest.mark.parametrize("code", KINDS)
def test_a_shipped_template_has_the_page_of_decree_30(code):
    document = Document(BytesIO(default_template(code)))
    section = document.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.styles["Normal"].font.name == "Times New Roman"


def test_an_appointment_is_printed_from_its_decision(union, as_system):
    made = contexts.of_appointment(union.seat("Lê Thị Ánh", "chair", since=FROM, paper=union.paper))
    said = printed(made)
    for part in (
        "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM",
        "LIÊN ĐOÀN LAO ĐỘNG TỈNH TÂY NINH",
        "Số: 12/QĐ-LĐLĐ",
        "Tây Ninh, ngày 05 tháng 11 năm 2024",
        "Về việc công tác cán bộ",
        "Căn cứ Luật Công đoàn số 12/2012/QH13",
        "Công nhận bà Lê Thị Ánh, sinh ngày 20/10/1985, giữ chức vụ Chủ tịch Công đoàn cơ sở Công ty May Một",
        "nhiệm kỳ 2023 – 2028, kể từ ngày 15/11/2024.",
        "PHÓ CHỦ TỊCH",
        "Phan Thị Ký",
    ):
        assert part in said
    assert made.file_name == "QD-12-LDLD-bo-nhiem.docx"
    assert made.unit == union.province


def test_the_law_named_is_the_one_in_force_on_the_day_of_signature(union, as_system):
    late = Paper(union.province, "13/QĐ-LĐLĐ", date(2025, 7, 1), "x")
    made = contexts.of_appointment(union.seat("Lê Thị Ánh", "chair", since=date(2025, 7, 1), paper=late))
    assert "50/2024/QH15" in printed(made)
    assert "12/2012/QH13" not in printed(made)


def test_an_appointment_keeps_its_first_day_after_work_was_assigned(union, as_system):
    first = union.seat("Lê Thị Ánh", "chair", since=FROM, paper=union.paper)
    later = assign_work(appointment=first, work="Phụ trách chung", since=date(2024, 12, 1))
    assert contexts.of_appointment(later).context["tu_ngay"] == "15/11/2024"


def test_a_draft_leaves_room_for_number_and_day(union, as_system):
    made = contexts.of_appointment(union.seat("Lê Thị Ánh", "chair"))
    assert "Số: ……/QĐ-……" in printed(made)
    assert "ngày …… tháng …… năm ………" in printed(made)
    assert "Về việc công nhận Chủ tịch Công đoàn cơ sở Công ty May Một" in printed(made)
    assert made.file_name == "QD-du-thao-bo-nhiem.docx"


def test_leaving_is_printed_with_its_day(union, as_system):
    held = union.seat("Lê Thị Ánh", "chair")
    left = end_appointment(appointment=held, since=FROM)
    said = printed(contexts.of_leaving(left))
    assert "thôi giữ chức vụ Chủ tịch Công đoàn cơ sở Công ty May Một" in said
    assert "kể từ ngày 15/11/2024" in said


def test_a_body_is_recognised_with_the_table_of_its_members(union, as_system):
    for name, office in (("Lê Thị Yến", "member"), ("Vũ Thị An", "member"), ("Hồ Thị Đạt", "chair")):
        union.seat(name, office)
    said = printed(contexts.of_term(union.term))
    assert "khóa IV, nhiệm kỳ 2023 – 2028, gồm 03 (ba) ủy viên" in said
    lines = said.split("\n")
    chair = lines.index("Hồ Thị Đạt")
    assert lines[chair - 1 : chair + 3] == ["1", "Hồ Thị Đạt", "1985", "Chủ tịch"]
    assert chair < lines.index("Vũ Thị An") < lines.index("Lê Thị Yến")


def test_changes_of_units_are_printed_with_names_of_their_day(union, as_system):
    new_name = "Công đoàn cơ sở Công ty May Mới"
    renamed = rename(unit=union.a, name=new_name, short_name="MM", since=FROM, paper=union.paper)
    rename(unit=union.a, name="Công đoàn cơ sở Tên Sau", short_name="TS", since=date(2025, 1, 1))
    said = printed(contexts.of_change(renamed))
    assert (
        "Đổi tên Công đoàn cơ sở Công ty May Một thành Công đoàn cơ sở Công ty May Mới, kể từ ngày 15/11/2024" in said
    )


def test_founding_and_recognition_say_which_it_is(union, as_system):
    founded = contexts.of_change(Change.objects.get(unit=union.a, kind="found"))
    recognised = contexts.of_change(recognise(unit=union.a, since=FROM))
    assert "Thành lập Công đoàn cơ sở Công ty May Một, trực thuộc Liên đoàn Lao động tỉnh Tây Ninh" in printed(founded)
    assert "Công nhận Công đoàn cơ sở Công ty May Một, trực thuộc" in printed(recognised)


def test_a_move_names_where_from_and_where_to(union, as_system):
    other = make_unit("provincial_federation", "Q", name="Liên đoàn Lao động tỉnh Long An")
    said = printed(contexts.of_change(move(units=[union.a, union.b], parent=other, since=FROM, paper=union.paper)))
    assert (
        "Chuyển giao 2 đơn vị có tên dưới đây từ Liên đoàn Lao động tỉnh Tây Ninh về trực thuộc "
        "Liên đoàn Lao động tỉnh Long An" in said
    )
    assert "Công đoàn cơ sở Công ty May Hai" in said


def test_a_merger_lists_what_ended(union, as_system):
    values = {"kind": "grassroots_union", "name": "Công đoàn cơ sở May Chung", "short_name": "MC"}
    target = merge(units=[union.a, union.b], code="C", parent=union.province, since=FROM, values=values)
    said = printed(contexts.of_change(Change.objects.get(kind="merge", unit=target)))
    assert "Hợp nhất 2 đơn vị có tên dưới đây thành Công đoàn cơ sở May Chung" in said
    assert said.count("Công đoàn cơ sở Công ty May") == 2


def test_an_absorption_and_an_end_name_units_as_they_were(union, as_system):
    absorbed = printed(contexts.of_change(absorb(units=[union.a], into=union.b, since=FROM)))
    assert "Sáp nhập 1 đơn vị có tên dưới đây vào Công đoàn cơ sở Công ty May Hai" in absorbed
    ended = printed(contexts.of_change(dissolve(units=[union.b], since=date(2025, 1, 1))))
    assert "Công đoàn cơ sở Công ty May Hai, trực thuộc Liên đoàn Lao động tỉnh Tây Ninh, kết thúc hoạt động" in ended


def test_a_decision_that_ends_several_units_names_them_all_and_not_what_is_inside_them(union, as_system):
    third = make_unit("grassroots_union", "C", union.province, name="Công đoàn cơ sở Công ty May Ba")
    make_unit("union_group", "C1", third, name="Tổ công đoàn Chuyền 1")
    ends = date(2025, 1, 1)
    dissolve(units=[third], since=ends)
    change = dissolve(units=[union.a, union.b], since=ends, paper=union.paper)
    said = printed(contexts.of_change(change))
    assert "2 đơn vị có tên dưới đây, trực thuộc Liên đoàn Lao động tỉnh Tây Ninh, kết thúc hoạt động" in said
    assert said.count("Công đoàn cơ sở Công ty May Một") == said.count("Công đoàn cơ sở Công ty May Hai") == 1
    assert "May Ba" not in said
    alone = printed(contexts.of_change(Change.objects.get(kind="dissolve", unit=third)))
    assert "Công đoàn cơ sở Công ty May Ba, trực thuộc" in alone
    assert "Tổ công đoàn" not in alone
    assert "có tên dưới đây" not in alone


def test_a_template_of_an_earlier_version_names_all_units_that_end(union, as_system):
    change = dissolve(units=[union.a, union.b], since=date(2025, 1, 1))
    told = contexts.of_change(change).context["ten_don_vi"]
    assert told == "Công đoàn cơ sở Công ty May Một; Công đoàn cơ sở Công ty May Hai"


def test_each_unit_that_one_decision_ended_shows_and_prints_it(union):
    with acting(SYSTEM):
        change = dissolve(units=[union.a, union.b], since=date(2025, 1, 1), paper=union.paper)
    union.b.refresh_from_db()
    with union.officer(union.b):
        assert change_seen(change.pk) == change
        (ended, *_) = timeline(union.b)
    assert (ended.change_id, ended.decision.code, ended.kind) == (change.pk, "12/QĐ-LĐLĐ", "dissolve")
    other = make_unit("grassroots_union", "D", union.province)
    with union.officer(other):
        assert change_seen(change.pk) is None


def test_a_change_without_a_decision_has_no_print(union, as_system):
    assert contexts.of_change(describe(unit=union.a, values={"phone": "0276"}, since=FROM)) is None


def test_lists_show_the_day_asked_for(union, as_system):
    union.seat("Lê Thị Ánh", "chair")
    units = printed(contexts.of_units(union.province, FROM))
    assert "Công đoàn cơ sở Công ty May Một" in units
    assert "Tổng số: 2 đơn vị" in units
    assert "Tổng số: 0 đơn vị" in printed(contexts.of_units(union.province, date(2009, 1, 1)))
    assert "Lê Thị Ánh" in printed(contexts.of_officers(union.a, FROM))


def test_every_context_fits_the_fields_of_its_kind(union, as_system):
    union.seat("Lê Thị Ánh", "chair")
    made = [contexts.of_term(union.term), contexts.of_units(union.province, FROM), contexts.of_officers(union.a, FROM)]
    for one in made:
        assert set(one.context) == {field.name for field in one.kind.fields}


KIND = "decision.appoint"


def test_the_nearest_template_above_wins(union):
    with union.officer(union.province):
        assert nearest(KIND, union.a) is None
        of_province = add_template(unit=union.province, kind=KIND, content=word("Tỉnh"), name="tinh.docx")
    with union.officer(union.a):
        assert nearest(KIND, union.a) == of_province
        own = add_template(unit=union.a, kind=KIND, content=word("Cơ sở"), name="co-so.docx")
        assert nearest(KIND, union.a) == own
        assert text_of(content(KIND, own)) == "Cơ sở"
        drop_template(unit=union.a, kind=KIND)
        assert nearest(KIND, union.a) == of_province
    with union.officer(union.b):
        assert nearest(KIND, union.b) == of_province
        assert set(PrintTemplate.objects.all()) == {of_province}
    with union.officer(union.province):
        drop_template(unit=union.province, kind=KIND)
        assert nearest(KIND, union.province) is None


def test_versions_are_kept_and_an_earlier_one_can_be_used_again(union):
    with union.officer(union.a):
        first = add_template(unit=union.a, kind=KIND, content=word("Một"), name="1.docx")
        add_template(unit=union.a, kind=KIND, content=word("Hai"), name="2.docx")
        third = use_again(template=first)
        assert [(t.version, t.ended_at is None) for t in PrintTemplate.objects.all()] == [
            (3, True),
            (2, False),
            (1, False),
        ]
        assert text_of(content(KIND, third)) == "Một"


def test_a_template_with_an_unknown_field_is_refused_and_nothing_is_kept(union):
    with union.officer(union.a), pytest.raises(ValidationError, match="“ho_va_ten”"):
        add_template(unit=union.a, kind=KIND, content=word("{{ ho_va_ten }}"), name="x.docx")
    with acting(SYSTEM):
        assert not PrintTemplate.objects.exists()


def test_nobody_changes_the_template_of_a_unit_outside_the_scope(union):
    with union.officer(union.province):
        foreign = add_template(unit=union.province, kind=KIND, content=word("x"), name="x.docx")
    with union.officer(union.a):
        for act in (
            lambda: add_template(unit=union.province, kind=KIND, content=word("x"), name="x.docx"),
            lambda: drop_template(unit=union.b, kind=KIND),
            lambda: use_again(template=foreign),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_changing_templates_takes_the_permission(union):
    with union.officer(union.a, "units.view"), pytest.raises(PermissionDenied):
        add_template(unit=union.a, kind=KIND, content=word("x"), name="x.docx")


def sign_in(unit, role="chair", username="can-bo"):
    with acting(SYSTEM):
        person = make_person(unit, "Vũ Thị Giữ")
        person.account = Account.objects.create_user(username)
        person.save()
        give_post(person=person, unit=unit, role=Role.objects.get(code=role), since=date(2024, 1, 1))
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def seated(union):
    with acting(SYSTEM):
        return union.seat("Lê Thị Ánh", "chair", since=FROM, paper=union.paper)


def test_a_decision_is_downloaded_under_its_number(union, seated):
    response = sign_in(union.a).get(reverse("units:print", args=["chuc-vu", seated.pk]))
    assert response.status_code == 200
    assert 'filename="QD-12-LDLD-bo-nhiem.docx"' in response["Content-Disposition"]
    assert "Lê Thị Ánh" in text_of(response.content)


def test_lists_of_persons_are_taken_out_only_by_an_account_with_a_second_factor(union, seated):
    client = sign_in(union.a)
    persons = [reverse("units:people") + "?export=xlsx", reverse("units:print", args=["can-bo", union.a.pk])]
    others = [reverse("units:list") + "?export=xlsx", reverse("units:print", args=["don-vi", union.a.pk])]
    assert [client.get(address).status_code for address in persons + others] == [403, 403, 200, 200]
    assert "Lê Thị Ánh" not in client.get(persons[1]).content.decode()
    TOTP.activate(Account.objects.get(username="can-bo"), "JBSWY3DPEHPK3PXP")
    assert [client.get(address).status_code for address in persons] == [200, 200]


def entry_of(action):
    entry = AuditEntry.objects.get(action=action)
    return entry.about, entry.about_id, entry.unit_id, entry.change


def digest(*people):
    return hashlib.sha256("".join(f"{pk}\n" for pk in sorted(people)).encode()).hexdigest()


def test_a_printed_list_of_officers_is_recorded_with_whom_it_holds(union, seated):
    with acting(SYSTEM):
        second = union.seat("Hồ Thị Đạt", "member")
    client = sign_in(union.a)
    address = reverse("units:print", args=["can-bo", union.a.pk])
    client.get(address)
    assert not AuditEntry.objects.filter(action="units.print").exists()  # refused for want of a second factor
    TOTP.activate(Account.objects.get(username="can-bo"), "JBSWY3DPEHPK3PXP")
    client.get(address)
    told = {"kind": "list.officers", "rows": 2, "digest": digest(seated.person_id, second.person_id)}
    assert entry_of("units.print") == ("units.unit", union.a.pk, union.a.pk, told)
    by = AuditEntry.objects.get(action="units.print")
    assert by.account_id == Account.objects.get(username="can-bo").pk


def test_a_printed_decision_is_recorded_with_whom_it_names(union, seated):
    sign_in(union.a).get(reverse("units:print", args=["chuc-vu", seated.pk]))
    told = {"kind": "decision.appoint", "rows": 1, "digest": digest(seated.person_id)}
    assert entry_of("units.print") == ("units.appointment", seated.pk, union.province.pk, told)


def test_a_printed_recognition_of_a_body_is_recorded_with_its_members(union, seated):
    sign_in(union.a).get(reverse("units:print", args=["nhiem-ky", union.term.pk]))
    about, pk, _, change = entry_of("units.print")
    assert (about, pk, change["rows"]) == ("units.term", union.term.pk, 1)


def test_the_excel_of_officers_is_recorded(union, seated):
    client = sign_in(union.a)
    TOTP.activate(Account.objects.get(username="can-bo"), "JBSWY3DPEHPK3PXP")
    client.get(reverse("units:people") + "?export=xlsx")
    change = entry_of("units.export")[3]
    assert (change["list"], change["rows"]) == ("units:people", 1)


def test_what_another_unit_decided_on_its_own_cannot_be_printed(union, seated):
    client = sign_in(union.b)
    with acting(SYSTEM):
        change = Change.objects.filter(unit=union.a).first()
        term = Term.objects.get(body__unit=union.a)
    for source, pk in (
        ("chuc-vu", seated.pk),
        ("thoi-chuc-vu", seated.pk),
        ("thay-doi", change.pk),
        ("nhiem-ky", term.pk),
        ("don-vi", union.a.pk),
        ("can-bo", union.a.pk),
        ("khong-co", union.b.pk),
    ):
        assert client.get(reverse("units:print", args=[source, pk])).status_code == 404


def test_each_unit_that_one_decision_moved_may_print_it(union):
    with acting(SYSTEM):
        other = make_unit("provincial_federation", "Q")
        stranger = make_unit("grassroots_union", "R", other)
        change = move(units=[union.a, union.b], parent=other, since=FROM)
    assert sign_in(union.b).get(reverse("units:print", args=["thay-doi", change.pk])).status_code == 200
    there = sign_in(stranger, username="hai").get(reverse("units:print", args=["thay-doi", change.pk]))
    assert there.status_code == 404


def test_a_unit_s_page_offers_only_prints_that_exist(union, seated):
    with acting(SYSTEM):
        describe(unit=union.a, values={"phone": "0276"}, since=FROM)
        changes = {change.kind: change.pk for change in Change.objects.filter(unit=union.a)}
    page = sign_in(union.a).get(reverse("units:unit", args=["A"])).content.decode()
    assert reverse("units:print", args=["thay-doi", changes["found"]]) in page
    assert reverse("units:print", args=["thay-doi", changes["describe"]]) not in page
    assert reverse("units:print", args=["chuc-vu", seated.pk]) in page
    assert reverse("units:print", args=["nhiem-ky", union.term.pk]) in page


def test_names_of_people_reach_neither_the_logs_nor_the_audit_trail(union, seated, caplog):
    with caplog.at_level(logging.DEBUG):
        sign_in(union.a).get(reverse("units:print", args=["chuc-vu", seated.pk]))
        sign_in(union.a, username="hai").get(reverse("units:print", args=["can-bo", union.a.pk]))
    said = caplog.text + str(list(AuditEntry.objects.values_list("change", "why")))
    assert "Ánh" not in said
    assert "Phan Thị Ký" not in said


def upload(client, text, **more):
    file = SimpleUploadedFile("mau.docx", word(text))
    return client.post(reverse("units:print_template", args=[KIND]), {"file": file, **more})


def test_a_good_template_is_taken_up_and_used_for_the_next_print(union, seated):
    client = sign_in(union.a)
    assert upload(client, "Mẫu riêng: {{ ho_ten }}").status_code == 302
    with acting(SYSTEM):
        assert PrintTemplate.objects.get().unit == union.a
    own = client.get(reverse("units:print_template_file", args=[KIND]))
    assert text_of(own.content) == "Mẫu riêng: {{ ho_ten }}"
    shipped = client.get(reverse("units:print_template_file", args=[KIND]) + "?ban=kem-theo")
    assert shipped.content == default_template(KIND)


def test_a_bad_template_is_refused_on_the_page_with_a_suggestion(union):
    response = upload(sign_in(union.a), "{{ ho_tn }}")
    assert response.status_code == 422
    assert "Có phải là “ho_ten”?" in response.content.decode()


def test_a_template_is_tried_without_being_kept(union):
    client = sign_in(union.a)
    tried = upload(client, "Thử: {{ ho_ten }}", **{"try": "1"})
    assert text_of(tried.content) == "Thử: Trần Thị Mẫu"
    assert upload(client, "{{ x }}", **{"try": "1"}).status_code == 422
    with acting(SYSTEM):
        assert not PrintTemplate.objects.exists()


def test_the_pages_show_what_is_in_use_and_lead_back(union):
    client = sign_in(union.a)
    assert "Mẫu có sẵn" in client.get(reverse("units:print_templates")).content.decode()
    upload(client, "{{ ho_ten }}")
    upload(client, "{{ ho_ten }}.")
    page = client.get(reverse("units:print_template", args=[KIND])).content.decode()
    assert "phiên bản 2" in page
    with acting(SYSTEM):
        first = PrintTemplate.objects.get(version=1)
    assert client.post(reverse("units:print_template_again", args=[first.pk])).status_code == 302
    assert client.post(reverse("units:print_template_drop", args=[KIND])).status_code == 302
    assert "Mẫu của đơn vị" not in client.get(reverse("units:print_templates")).content.decode()


def test_another_unit_s_version_is_not_handed_out(union):
    upload(sign_in(union.a), "{{ ho_ten }}")
    with acting(SYSTEM):
        theirs = PrintTemplate.objects.get()
    other = sign_in(union.b, username="hai")
    address = reverse("units:print_template_file", args=[KIND])
    assert other.get(f"{address}?ban={theirs.pk}").status_code == 404
    assert other.post(reverse("units:print_template_again", args=[theirs.pk])).status_code == 404


def test_a_post_without_the_permission_sees_no_templates(union):
    client = sign_in(union.a, role="group_leader")
    for name, args in (("print_templates", []), ("print_template", [KIND]), ("print_template_file", [KIND])):
        assert client.get(reverse(f"units:{name}", args=args)).status_code == 403


def test_every_shipped_template_uses_the_fields_that_matter():
    assert {"so_ky_hieu", "trich_yeu", "can_cu", "nguoi_ky", "ho_ten", "chuc_vu"} <= used_fields(
        default_template(KIND), KINDS[KIND].fields
    )
