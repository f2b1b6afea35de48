"""Two officers import the same people at the same moment."""

from datetime import date

import pytest
from django.db import connection

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.secrets import load_secrets
from ketdoan.core.staging.rows import layouts_of
from ketdoan.members.actions.importing import acts
from ketdoan.members.models import ImportDone, Member, MemberEvent, MemberImport
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Identifier
from ketdoan.units.tests.committing import committing
from ketdoan.units.tests.sheets import upload
from ketdoan.units.tests.test_plan_rivals import at_once

WRITTEN = "units_unit, core_auditentry, core_auditseal, core_auditpending, core_done, core_datakey"
PEOPLE, SINCE = 60, date(2024, 3, 1)
HEAD = ["Họ và tên", "Ngày sinh", "Số CCCD"]


@pytest.fixture
def union(django_db_setup, django_db_blocker, monkeypatch, settings, tmp_path):
    """A grassroots union in a database in which threads commit; what they leave is cleared."""
    settings.DATA = tmp_path
    load_secrets(tmp_path)
    with committing(django_db_blocker, monkeypatch, clear), acting(SYSTEM):
        province = make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))
        yield make_unit("grassroots_union", "C1", province)


def clear():
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {WRITTEN} CASCADE")


def checked(unit, first):
    rows = [[f"Nguyễn Văn {chr(65 + n % 26)}", "05/12/1990", f"001090{n:06}"] for n in range(first, first + PEOPLE)]
    held = acts.stage(unit=unit, file=upload({"DS": [HEAD, *rows]}), since=SINCE)
    return acts.choose_columns(upload=held, fields=[x.fields for x in layouts_of(held)], used=[True], since=SINCE)


def test_of_two_imports_of_the_same_people_one_brings_them_in_and_the_other_is_told(union):
    one, other = checked(union, 1), checked(union, 31)
    results = at_once(
        *(lambda held=held: acts.import_members(upload=held, number=0, seen=held.digest) for held in (one, other))
    )
    done = [result for result in results if isinstance(result, MemberImport)]
    (refused,) = (result for result in results if not isinstance(result, MemberImport))
    assert len(done) == 1
    assert "đã có thay đổi nên chưa nhập dòng nào" in refused.messages[0]
    assert Member.objects.count() == MemberEvent.objects.count() == Identifier.objects.count() == PEOPLE
    assert ImportDone.objects.count() == 1

    (left,) = MemberImport.objects.exclude(pk=done[0].pk)
    acts.check_again(upload=left)
    left.refresh_from_db()
    assert left.counts == {"new": 30, "same": 30}
    acts.import_members(upload=left, number=0, seen=left.digest)
    assert Member.objects.count() == Identifier.objects.values("value_index").distinct().count() == 90
