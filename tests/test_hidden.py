"""Who sent a hidden petition is known to those who handle it and to nobody else, whatever they look at.

The same is done twice, once with one member as the hidden sender and once with another: whatever a post that does not
handle the petition gets to see, in pages, lists, files, the trail, searches and copies, must be the same both times,
word for word. What differs would tell them apart.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse

from ketdoan.core.models import AuditEntry, Done
from ketdoan.core.screens import PUBLIC, SIGNED_IN, declared
from ketdoan.members.tests.union import browser
from ketdoan.petitions.actions import clock, filing, handling
from ketdoan.petitions.models import Petition, Picture
from ketdoan.petitions.tests.union import Petitions, as_member, as_post, photo
from ketdoan.units.models import Person, Post

from .reading import text_of
from .routes import routes

pytestmark = pytest.mark.django_db
DAY = "2026-11-27 09:12:34+07:00"
LINE = "Lương tháng 10 chậm hai tuần"
WORDS = "Công ty báo nợ lương tháng 10 của cả chuyền, đến nay đã chậm hai tuần."
#: What differs from one answer to the next whoever asks.
CHANCE = re.compile(r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"|[0-9a-f]{32}|csrftoken["\w:\s]+|\w{64}')
ROLES = ("clerk", "accountant", "inspection_head", "legal_officer")


class Watched:
    """The union of the petitions with officials of every role at the province and at the sender's union."""

    def __init__(self) -> None:
        self.union = Petitions()
        self.posts = [self.union.post(unit, role) for unit in (self.union.province, self.union.a) for role in ROLES]
        self.posts += [self.union.post(self.union.group, "group_leader"), self.union.post(self.union.upper, "clerk")]
        self.posts += [self.union.post(self.union.top, role) for role in ("chair", "system_administrator")]
        self.posts += [self.union.few_chair, self.union.province_chair, self.union.chair]
        self.officer = self.union.post(self.union.province, "organisation_officer")
        self.posts.append(self.officer)
        self.clients = {post.pk: browser(post) for post in self.posts}
        self.one, self.other = self.union.members[0], self.union.members[1]

    def not_handling(self, held: Petition) -> list[Post]:
        return [
            post
            for post in self.posts
            if not (post.unit_id == held.desk_id and "petitions.handle" in post.role.permissions)
        ]


@pytest.fixture
def watched() -> Watched:
    with time_machine.travel(DAY, tick=False):
        return Watched()


NUMBERED = "SELECT schemaname || '.' || sequencename, coalesce(last_value, 1), last_value IS NOT NULL FROM pg_sequences"


def counters() -> list[tuple[str, int, bool]]:
    """How far each sequence has come: an undone transaction does not take its numbers back."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBERED)
        return list(cursor.fetchall())


@pytest.fixture
def same_numbers() -> Iterator[Any]:
    """Runs something and undoes it, so that the next run is given the same numbers."""

    def run(doing: Any) -> Any:
        before = counters()
        try:
            with transaction.atomic(), time_machine.travel(DAY, tick=False):
                found = doing()
                transaction.set_rollback(True)
            return found
        finally:
            with connection.cursor() as cursor:
                for one in before:
                    cursor.execute("SELECT setval(%s::regclass, %s, %s)", one)

    return run


def course(union: Petitions, sender: Person, *, up: bool) -> Petition:
    """What happens to a hidden petition from its sending to the sender's word on the answer."""
    with as_member(sender):
        held: Petition = filing.file_petition(
            topic="wage", title=LINE, text=WORDS, hidden=True, photos=[photo(sender.name)], key=f"may-{sender.pk}"
        )
    with as_member(union.members[7]):
        filing.join(petition=held, hidden=True)
    with as_post(union.chair):
        handling.accept(petition=held)
        handling.ask_back(petition=held, text="Cả chuyền là bao nhiêu người?")
    with as_member(sender):
        filing.add(petition=held, text="Khoảng ba mươi người.", key=f"may-{sender.pk}-2")
    if up:
        with as_post(union.chair):
            handling.forward(petition=held, text="Công ty không chịu họp.")
    with as_post(union.province_chair if up else union.chair):
        handling.answer(petition=held, text="Công ty trả lương vào ngày 30, kèm tiền lãi.", publish=True)
    with as_member(sender):
        filing.rate(petition=held, satisfied=False, text="Đến nay vẫn chưa có lương.", key=f"may-{sender.pk}-3")
    clock.remind()
    return Petition._base_manager.get(pk=held.pk)


def addresses(watched: Watched, held: Petition) -> list[str]:
    """What every post asks for: all about petitions, the trails, and everything that is told of either member."""
    units = (watched.union.province, watched.union.upper, watched.union.a, watched.union.group)
    found = [reverse(f"petitions:{name}") for name in ("desk", "board", "list", "promises")]
    found += [f"{reverse('petitions:list')}?export=1", f"{reverse('petitions:board')}?ngay=365"]
    found += [reverse("petitions:petition", args=[held.pk]), reverse("petitions:answer", args=[held.pk])]
    found += [reverse("petitions:picture", args=[pk]) for pk in Picture._base_manager.values_list("pk", flat=True)]
    found += [reverse(f"units:{page}", args=[unit.code]) for unit in units for page in ("unit", "trail")]
    found += [f"{reverse('core:search')}?q={text}" for text in (held.pk, "luong+thang", "dang+thi+tho")]
    found += [reverse(name) for name in ("workspace:home", "workspace:calendar", "core:bell", "core:notifications")]
    for person in (watched.one, watched.other):
        found += [reverse("members:member", args=[person.pk]), reverse("units:person", args=[person.pk])]
    return found


