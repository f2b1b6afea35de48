"""Cards: issuing, replacing, ending; the code in the QR; sheets; the public page; the picture."""

import json
import re
from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ketdoan.core.acting import SYSTEM, Actor, acting
from ketdoan.core.models import AuditEntry
from ketdoan.core.scope import Scope
from ketdoan.core.secrets import load_secrets
from ketdoan.core.signing import add_signing_key, public_keys
from ketdoan.core.viet import today
from ketdoan.members.actions.cards import end_cards, issue_cards, replace_card, restore_card
from ketdoan.members.actions.correcting import void
from ketdoan.members.actions.people import leave
from ketdoan.members.actions.photos import set_photo
from ketdoan.members.card_rules import check_digit, new_number
from ketdoan.members.codes import BadCode, CardClaim, encode, verify
from ketdoan.members.ended_list import read_list, signed_list
from ketdoan.members.factories import make_members
from ketdoan.members.models import Card, Member, Photo
from ketdoan.members.printing.sheet import cards_pdf
from ketdoan.members.queries.cards import code_of, collecting, picture_of
from ketdoan.members.queries.find import find_members
from ketdoan.units.actions.persons import erase_person
from ketdoan.units.factories import make_unit

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)


@pytest.fixture
def data_folder(settings, tmp_path):
    """Secrets and files of its own."""
    settings.DATA = tmp_path
    load_secrets(tmp_path)
    return tmp_path


@pytest.fixture
def world(data_folder):
    top = make_unit("confederation", "TLD")
    province = make_unit("provincial_federation", "P", top)
    first = make_unit("grassroots_union", "A", province)
    second = make_unit("grassroots_union", "B", province)
    members = make_members(first, "Trần Thị Ưởng", "Lê Bình", "Võ Chí Đức")
    return SimpleNamespace(top=top, province=province, first=first, second=second, members=members)


@pytest.fixture(autouse=True)
def system():
    with acting(SYSTEM):
        yield


def issued(world, *numbers: str) -> list[Card]:
    batch = issue_cards(members=world.members, on=DAY, numbers=numbers)
    return [batch.cards.get(person=member.pk) for member in world.members]


def page(code: str) -> str:
    return Client().get(f"/the/{code}").content.decode()


# Numbers


def test_a_made_number_has_the_check_digit_of_the_standard():
    assert check_digit("0794") == "5"  # the example of ISO/IEC 7064 for MOD 11,10
    number = new_number()
    assert re.fullmatch(r"[1-9]\d{9}", number)
    assert check_digit(number[:9]) == number[9]


def test_numbers_of_the_union_go_to_the_members_in_their_order(world):
    assert [card.number for card in issued(world, "AB 00-01", "ab0002", "Đ 0003")] == ["AB0001", "AB0002", "D0003"]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (("1001", "1002"), "2 số thẻ cho 3 người"),
        (("1001", "1002", "1001"), "1001 được ghi hai lần"),
        (("1001", "1002", "12"), "“12” không đúng"),
        (("1001", "1002", "abcdef"), "“abcdef” không đúng"),
    ],
)
def test_wrong_numbers_issue_no_card_at_all(world, numbers, told):
    with pytest.raises(ValidationError, match=told):
        issued(world, *numbers)
    assert not Card.objects.exists()


def test_a_number_is_never_given_again_even_of_an_ended_card(world):
    card = issued(world, "1001", "1002", "1003")[0]
    end_cards(cards=[card], on=DAY, reason="lost")
    with pytest.raises(ValidationError, match="1001 đã được cấp"):
        issue_cards(members=world.members[:1], on=DAY, numbers=["1001"])


# Acts


def test_nobody_holds_two_cards(world):
    issued(world)
    with pytest.raises(ValidationError, match="đang có thẻ"):
        issue_cards(members=world.members[1:2], on=DAY)
    with pytest.raises(Exception, match="card_one_open"):
        Card.objects.create(
            person=world.members[0].person, number="9999", issued_on=DAY, batch=Card.objects.first().batch
        )


def test_who_has_left_gets_no_card(world):
    leave(members=world.members[:1], on=DAY, reason="retired")
    with pytest.raises(ValidationError, match="hiện không là đoàn viên"):
        issue_cards(members=world.members, on=DAY)


