"""Who sees whose data is logged for them; sensitive facts wait for consent and purpose; what is old goes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry
from ketdoan.core.viet import today
from ketdoan.members.actions.erasing import apply_retention
from ketdoan.members.actions.people import leave
from ketdoan.members.actions.sensitive import give_consent, open_fact, record_fact, withdraw_consent
from ketdoan.members.models import Consent, SensitiveFact
from ketdoan.members.tests.union import CITIZEN, PHONE, Union, actor_of, browser
from ketdoan.units.actions.people import NewPerson
from ketdoan.units.actions.persons import reveal
from ketdoan.units.actions.posts import give_post
from ketdoan.units.actions.seen import forget_views, page_seen
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Contact, Identifier, PersonalDataView, Role
from ketdoan.units.queries.own import views_of

pytestmark = pytest.mark.django_db
SECRET = "người Tày"


@pytest.fixture
def union(db):
    return Union()


def kinds_of(person):
    return [view.field for view in views_of(person).order_by("pk")]


def test_the_page_of_a_member_is_logged_once_for_each_post_that_opens_it(union):
    for post in (union.officer, union.chair):
        client = browser(post)
        for _ in range(3):
            assert client.get(reverse("members:member", args=[union.huyen.pk])).status_code == 200
    client.get(reverse("units:person", args=[union.huyen.pk]))
    seen = [(view.field, view.post_id) for view in views_of(union.huyen.person).order_by("pk")]
    assert seen == [("page", union.officer.pk), ("page", union.chair.pk)]
    assert kinds_of(union.duc.person) == []


def test_a_page_opened_again_later_is_a_view_of_its_own(union):
    with acting(actor_of(union.chair)):
        page_seen(union.huyen.pk)
        with time_machine.travel(timezone.now() + timedelta(minutes=31)):
            page_seen(union.huyen.pk)
    assert kinds_of(union.huyen.person) == ["page", "page"]


def test_a_list_writes_nothing_and_its_file_one_row_that_everybody_in_it_finds(union, django_assert_num_queries):
    client = browser(union.officer)
    assert client.get(reverse("members:list")).status_code == 200
    assert not PersonalDataView._base_manager.exists()
    answer = client.get(reverse("members:list"), {"export": "1", "q": "dieu huyen"})
    assert b"".join(answer.streaming_content)
    row = PersonalDataView._base_manager.get()
    assert (row.field, row.detail, row.people) == ("list", "Đoàn viên", [union.huyen.pk])
    assert (kinds_of(union.huyen.person), kinds_of(union.duc.person)) == (["list"], [])
    client.get(reverse("members:list"), {"export": "1"})
    assert (kinds_of(union.huyen.person), kinds_of(union.duc.person)) == (["list", "list"], ["list"])
    assert PersonalDataView._base_manager.count() == 2


def test_people_find_the_files_they_stood_in_by_an_index(union):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM units_personaldataview WHERE people @> ARRAY[5]::bigint[]")
        assert "personal_view_people" in str(cursor.fetchall())


def test_one_sees_pages_files_and_openings_among_ones_own_views(client, union):
    person = union.huyen.person
    person.account = Account.objects.create_user("huyen")
    person.save()
    officer = browser(union.officer)
    officer.get(reverse("members:member", args=[person.pk]))
    officer.get(reverse("members:list"), {"export": "1"})
    with acting(actor_of(union.officer)):
        reveal(person=person, field="phone", purpose="Mời dự đại hội")
    client.force_login(person.account)
    page = client.get(reverse("units:own_views")).content.decode()
    for part in ("Trang hồ sơ", "Danh sách tải về: Đoàn viên", "Mời dự đại hội", "Lê Thị Cán Bộ"):
        assert part in page
    assert PHONE not in page


@pytest.mark.parametrize("purpose", ["gọi chị Phạm Thị Diệu Huyền", "gọi số 0912 345 678", "gửi huyen@donvi.vn"])
def test_a_purpose_says_again_nothing_of_the_person(union, purpose):
    with acting(actor_of(union.officer)), pytest.raises(ValidationError) as refused:
        reveal(person=union.huyen.person, field="phone", purpose=purpose)
    assert list(refused.value.message_dict) == ["purpose"]
    assert not PersonalDataView._base_manager.exists()


def test_the_log_of_views_lasts_a_year_whatever_the_rule_says_and_then_goes(union):
    with acting(actor_of(union.chair)):
        page_seen(union.huyen.pk)
    assert forget_views() == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        PersonalDataView._base_manager.all().delete()
    with acting(actor_of(union.chair)), time_machine.travel(timezone.now() - timedelta(days=900)):
        page_seen(union.duc.pk)
    assert forget_views() == 1
    assert kinds_of(union.huyen.person) == ["page"]


# --- consents and sensitive facts


def agreed(union, kind="ethnicity", on=None):
    return give_consent(member=union.huyen, kind=kind, on=on or today(), how="paper")


def test_silence_is_no_consent(union):
    with acting(actor_of(union.chair)):
        with pytest.raises(ValidationError, match="đồng ý"):
            record_fact(member=union.huyen, kind="ethnicity", value=SECRET)
        with pytest.raises(ValidationError, match="không đồng ý"):
            open_fact(member=union.huyen, kind="ethnicity", purpose="Tổng hợp số liệu")
    assert not SensitiveFact._base_manager.exists()


def test_a_consent_keeps_the_text_the_purpose_the_controller_and_how(union):
    with acting(actor_of(union.chair)):
        given = agreed(union)
    assert (given.controller_id, given.given, given.how) == (union.a.pk, True, "paper")
    assert "dân tộc" in given.text.value["wording"]
    assert given.purpose == given.text.value["purpose"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent._base_manager.update(given=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent._base_manager.all().delete()


def test_a_consent_given_in_a_group_is_given_to_its_grassroots_union(union):
    group = make_unit("union_group", "A-T1", make_unit("section_union", "A-B1", union.a))
    mai = union.member(NewPerson(group, "Trần Thị Mai", birth_year=1992, sex="f"))
    with acting(actor_of(union.chair)):
        given = give_consent(member=mai, kind="health", on=today(), how="paper")
    assert given.controller == union.a
    page = browser(union.officer).get(reverse("members:member", args=[mai.pk])).content.decode()
    assert f"{group.short_name}, {union.a.short_name}" in page


def test_with_consent_a_fact_is_recorded_and_opened_for_a_purpose_and_logged(union):
    with acting(actor_of(union.chair)):
        agreed(union)
        record_fact(member=union.huyen, kind="ethnicity", value=SECRET)
        with pytest.raises(ValidationError):
            open_fact(member=union.huyen, kind="ethnicity", purpose=" ")
        assert open_fact(member=union.huyen, kind="ethnicity", purpose="Tổng hợp số liệu") == SECRET
    (view,) = views_of(union.huyen.person)
    assert (view.field, view.detail, view.purpose) == ("sensitive", "Dân tộc", "Tổng hợp số liệu")
    assert SECRET not in str(list(AuditEntry.objects.values()))


def test_withdrawing_closes_what_rests_on_the_consent_and_giving_it_again_opens_it(union):
    with acting(actor_of(union.chair)):
        agreed(union)
        record_fact(member=union.huyen, kind="ethnicity", value=SECRET)
        withdraw_consent(member=union.huyen, kind="ethnicity", on=today(), how="paper")
        with pytest.raises(ValidationError, match="rút đồng ý"):
            open_fact(member=union.huyen, kind="ethnicity", purpose="Tổng hợp số liệu")
        page = browser(union.chair).get(reverse("members:sensitive", args=[union.huyen.pk])).content.decode()
        assert "đã rút đồng ý" in page
        assert reverse("members:open_fact", args=[union.huyen.pk, "ethnicity"]) + '"' not in page
        agreed(union)
        assert open_fact(member=union.huyen, kind="ethnicity", purpose="Tổng hợp số liệu") == SECRET


def test_one_consent_is_none_for_another_kind_nor_for_another_person(union):
    with acting(actor_of(union.chair)):
        agreed(union)
        for member, kind in ((union.huyen, "religion"), (union.duc, "ethnicity")):
            with pytest.raises(ValidationError):
                record_fact(member=member, kind=kind, value="x")


def test_what_rests_on_the_charter_asks_for_no_consent(union):
    with acting(actor_of(union.chair)):
        record_fact(member=union.huyen, kind="wage", value="8.500.000 đồng")
        assert open_fact(member=union.huyen, kind="wage", purpose="Thu đoàn phí") == "8.500.000 đồng"
        with pytest.raises(ValidationError, match="không dựa trên sự đồng ý"):
            agreed(union, "wage")


def test_sensitive_facts_are_part_of_no_other_page_nor_of_the_list(union):
    with acting(actor_of(union.chair)):
        agreed(union)
        record_fact(member=union.huyen, kind="ethnicity", value=SECRET)
    client = browser(union.chair)
    for name in ("members:member", "units:person", "members:sensitive"):
        assert SECRET not in client.get(reverse(name, args=[union.huyen.pk])).content.decode()
    opened = client.post(
        reverse("members:open_fact", args=[union.huyen.pk, "ethnicity"]), {"purpose": "Tổng hợp số liệu"}
    )
    assert SECRET in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]


def test_nobody_records_or_opens_facts_outside_the_scope(union):
    with acting(actor_of(union.stranger)):
        for act in (
            lambda: agreed(union),
            lambda: record_fact(member=union.huyen, kind="wage", value="1"),
            lambda: open_fact(member=union.huyen, kind="wage", purpose="thử"),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert browser(union.stranger).get(reverse("members:sensitive", args=[union.huyen.pk])).status_code == 404


# --- what is kept no longer


def retain():
    with acting(SYSTEM):
        apply_retention()


def test_contacts_and_facts_of_those_who_left_go_after_their_time_and_no_sooner(union):
    with acting(SYSTEM):
        record_fact(member=union.huyen, kind="wage", value="1")
        leave(members=[union.huyen], on=today(), reason="retired")
    retain()
    assert Contact._base_manager.filter(person=union.huyen.pk).count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        retain()
        assert not SensitiveFact._base_manager.exists()
        assert Contact._base_manager.filter(person=union.huyen.pk).count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=365 * 5 + 40)):
        retain()
    assert not Contact._base_manager.filter(person=union.huyen.pk).exists()
    assert Identifier._base_manager.filter(person=union.huyen.pk, value_index=CITIZEN).exists(), "to know them again"


def test_those_who_are_members_or_in_office_keep_theirs(union):
    with acting(SYSTEM):
        leave(members=[union.huyen], on=today(), reason="retired")
        person = union.huyen.person
        person.account = Account.objects.create_user("huyen")
        person.save()
        give_post(person=person, unit=union.a, role=Role.objects.get(code="clerk"), since=today())
    with time_machine.travel(timezone.now() + timedelta(days=365 * 6)):
        retain()
    assert Contact._base_manager.filter(person=union.huyen.pk).count() == 2


def test_facts_whose_consent_was_withdrawn_are_destroyed_after_some_days(union):
    with acting(actor_of(union.chair)):
        agreed(union)
        record_fact(member=union.huyen, kind="ethnicity", value=SECRET)
        record_fact(member=union.huyen, kind="wage", value="1")
        withdraw_consent(member=union.huyen, kind="ethnicity", on=today(), how="app")
    retain()
    assert SensitiveFact._base_manager.count() == 2
    with time_machine.travel(timezone.now() + timedelta(days=16)):
        retain()
    assert [fact.kind for fact in SensitiveFact._base_manager.all()] == ["wage"]