def everywhere() -> list[str]:
    """Every page of the site that belongs to nobody, without those that answer by chance or by the clock."""
    own = ("allauth.", "ketdoan.core.health", "ketdoan.portal.views.passkeys")
    return [
        reverse(route.name) for route in routes() if not route.parameters and not route.view.__module__.startswith(own)
    ]


def opens(post: Post, address: str) -> bool:
    """Whether a post has the right that a page asks for: a refusal tells nothing."""
    right = declared(resolve(address.partition("?")[0]).func)
    return right in {PUBLIC, SIGNED_IN, *post.role.permissions}


def seen(client: Client, address: str) -> str:
    response = client.get(address)
    return f"{response.status_code} {CHANCE.sub('', text_of(response))}"


def copies(watched: Watched) -> str:
    """The copies of both members' data as an official of the province makes them."""
    told = []
    for person in (watched.one, watched.other):
        address = reverse("units:subject", args=[person.pk])
        made = watched.clients[watched.officer.pk].post(address, {"why": "Theo đơn số 12 ngày 05/11/2026"})
        with zipfile.ZipFile(BytesIO(made.content)) as file:
            told += [file.read(name).decode(errors="replace") for name in sorted(file.namelist())]
    return "\n".join(told)


def trail_in_full() -> str:
    """All entries of the trail, as the terminal shows them."""
    out = StringIO()
    call_command("audit", "show", limit=500, json=True, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("up", [False, True], ids=["own union", "passed up"])
def test_no_post_but_the_handlers_can_tell_one_hidden_sender_from_another(watched, same_numbers, up):
    def look(sender: Person) -> dict[tuple[str, str], str]:
        held = course(watched.union, sender, up=up)
        found = {}
        for post in watched.not_handling(held):
            for address in addresses(watched, held):
                if opens(post, address):
                    found[f"{post.role.code} {post.unit.code}", address] = seen(watched.clients[post.pk], address)
        found["copies", ""] = copies(watched)
        found["trail", ""] = trail_in_full()
        return found

    first, second = (same_numbers(lambda who=who: look(who)) for who in (watched.one, watched.other))
    assert sum(told.startswith("200") for told in first.values()) > 150
    assert [key for key in first if first[key] != second[key]] == []


@pytest.mark.parametrize("role", ["chair P", "inspection_head A", "system_administrator TLD"])
def test_nor_by_any_other_page_or_file_of_the_site(watched, same_numbers, role):
    post = next(post for post in watched.posts if f"{post.role.code} {post.unit.code}" == role)

    def look(sender: Person) -> dict[str, str]:
        course(watched.union, sender, up=False)
        client, found = watched.clients[post.pk], {}
        for address in everywhere():
            if opens(post, address):
                found[address] = told = seen(client, address)
                if "export=1" in told:
                    found[f"{address}?export=1"] = seen(client, f"{address}?export=1")
        return found

    first, second = (same_numbers(lambda who=who: look(who)) for who in (watched.one, watched.other))
    assert [address for address in first if first[address] != second[address]] == []


def test_a_difference_would_be_seen(watched, same_numbers):
    """The eyes of these tests: the handler sees who it was."""

    def look(sender: Person) -> str:
        held = course(watched.union, sender, up=False)
        return seen(watched.clients[watched.union.chair.pk], reverse("petitions:petition", args=[held.pk]))

    first, second = (same_numbers(lambda who=who: look(who)) for who in (watched.one, watched.other))
    assert watched.one.name.lower() in first
    assert watched.other.name.lower() in second


def test_neither_the_trail_nor_the_keys_of_what_was_sent_lead_to_an_account(watched):
    with time_machine.travel(DAY, tick=False):
        course(watched.union, watched.one, up=False)
    sent = AuditEntry.objects.filter(action__in=["petitions.file", "petitions.join", "petitions.add", "petitions.rate"])
    assert sent.count() == 4
    assert {(entry.account_id, entry.post_id, entry.change == {}) for entry in sent} == {(None, None, True)}
    assert {entry.at.isoformat() for entry in sent} == {"2026-11-26T17:00:00+00:00"}
    keys = Done.objects.filter(action__startswith="petitions.")
    assert {(row.account_id, "may-" in row.key) for row in keys} == {(None, False)}


def test_a_unit_with_few_members_is_not_named_to_those_above(watched):
    """The sender of B is one of three: the petition stands under the name of U, whose members are fifteen."""
    union = watched.union
    with time_machine.travel(DAY, tick=False):
        held = union.file(union.few[0], title=LINE, text=WORDS, topic="wage", hidden=True)
        named = union.file(union.few[1], title="Xe đưa đón hay trễ giờ", topic="hours")
        with as_post(union.few_chair):
            handling.accept(petition=held)
            handling.accept(petition=named)
        client = watched.clients[union.province_chair.pk]  # whose session began on that day, and does not last
        page = client.get(reverse("petitions:petition", args=[held.pk])).content.decode()
        rows = text_of(client.get(f"{reverse('petitions:list')}?export=1")).splitlines()
    assert (Petition._base_manager.get(pk=held.pk).told, named.told) == (union.upper, union.b)
    assert "Giấu tên" in page
    assert "ĐV U" in page
    assert "ĐV B" not in page
    (line,) = [row for row in rows if LINE.lower() in row]
    assert "đv b" not in line
    trail = AuditEntry.objects.filter(unit_id=union.b.pk)
    assert str(held.pk) not in {str(entry.about_id) for entry in trail}
    assert named.pk in {entry.about_id for entry in trail}