def test_a_lost_card_is_replaced_and_found_by_either_number(world):
    old = issued(world)[0]
    fresh = replace_card(card=old, on=DAY + timedelta(days=3), reason="lost")
    old.refresh_from_db()
    assert (old.ended_on, old.reason) == (DAY + timedelta(days=3), "lost")
    assert fresh.person_id == old.person_id
    assert fresh.number != old.number
    for number in (old.number, fresh.number):
        assert [hit.title for hit in find_members(number, 5)] == ["Trần Thị Ưởng"]


def test_an_end_by_mistake_is_taken_back_unless_there_is_a_new_card(world):
    first, second, _ = issued(world)
    end_cards(cards=[first, second], on=DAY, reason="returned")
    restore_card(card=first, why="ghi nhầm người")
    first.refresh_from_db()
    assert first.ended_on is None
    issue_cards(members=world.members[1:2], on=DAY)
    with pytest.raises(ValidationError, match="đã có thẻ khác"):
        restore_card(card=second, why="ghi nhầm người")


def test_a_card_of_a_foreign_member_is_out_of_reach(world):
    card = issued(world)[0]
    foreign = Actor(None, None, world.second.pk, "", Scope(world.second.path), frozenset({"members.card"}))
    with acting(foreign):
        assert not Card.objects.exists()
        for act in (
            lambda: issue_cards(members=world.members, on=DAY),
            lambda: replace_card(card=card, on=DAY, reason="lost"),
            lambda: end_cards(cards=[card], on=DAY, reason="lost"),
            lambda: restore_card(card=card, why="x"),
        ):
            with pytest.raises(PermissionDenied):
                act()
    card.refresh_from_db()
    assert card.ended_on is None


def test_the_trail_tells_of_cards_by_ids_alone(world):
    card = issued(world)[0]
    told = json.dumps([entry.change for entry in AuditEntry.objects.filter(action="members.card")])
    assert '"rows": 3' in told
    assert card.number not in told


def test_who_leaves_holds_no_valid_card_and_the_union_is_told_to_take_it_back(world):
    card = issued(world)[0]
    code = code_of(card, world.first)
    (event,) = leave(members=world.members[:1], on=today(), reason="retired")
    assert "Thẻ không còn hiệu lực" in page(code)
    officer = Actor(None, None, world.first.pk, "", Scope(world.first.path), frozenset({"members.card"}))
    with acting(officer):
        assert [item.title for item in collecting(officer)] == ["Thu lại 1 thẻ của người đã thôi"]
    void(event=event, why="ghi nhầm người")
    assert "Thẻ còn hiệu lực" in page(code)
    with acting(officer):
        assert not list(collecting(officer))


# Codes

CLAIM = CardClaim("1234567890", "TN-0001", DAY, date(2030, 12, 31), date(2026, 3, 1))
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {7: SECRET.public_key().public_bytes_raw()}


def test_a_code_says_what_was_signed():
    assert verify(encode(CLAIM, 7, SECRET.sign), KEYS) == CLAIM
    open_ended = CardClaim("AB01", "Đ-1", DAY, None, DAY)
    assert verify(f"HTTPS://VI.DU/THE/{encode(open_ended, 7, SECRET.sign)}", KEYS) == open_ended


def test_no_single_bit_of_a_code_can_be_altered():
    import base64

    code = encode(CLAIM, 7, SECRET.sign)
    data = base64.b32decode(code + "=" * (-len(code) % 8))
    for bit in range(len(data) * 8):
        altered = bytearray(data)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadCode):
            verify(base64.b32encode(bytes(altered)).decode().rstrip("="), KEYS)


def test_no_single_character_of_a_code_can_be_altered_even_in_unused_bits():
    code = encode(CLAIM, 7, SECRET.sign)
    for at in range(len(code)):
        with pytest.raises(BadCode):
            verify(code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :], KEYS)
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    assert sum(_takes(code[:-1] + letter) for letter in last) == 1


def _takes(code: str) -> bool:
    try:
        verify(code, KEYS)
    except BadCode:
        return False
    return True


@pytest.mark.parametrize("text", ["", "abc", "A" * 120, "//", "mã", "A" * 5000, "HTTPS://X/THE/"])
def test_a_text_that_is_no_code_is_refused(text):
    with pytest.raises(BadCode):
        verify(text, KEYS)


def test_a_key_that_is_not_there_verifies_nothing():
    with pytest.raises(BadCode, match="khóa số 7"):
        verify(encode(CLAIM, 7, SECRET.sign), {1: KEYS[7]})
    other = Ed25519PrivateKey.generate()
    with pytest.raises(BadCode, match="Chữ ký không đúng"):
        verify(encode(CLAIM, 7, other.sign), KEYS)


