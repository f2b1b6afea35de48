"""The trail of a unit: what was done in it, by whom, as which post and why; for its officers and those above them."""

from datetime import date

import pytest

from ketdoan.core.viet import today
from ketdoan.units.actions.bodies import appoint, open_term
from ketdoan.units.actions.paper import Paper
from ketdoan.units.actions.reorganisation import rename
from ketdoan.units.factories import make_person, make_unit
from ketdoan.units.tests.test_access import as_post, somebody

pytestmark = pytest.mark.django_db
DAY = date(2024, 1, 5)


class Union:
    """A province with two grassroots unions, one of which its officer renamed by a decision."""

    def __init__(self):
        self.province = make_unit("provincial_federation", "P", make_unit("confederation", "TLD"))
        self.a, self.b = (make_unit("grassroots_union", code, self.province) for code in "AB")
        self.officer = somebody("officer", self.province, "organisation_officer")
        self.chair_a, self.chair_b = somebody("an", self.a, "chair"), somebody("binh", self.b, "chair")
        self.clerk_a = somebody("van-thu", self.a, "clerk")
        paper = Paper(self.province, "15/QĐ-LĐLĐ", DAY, "Về việc đổi tên")
        with as_post(self.officer):
            rename(unit=self.a, name="Tên mới", short_name="Mới", since=DAY, paper=paper, why="Theo tên công ty")
        with as_post(self.chair_b):
            open_term(unit=self.b, kind="executive", since=DAY, seats=3)


@pytest.fixture
def union(db):
    return Union()


def trail(client, post, code, **query):
    client.force_login(post.person.account)
    return client.get(f"/to-chuc/don-vi/{code}/nhat-ky/", query)


def test_officers_of_a_unit_read_what_was_done_by_whom_on_which_decision_and_why(client, union):
    page = trail(client, union.chair_a, "A").content.decode()
    said = ("Đổi tên đơn vị", "Cán bộ tổ chức, ", union.province.short_name, "Theo tên công ty", f"{today():%d/%m/%Y}")
    for part in said:
        assert part in page, part
    assert "15/QĐ-LĐLĐ" in page
    assert "Mở nhiệm kỳ" not in page.partition("<tbody")[2], "that was done in the other unit"


def test_an_act_about_a_person_names_the_person(client, union):
    person = make_person(union.a, "Phạm Thị Hòa")
    with as_post(union.officer):
        open_term(unit=union.a, kind="executive", since=DAY, seats=3)
        appoint(unit=union.a, kind="executive", person=person, office="member", since=DAY)
    assert "Bố trí chức vụ: Phạm Thị Hòa" in trail(client, union.chair_a, "A").content.decode()


def test_a_trail_is_narrowed_to_one_kind_of_act(client, union):
    assert "1 việc" in trail(client, union.chair_b, "B", viec="units.term.open").content.decode()
    assert "0 việc" in trail(client, union.chair_b, "B", viec="units.rename").content.decode()


def test_the_trail_of_a_foreign_unit_is_not_there(client, union):
    assert trail(client, union.chair_b, "A").status_code == 404


def test_the_trail_needs_its_permission(client, union):
    assert trail(client, union.clerk_a, "A").status_code == 403
