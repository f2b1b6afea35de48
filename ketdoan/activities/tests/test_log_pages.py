"""Pages of the log: entered on a phone, found again, filtered, on paper and in Excel."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from python_calamine import CalamineWorkbook

from ketdoan.activities.actions.log import Line, log_activity
from ketdoan.activities.models import Activity
from ketdoan.activities.tables.log import period
from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.kept_files import KEPT, forget_kept_files
from ketdoan.core.models import KeptFile
from ketdoan.core.viet import format_date, today

from .union import account_at, hand_over, make_union, own_folder

pytestmark = pytest.mark.django_db
NEW, LIST = "/cong-viec/so/ghi/", "/cong-viec/so/"


@pytest.fixture
def union(tmp_path, settings):
    own_folder(tmp_path, settings)
    return make_union()


def signed_in(unit, role="chair", name="Nguyễn Thị Ghi"):
    account = account_at(unit, role, f"{role}-{unit.code}".lower(), name)
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(account)
    return client


def photo():
    out = BytesIO()
    Image.new("RGB", (20, 10), "blue").save(out, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", out.getvalue(), "image/jpeg")


def text(response):
    return response.content.decode()


def enter(unit, on=None, kind="visit", **values):
    with acting(SYSTEM):
        return log_activity(unit=unit, line=Line(kind, on or today(), **values))


def test_a_visit_is_entered_with_the_kind_and_the_day_alone(union):
    client = signed_in(union["A"], "group_leader")
    page = text(client.get(NEW))
    assert f'value="{format_date(today())}"' in page
    answer = client.post(NEW, {"kind": "visit", "on": format_date(today()), "times": "1"}, follow=True)
    assert "Đã ghi vào sổ công tác." in text(answer)
    line = Activity._base_manager.get()
    assert (line.kind, line.on, line.times, line.unit_id) == ("visit", today(), 1, union["A"].pk)


def test_photos_are_shown_on_the_page_of_the_line(union):
    client = signed_in(union["A"])
    sent = {"kind": "visit", "on": format_date(today()), "photos": [photo(), photo()]}
    page = text(client.post(NEW, sent, follow=True))
    line = Activity._base_manager.get()
    with acting(SYSTEM):
        addresses = [f"{LIST}{line.fact}/anh/{one.pk}/" for one in line.photos.all()]
    assert len(addresses) == 2
    for address in addresses:
        assert address in page
        shown = client.get(address)
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")


def kept(page):
    """The tokens of files that a page says it has, with their names."""
    found = re.findall(r'name="photos_kept" value="([0-9a-f-]{36})" checked.*?Đã nhận: ([^<]+)<', page)
    return {name: token for token, name in found}


def test_a_photo_is_not_taken_again_when_another_field_is_wrong(union):
    client = signed_in(union["A"])
    wrong = {"kind": "visit", "on": format_date(today()), "times": "không"}
    page = text(client.post(NEW, {**wrong, "photos": [photo(), photo()]}))
    assert "Tệp đã chọn chưa được lưu" not in page
    (token,) = kept(page).values()  # two of one name
    tokens = re.findall(r'name="photos_kept" value="([0-9a-f-]{36})"', page)
    assert token in tokens
    assert len(set(tokens)) == 2
    client.post(reverse("core:draft"), {**wrong, "photos_kept": tokens, "_form": NEW, "_key": "a" * 32})
    assert set(re.findall(r'name="photos_kept" value="([0-9a-f-]{36})" checked', text(client.get(NEW)))) == set(tokens)
    page = text(client.post(NEW, {**wrong, "photos_kept": tokens[:1]}))  # wrong again, and one box was cleared
    assert list(kept(page).values()) == tokens[:1]
    client.post(NEW, {**wrong, "times": "1", "photos_kept": tokens[:1], "photos": [photo()]})
    with acting(SYSTEM):
        assert [one.name for one in Activity.objects.get().photos.order_by("pk")] == [
            f"anh-{today():%Y%m%d}-{n}.webp" for n in (1, 2)
        ]


def test_a_kept_photo_is_sealed_belongs_to_its_account_and_goes_after_a_day(union):
    client, other = signed_in(union["A"]), signed_in(union["B"], name="Trần Văn Khác")
    wrong = {"kind": "visit", "on": format_date(today()), "times": "không"}
    (token,) = kept(text(client.post(NEW, {**wrong, "photos": [photo()]}))).values()
    held = KeptFile.objects.get(pk=token)
    assert "IMG_0001" not in held.sealed
    assert kept(text(other.post(NEW, {**wrong, "photos_kept": [token, "../x"]}))) == {}
    assert forget_kept_files() == 0
    KeptFile.objects.update(at=timezone.now() - KEPT)
    assert forget_kept_files() == 1
    page = client.post(NEW, {**wrong, "times": "1", "photos_kept": [token]}, follow=True)
    assert "Đã ghi vào sổ công tác." in text(page)


def test_a_photo_that_is_itself_wrong_is_not_kept(union):
    client = signed_in(union["A"])
    broken = SimpleUploadedFile("IMG_2.jpg", b"\xff\xd8\xff broken", "image/jpeg")
    page = text(client.post(NEW, {"kind": "visit", "on": format_date(today()), "photos": [broken]}))
    assert "Chỉ nhận ảnh JPEG, PNG, WebP" in page
    assert "Tệp đã chọn chưa được lưu: IMG_2.jpg" in page
    assert not KeptFile.objects.exists()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(union):
    client = signed_in(union["A"])
    tomorrow = format_date(today() + timedelta(days=1))
    page = client.post(NEW, {"kind": "meeting", "on": tomorrow, "text": "Họp giao ban", "people": "5"})
    assert page.status_code == 422
    assert "Ngày này chưa tới" in text(page)
    assert "Họp giao ban" in text(page)
    page = client.post(NEW, {"kind": "meeting", "on": format_date(today()), "people": "5"})
    assert 'id="id_text_error"' in text(page)


def test_the_money_source_is_left_out_where_no_money_was_given(union):
    client = signed_in(union["A"])
    client.post(NEW, {"kind": "visit", "on": format_date(today()), "money": "", "money_from": "union"})
    assert Activity._base_manager.get().money_from == ""


def test_the_next_line_is_offered_like_the_last_one_with_the_day_of_today(union):
    client = signed_in(union["A"])
    long_ago = format_date(today() - timedelta(days=20))
    client.post(NEW, {"kind": "care", "on": long_ago, "text": "Tặng quà tổ may", "people": "37"})
    fact = Activity._base_manager.get().fact
    assert f"?giong={fact}" in text(client.get(NEW))
    page = text(client.get(f"{NEW}?giong={fact}"))
    for kept in ("Tặng quà tổ may", 'value="37"', f'value="{format_date(today())}"'):
        assert kept in page
    assert long_ago not in page


def test_a_kind_that_a_module_keeps_is_not_offered_and_the_page_says_where_to_go(union):
    hand_over("dialogue", "units", today())
    page = text(signed_in(union["A"]).get(NEW))
    assert 'value="dialogue"' not in page
    assert "Đối thoại nay theo dõi ở mục" in page
    assert 'href="/to-chuc/"' in page.split("Đối thoại nay theo dõi ở mục")[1][:60]


def test_an_upper_union_sees_the_lines_below_it_and_cannot_change_them(union):
    one, other = enter(union["A"], text="Thăm tổ may"), enter(union["B"], text="Thăm kho")
    page = text(signed_in(union["P"], name="Lê Văn Trên").get(LIST))
    assert "Thăm tổ may" in page
    assert "Thăm kho" in page
    below = signed_in(union["A"])
    assert "Thăm kho" not in text(below.get(LIST))
    assert below.get(f"{LIST}{other.fact}/").status_code == 404
    above = Client()
    above.force_login(account_at(union["P"], "organisation_officer", "trentren", "Lê Thị Trên"))
    for page in ("sua", "huy"):
        answer = below.post(f"{LIST}{one.fact}/{page}/", {"why": "thử", "kind": "visit", "on": format_date(today())})
        assert answer.status_code in (302, 200)


def test_a_reader_without_the_right_to_log_sees_no_way_to_it(union):
    line = enter(union["A"])
    client = signed_in(union["A"], "accountant")
    assert NEW not in text(client.get(LIST))
    assert "/sua/" not in text(client.get(f"{LIST}{line.fact}/"))
    assert client.get(NEW).status_code == 403


def test_a_line_is_corrected_and_voided_with_a_reason_and_tells_its_past(union):
    line = enter(union["A"], times=1)
    client = signed_in(union["A"])
    address = f"{LIST}{line.fact}/"
    sent = {"kind": "visit", "on": format_date(today()), "times": "4", "why": "ghi thiếu ba người"}
    page = text(client.post(f"{address}sua/", sent, follow=True))
    assert "ghi thiếu ba người" in page
    assert "1 lượt" in page
    page = text(client.post(f"{address}huy/", {"why": "ghi trùng với phòng"}, follow=True))
    assert "không tính vào số liệu. Lý do: ghi trùng với phòng" in page
    assert address not in text(client.get(LIST))
    assert address in text(client.get(f"{LIST}?da_huy=on"))


def test_the_list_is_narrowed_by_kind_days_unit_and_recorder_and_sums_what_it_shows(union):
    last_year = date(today().year - 1, 5, 5)
    enter(union["A"], kind="care", people=10)
    enter(union["A"], last_year, kind="care", people=200)
    enter(union["A-T1"], kind="culture_sport", text="Cờ tướng", people=4)
    enter(union["B"], times=7)
    client = signed_in(union["P"])

    def people_and_times(query):
        found = text(client.get(f"{LIST}?{query}")).split('class="totals"')
        return found[1].split("</dl>")[0] if len(found) > 1 else ""

    assert "<dd>214</dd>" in people_and_times("")
    assert "<dd>210</dd>" in people_and_times("viec=care")
    assert "<dd>200</dd>" in people_and_times("ky=nam-truoc")
    assert "<dd>200</dd>" in people_and_times(f"den={format_date(last_year)}")
    own = people_and_times(f"don_vi=x+%23{union['B'].pk}")
    assert "<dd>7</dd>" in own
    assert "Người</dt>" not in own
    assert "<dd>4</dd>" in people_and_times("q=co+tuong")
    below = people_and_times(f"don_vi=x+%23{union['A'].pk}&ky=nam-nay")
    assert "<dd>14</dd>" in below


def test_excel_and_paper_hold_what_the_list_shows(union):
    enter(union["A"], kind="care", text="Tặng quà", people=10, women=6, money=2_000_000, money_from="union")
    enter(union["B"], times=7)
    client = signed_in(union["P"])
    file = client.get(f"{LIST}?viec=care&export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Ngày", "Việc", "Đơn vị", "Người", "Nữ", "Lượt", "Tiền", "Nguồn", "Người ghi"]
    assert rows[1][1:8] == ["Chăm lo, trao quà: Tặng quà", "Đơn vị A", 10, 6, "", 2_000_000, "Tài chính công đoàn"]
    assert len(rows) == 2
    paper = text(client.get(f"{LIST}in/?viec=care"))
    assert "Tặng quà" in paper
    assert "ĐV B" not in paper
    assert "việc Chăm lo, trao quà" in paper


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("thang-nay", date(2026, 1, 1), date(2026, 2, 1)),
        ("thang-truoc", date(2025, 12, 1), date(2026, 1, 1)),
        ("quy-nay", date(2026, 1, 1), date(2026, 4, 1)),
        ("nam-nay", date(2026, 1, 1), date(2027, 1, 1)),
        ("nam-truoc", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_periods_seen_from_the_middle_of_january(name, since, until):
    assert period(name, date(2026, 1, 15)) == (since, until)
