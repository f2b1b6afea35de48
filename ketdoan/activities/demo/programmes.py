"""The work programmes of the illustrative union: of each year, with what became of their items."""

from datetime import date, timedelta
from random import Random

from ketdoan.core.acting import acting
from ketdoan.core.rules import one_reading
from ketdoan.core.viet import today
from ketdoan.units.models import Post
from ketdoan.units.queries.posts import as_actor
from ketdoan.units.rules import Level

from ..actions.programme import Plan, add_item, make_programme, report_item
from ..models import Programme, ProgrammeItem
from ..queries.programme import owner_choices

#: Work of a year: month in which it is due, what, and by what one sees that it is done.
YEARLY = [
    (1, "Chăm lo Tết cho đoàn viên, người lao động", "Không đoàn viên khó khăn nào bị bỏ sót"),
    (2, "Ký kết, đăng ký chương trình thi đua năm", "Bản đăng ký gửi cấp trên"),
    (3, "Hội nghị người lao động", "Biên bản và nghị quyết"),
    (4, "Đối thoại định kỳ lần một", "Biên bản đối thoại"),
    (5, "Tháng Công nhân, tháng An toàn, vệ sinh lao động", "Mỗi bộ phận một hoạt động"),
    (6, "Sơ kết sáu tháng", "Báo cáo gửi cấp trên"),
    (7, "Tập huấn cán bộ công đoàn", "Mọi tổ trưởng dự"),
    (8, "Khen thưởng con đoàn viên học giỏi", "Danh sách và hình ảnh"),
    (9, "Giám sát thực hiện thỏa ước lao động tập thể", "Kết luận giám sát"),
    (10, "Hoạt động nữ công", "Có ít nhất một chuyên đề"),
    (11, "Kiểm tra đồng cấp", "Kết luận của Ủy ban kiểm tra"),
    (12, "Tổng kết năm, đánh giá xếp loại", "Báo cáo và hồ sơ xếp loại"),
]
DONE_SHARE, OWNERS = 0.85, 5


def fill_programmes() -> None:
    """The programmes of this year, of grassroots unions also of last year, of the units whose chairs sign in here."""
    random = Random("programmes")  # noqa: S311 - illustrative, not secret
    year = today().year
    chairs = Post.objects.filter(person__account__isnull=False, role__code="chair").order_by("pk")
    for post in chairs.select_related("unit", "person", "role"):
        with one_reading(), acting(as_actor(post, post.person.account_id)):
            for wanted in (year - 1, year) if post.unit.level == Level.GRASSROOTS else (year,):
                if post.unit.versions.filter(replaced_at=None, valid__contains=date(wanted, 12, 1)).exists():
                    _year(random, make_programme(unit=post.unit, kind=Programme.YEAR, year=wanted))


def _year(random: Random, programme: Programme) -> None:
    owners = [value for value, _ in owner_choices(programme.unit)][:OWNERS]
    for number, (month, what, measure) in enumerate(YEARLY):
        owner = owners[number % len(owners)] if owners else ""
        due = date(programme.begins.year, month, random.randint(15, 28))
        item = add_item(programme=programme, plan=Plan(what, due, owner, measure))
        if due < today() and random.random() < DONE_SHARE:
            report_item(item=item, state=ProgrammeItem.DONE, result="Đã thực hiện theo kế hoạch.")
        elif due < today() + timedelta(days=45):
            report_item(item=item, state=ProgrammeItem.DOING)
