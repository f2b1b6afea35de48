"""Two plans of reorganisation that an officer weighs against each other."""

from datetime import timedelta

from ketdoan.core.acting import acting
from ketdoan.core.viet import today

from ..actions import plans as acts
from ..models import Post
from ..queries.posts import as_actor
from .present import commune_code
from .reform import TAY_NINH
from .stage import codes_under, draft_plan

COMMUNE, DRAFTER = "Châu Thành", "totchuc.tayninh"
MERGED = 5


def weigh_two_plans() -> None:
    """Five grassroots unions of a commune: merged into a new one, as was submitted, or absorbed by the largest."""
    above = commune_code(COMMUNE)
    codes = codes_under(above)[:MERGED]
    post = Post.objects.select_related("unit", "role").get(person__account__username=DRAFTER)
    day = today() + timedelta(days=30)
    name = f"các doanh nghiệp xã {COMMUNE}"
    new = {"code": "CDCS-DN-CHAUTHANH", "kind": "grassroots_union", "parent": above}
    names = {"name": f"Công đoàn cơ sở {name}", "short_name": f"CĐCS {name}"}
    reason = "Các công đoàn cơ sở ít đoàn viên, cán bộ đều kiêm nhiệm"
    with acting(as_actor(post, post.person.account_id)):
        merged = draft_plan(TAY_NINH, f"Hợp nhất {MERGED} CĐCS xã {COMMUNE}", day, reason, [
            ("merge", {"units": codes, **new, **names})
        ])  # fmt: skip
        draft_plan(TAY_NINH, f"Sáp nhập vào một CĐCS lớn, xã {COMMUNE}", day, reason, [
            ("absorb", {"units": codes[1:], "into": codes[0]})
        ])  # fmt: skip
        acts.submit(plan=merged, why="Đề nghị Ban Thường vụ xem xét.")