def test_an_old_code_says_how_old_it_is():
    assert CLAIM.age(date(2026, 3, 31)) == 30
    assert CLAIM.fresh(date(2026, 3, 31))
    assert not CLAIM.fresh(date(2027, 3, 1))
    assert not CLAIM.fresh(date(2026, 2, 1))  # signed in the future
    assert CLAIM.holds(date(2030, 12, 31))
    assert not CLAIM.holds(date(2031, 1, 1))
    assert not CLAIM.holds(date(2026, 1, 4))


def test_a_code_tells_nothing_of_the_person(world):
    import base64

    code = code_of(issued(world)[0], world.first)
    data = base64.b32decode(code + "=" * (-len(code) % 8))
    assert "Trần".encode() not in data
    assert len(data) == 9 + 10 + 1 + 64  # head, number, code of the unit "A", signature


def test_codes_signed_before_a_rotation_are_still_taken(world):
    card = issued(world)[0]
    before = code_of(card, world.first)
    assert add_signing_key() == 2
    after = code_of(card, world.first)
    assert {verify(code, public_keys()).number for code in (before, after)} == {card.number}
    with pytest.raises(BadCode, match="khóa số 2"):
        verify(after, {1: public_keys()[1]})


def test_an_installation_made_before_there_were_signing_keys_gets_one_and_keeps_the_rest(data_folder):
    file = data_folder / "secrets.json"
    raw = json.loads(file.read_text())
    del raw["signing"]
    file.write_text(json.dumps(raw))
    first, second = load_secrets(data_folder), load_secrets(data_folder)
    assert first.signing == second.signing
    assert len(first.signing[1]) == 32
    assert {**json.loads(file.read_text()), "signing": None} == {**raw, "signing": None}


# The command


def test_the_command_verifies_without_the_database(world, tmp_path, capsys, django_assert_num_queries):
    code = code_of(issued(world, "1001", "1002", "1003")[0], world.first)
    call_command("cards", "keys")
    file = tmp_path / "khoa.json"
    file.write_text(capsys.readouterr().out)
    with django_assert_num_queries(0):
        call_command("cards", "verify", code, "--keys", str(file), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "number": "1001",
        "unit": "A",
        "issued_on": "2026-01-05",
        "until": None,
        "signed_on": today().isoformat(),
        "age_days": 0,
        "fresh": True,
        "holds": True,
    }


def test_a_list_of_ended_cards_tells_without_network_what_a_code_cannot_know(world, tmp_path, capsys):
    cards = issued(world, "1001", "1002", "1003")
    codes = [code_of(card, world.first) for card in cards]
    end_cards(cards=cards[:1], on=today(), reason="lost")
    leave(members=world.members[1:2], on=today(), reason="retired")
    files = {}
    for name in ("keys", "ended"):
        call_command("cards", name)
        files[name] = tmp_path / f"{name}.json"
        files[name].write_text(capsys.readouterr().out)
    assert "1001" not in files["ended"].read_text()
    told = []
    for code in codes:
        call_command("cards", "verify", code, "--keys", str(files["keys"]), "--ended", str(files["ended"]), "--json")
        told.append(json.loads(capsys.readouterr().out))
    assert [one["ended"] for one in told] == [True, True, False]
    assert {one["ended_as_of"] for one in told} == {today().isoformat()}
    altered = json.loads(files["ended"].read_text())
    for name, value in (("day", "2030-01-01"), ("cards", altered["cards"][:-4]), ("key", 2), ("cards", "")):
        with pytest.raises(BadCode):
            read_list({**altered, name: value}, public_keys())


@given(st.sets(st.from_regex(r"[A-Z0-9]{4,12}", fullmatch=True), max_size=40), st.data())
def test_a_list_of_ended_cards_holds_those_alone(numbers, data):
    ended = read_list(json.loads(json.dumps(signed_list(numbers, DAY, 7, SECRET.sign))), KEYS)
    other = data.draw(st.from_regex(r"[A-Z0-9]{13}", fullmatch=True))
    assert all(ended.holds(number) for number in numbers)
    assert not ended.holds(other)


# The public page


