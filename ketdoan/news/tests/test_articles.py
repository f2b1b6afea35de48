"""Articles on their way: whose they are, what members read of them, what is kept back."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from ketdoan.core.acting import SYSTEM, acting
from ketdoan.core.models import Notification, Preference
from ketdoan.core.viet import today
from ketdoan.core.viet.dates import ZONE
from ketdoan.members.factories import make_members
from ketdoan.members.queries.membership import member_actor
from ketdoan.news.actions import articles
from ketdoan.news.actions.opening import opened
from ketdoan.news.factories import Small, make_article, make_small
from ketdoan.news.models import Article, Edition, Reading, Tally
from ketdoan.news.queries.reading import news_for, read_article
from ketdoan.news.queries.results import REST, results
from ketdoan.news.rules.reach import Reach
from ketdoan.news.rules.states import State

from .union import actor_at, give_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def small() -> Small:
    return make_small()


def titles(actor) -> list[str]:
    with acting(actor):
        return [one.edition.title for one in news_for(actor)]


def test_a_member_reads_what_their_line_published_for_them_and_nothing_else(small: Small) -> None:
    lan, hung = (member_actor(small.people[name]) for name in ("Lan", "Hùng"))
    make_article(small.units["P"], "Cả tỉnh")
    make_article(small.units["A"], "Nữ của A", sex="f")
    make_article(small.units["A"], "Tổ của A", units=[small.units["AT"].pk])
    make_article(small.units["B"], "Đơn vị khác")
    make_article(small.units["A"], "Bản nháp", publish=False)
    assert titles(lan) == ["Nữ của A", "Cả tỉnh"]
    assert titles(hung) == ["Tổ của A", "Cả tỉnh"]


def test_what_is_not_meant_for_a_member_does_not_open_either(small: Small) -> None:
    hidden = make_article(small.units["A"], "Nữ của A", sex="f")
    foreign = make_article(small.units["B"], "Đơn vị khác")
    draft = make_article(small.units["A"], "Bản nháp", publish=False)
    hung = member_actor(small.people["Hùng"])
    with acting(hung):
        assert [read_article(hung, one.pk) for one in (hidden, foreign, draft)] == [None, None, None]
        assert not Article.objects.exists()


def test_only_the_unit_itself_writes_and_only_for_itself_and_those_below(small: Small) -> None:
    article = make_article(small.units["A"], "Bản nháp", publish=False)
    with acting(actor_at(small.units["P"])), pytest.raises(PermissionDenied):
        articles.publish(article=article)
    with acting(actor_at(small.units["A"])), pytest.raises(ValidationError):
        articles.set_reach(article=article, reach=Reach(units=[small.units["B"].pk]))
    with acting(actor_at(small.units["A"], frozenset({"news.view"}))), pytest.raises(PermissionDenied):
        articles.publish(article=article)
    assert Article._base_manager.get(pk=article.pk).state == State.DRAFT


def test_a_correction_is_seen_with_what_was_wrong_and_the_first_edition_stays(small: Small) -> None:
    article = make_article(small.units["A"], "Lịch khám")
    with acting(actor_at(small.units["A"])):
        with pytest.raises(ValidationError):
            articles.correct(article=article, values={"text": "Ngày 13"}, note="")
        articles.correct(article=article, values={"text": "Ngày 13"}, note="Ngày 12 sửa thành ngày 13")
    lan = member_actor(small.people["Lan"])
    with acting(lan):
        edition = read_article(lan, article.pk)
    assert (edition.text, edition.note) == ("Ngày 13", "Ngày 12 sửa thành ngày 13")
    assert Edition._base_manager.get(article=article, number=1).text == "Nội dung"


def test_a_withdrawn_article_leaves_the_list_and_says_why(small: Small) -> None:
    article = make_article(small.units["A"], "Sai số liệu")
    with acting(actor_at(small.units["P"])):  # a unit above may take back, not write
        with pytest.raises(ValidationError):
            articles.withdraw(article=article)
        articles.withdraw(article=article, why="Số liệu chưa đúng")
    lan = member_actor(small.people["Lan"])
    assert titles(lan) == []
    with acting(lan):
        assert read_article(lan, article.pk).article.reason == "Số liệu chưa đúng"
    with acting(actor_at(small.units["A"])), pytest.raises(ValidationError):
        articles.correct(article=article, values={"text": "x"}, note="y")


def test_a_scheduled_article_goes_out_at_its_time_and_once(small: Small) -> None:
    give_account(small.people["Lan"])
    article = make_article(small.units["A"], "Hẹn giờ", publish=False)
    with acting(actor_at(small.units["A"])):
        with pytest.raises(ValidationError):
            articles.schedule(article=article, at=timezone.now() - timedelta(minutes=1))
        articles.schedule(article=article, at=timezone.now() + timedelta(hours=1))
    key = f"news:{article.pk}:new"
    with acting(SYSTEM):
        articles.release_due.verb()
        assert not Notification.objects.filter(key=key).exists()
        Article._base_manager.update(goes_at=timezone.now() - timedelta(seconds=1))
        articles.release_due.verb()
        articles.release_due.verb()
    assert Notification.objects.filter(key=key).count() == 1
    assert Article._base_manager.get(pk=article.pk).state == State.PUBLISHED


def test_opening_counts_once_for_the_unit_and_only_the_member_sees_it(small: Small) -> None:
    article = make_article(small.units["A"], "Tin")
    lan = member_actor(small.people["Lan"])
    with acting(lan):
        assert news_for(lan)[0].unread
        assert opened(lan, article)
        assert not opened(lan, article)
        assert not news_for(lan)[0].unread
        assert Reading.objects.count() == 1
    for unit in ("A", "P"):
        with acting(actor_at(small.units[unit])):
            assert not Reading.objects.exists()
    hung = member_actor(small.people["Hùng"])
    with acting(hung):
        assert not Reading.objects.exists()
    assert Tally._base_manager.get(article=article, unit=small.units["A"]).opens == 1


def test_small_numbers_are_put_together_and_no_subtraction_gives_them_away(small: Small) -> None:
    big = small.units["B"]
    make_members(big, *[f"Người {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"], on=date(2024, 1, 1))
    article = make_article(small.units["P"], "Cả tỉnh")
    Tally._base_manager.filter(article=article, unit=big).update(opens=15)
    Tally._base_manager.filter(article=article, unit=small.units["A"]).update(opens=1)
    with acting(actor_at(small.units["P"])):
        came = results(article)
        # A has too few members for a line; B alone beside the sum would give them away.
        assert [line.title for line in came.lines] == [REST]
        assert results(article, small.units["A"].pk) is None


def test_an_article_of_the_unit_below_is_seen_from_above_once_it_is_out(small: Small) -> None:
    from ketdoan.news.queries.results import listed

    make_article(small.units["A"], "Đã đăng")
    make_article(small.units["A"], "Bản nháp", publish=False)
    with acting(actor_at(small.units["P"])):
        assert [one.title for one in listed()] == ["Đã đăng"]
    with acting(actor_at(small.units["B"])):
        assert not listed()


def test_a_replay_is_told_to_those_whose_shift_the_event_fell_into(small: Small) -> None:
    """Lan works in the afternoon, Hùng at night; the event was at 19:30 in Vietnam."""
    for name, shift in (("Lan", "afternoon"), ("Hùng", "night")):
        give_account(small.people[name])
        Preference.objects.create(account=small.people[name].account, shift=shift)
    article = make_article(small.units["A"], "Đối thoại", publish=False)
    with acting(actor_at(small.units["A"])):
        evening = datetime.combine(today(), time(19, 30), ZONE)
        articles.edit_article(article=article, values={"event_at": evening + timedelta(days=1)})
        articles.publish(article=article)
        with pytest.raises(ValidationError):  # it has not been yet
            articles.add_replay(article=article, url="https://a.vn/lai")
        Article._base_manager.update(event_at=evening - timedelta(days=1))
        articles.add_replay(article=article, url="https://a.vn/lai")
    told = Notification.objects.filter(key=f"news:{article.pk}:replay").values_list("account__person__name", flat=True)
    assert list(told) == ["Trần Thị Lan"]
