"""The way back for an administrator whom nobody on the platform can help: a link from the machine."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client

from ketdoan.core import audit
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Account, AuditEntry, Notification
from ketdoan.core.secrets import load_secrets
from ketdoan.units.actions.persons import add_person
from ketdoan.units.actions.posts import give_post
from ketdoan.units.factories import make_unit
from ketdoan.units.models import Invitation, Role
from ketdoan.units.tests.test_access import LONG_AGO, NEW, OLD

pytestmark = pytest.mark.django_db
WHY = "Người quản trị duy nhất mất điện thoại"


@pytest.fixture(autouse=True)
def data_folder(tmp_path, settings):
    settings.DATA = tmp_path / "data"
    load_secrets(settings.DATA)


@pytest.fixture
def admin():
    """The one account of an installation."""
    top = make_unit("confederation", "TLD")
    with acting(SYSTEM):
        person = add_person(unit=top, name="Nguyễn Văn An")
        person.account = Account.objects.create_user("quantri", password=OLD)
        person.save()
        give_post(person=person, unit=top, role=Role.objects.get(code="system_administrator"), since=LONG_AGO)
    TOTP.activate(person.account, "JBSWY3DPEHPK3PXP")
    return person.account


def link_of(capsys):
    return capsys.readouterr().out.strip().splitlines()[-1]


def test_the_link_gives_a_lone_administrator_the_account_back(admin, capsys):
    call_command("accesslink", "QuanTri", why=WHY, address="https://congdoan.example.vn/")
    link = link_of(capsys)
    assert link.startswith("https://congdoan.example.vn/to-chuc/loi-moi/")
    visitor = Client()
    visitor.get(link.removeprefix("https://congdoan.example.vn"))
    done = visitor.post("/to-chuc/loi-moi/", {"password": NEW, "again": NEW})
    assert done.headers["Location"] == "/tai-khoan/login/"
    assert Account.objects.get(pk=admin.pk).check_password(NEW)
    assert not Authenticator.objects.filter(user=admin).exists()
    assert Client().get(link.removeprefix("https://congdoan.example.vn"), follow=True).status_code == 410


def test_the_trail_keeps_the_reason_and_its_seals_hold(admin, capsys):
    call_command("accesslink", "quantri", why=WHY)
    secret = link_of(capsys).rstrip("/").rsplit("/", 1)[-1]
    entry = AuditEntry.objects.get(action="units.access")
    assert (entry.account_id, entry.why, entry.about_id) == (None, WHY, Invitation._base_manager.get().pk)
    assert secret not in str(list(AuditEntry.objects.values()))
    audit.seal()
    assert audit.head()[0] == AuditEntry.objects.count()
    assert list(audit.faults()) == []


def test_the_holder_is_told_that_the_machine_s_operator_did_it(admin):
    call_command("accesslink", "quantri", why=WHY)
    assert "Người vận hành máy chủ" in Notification.objects.get(account=admin).text


def refused(*arguments, **options):
    with pytest.raises(CommandError) as caught:
        call_command("accesslink", *arguments, **options)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_no_link_without_a_reason(admin):
    for why in ("", "   "):
        assert "Hãy ghi lý do" in refused("quantri", why=why)
    assert "250 ký tự" in refused("quantri", why="a" * 251)
    assert not Invitation._base_manager.exists()


def test_what_cannot_be_given_back_is_said_in_one_line(admin):
    assert "Hãy ghi tên đăng nhập" in refused(why=WHY)
    assert "Không có tài khoản “ai-do”" in refused("ai-do", why=WHY)
    Account.objects.create_user("mo-coi")
    assert "không gắn với hồ sơ" in refused("mo-coi", why=WHY)
    Account.objects.filter(pk=admin.pk).update(is_active=False)
    assert "đã bị khóa" in refused("quantri", why=WHY)
    assert not Invitation._base_manager.exists()