def test_the_public_page_tells_validity_and_nothing_of_the_holder(world):
    card = issued(world)[0]
    text = page(code_of(card, world.first))
    assert "Thẻ còn hiệu lực" in text
    assert card.number in text
    for hidden in ("Ưởng", "Trần", world.first.name, world.first.short_name):
        assert hidden not in text


def test_the_public_page_sees_that_a_card_has_ended(world):
    card = issued(world)[0]
    code = code_of(card, world.first)
    end_cards(cards=[card], on=today(), reason="lost")
    text = page(code)
    assert "Thẻ không còn hiệu lực" in text
    assert "Mất" not in text


def test_the_public_page_sees_that_a_card_has_run_out(world):
    batch = issue_cards(members=world.members, on=DAY, until=today() - timedelta(days=1))
    assert "Thẻ không còn hiệu lực" in page(code_of(batch.cards.first(), world.first))


def test_a_forged_code_is_no_card(world):
    code = encode(CLAIM, 1, Ed25519PrivateKey.generate().sign)
    response = Client().get(f"/the/{code}")
    assert response.status_code == 404
    assert "Không phải thẻ của công đoàn" in response.content.decode()


def test_the_address_in_capitals_is_the_same_page(world):
    assert "Thẻ còn hiệu lực" in Client().get(f"/THE/{code_of(issued(world)[0], world.first)}").content.decode()


def test_the_public_page_answers_an_address_only_so_often(world, time_machine):
    time_machine.move_to("2026-11-26 10:00:01+07:00", tick=False)
    client = Client()
    answers = [client.get("/the/AAAA", REMOTE_ADDR="10.1.2.3").status_code for _ in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[60:] == [429, 429]
    time_machine.shift(60)
    assert client.get("/the/AAAA", REMOTE_ADDR="10.1.2.3").status_code == 404
    assert client.get("/the/AAAA", REMOTE_ADDR="10.1.2.4").status_code == 404


def test_the_published_keys_verify_the_codes(world):
    code = code_of(issued(world)[0], world.first)
    told = Client().get("/the/khoa.json").json()
    from base64 import b64decode

    keys = {int(number): b64decode(key) for number, key in told["keys"].items()}
    assert verify(code, keys).unit == "A"


# Pictures


def photograph() -> SimpleUploadedFile:
    """A picture of 400 × 800 with a place in its EXIF."""
    picture = Image.new("RGB", (400, 800), "white")
    exif = Image.Exif()
    exif[0x010F] = "MAYANHBIMAT"
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    assert b"MAYANHBIMAT" in out.getvalue()
    return SimpleUploadedFile("toi.jpg", out.getvalue(), "image/jpeg")


def test_a_picture_is_cut_and_keeps_nothing_of_the_camera(world):
    made = picture_of(set_photo(member=world.members[0], file=photograph()))
    with Image.open(BytesIO(made)) as picture:
        assert picture.size == (354, 472)
        assert not picture.getexif()
    assert b"MAYANHBIMAT" not in made


def test_a_picture_stands_sealed_and_nowhere_in_the_file_store(world, data_folder):
    set_photo(member=world.members[0], file=photograph())
    with connection.cursor() as cursor:
        cursor.execute("SELECT picture FROM members_photo")
        stored = bytes(cursor.fetchone()[0])
    assert b"JFIF" not in stored
    assert not [path for path in data_folder.rglob("*") if path.is_file() and path.name != "secrets.json"]


def test_erasing_a_person_erases_the_picture(world):
    member = world.members[0]
    set_photo(member=member, file=photograph())
    leave(members=[member], on=today(), reason="request")
    erase_person(person=member.person, ground="request", why="Đơn số 5")
    assert not Photo.objects.filter(pk=member.pk).exists()
    with pytest.raises(ValidationError, match="đã được xóa"):
        set_photo(member=Member.objects.get(pk=member.pk), file=photograph())


def test_a_file_that_is_no_picture_is_refused_at_its_field(world):
    with pytest.raises(ValidationError) as refused:
        set_photo(member=world.members[0], file=SimpleUploadedFile("a.jpg", b"khong phai anh"))
    assert "file" in refused.value.error_dict


# Sheets


def test_a_sheet_holds_ten_cards_a_page(world):
    more = make_members(world.first, *(f"Nguyễn Văn {name}" for name in "ABCDEFGH"))
    batch = issue_cards(members=[*world.members, *more], on=DAY)
    set_photo(member=world.members[0], file=photograph())
    made = cards_pdf(list(batch.cards.order_by("pk")))
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page[^s]", made)) == 2
