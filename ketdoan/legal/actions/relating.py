"""What the keeper of the library says of acts that neither our list nor their texts say."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError

from ketdoan.core.actions import Act, action

from ..models import LegalAct, Relation
from ..queries.keeping import PERMISSION, keeps_library
from ..rules.amending import Kind
from ..rules.numbers import act_key
from .taking import index_dates, relation, settle


@action("legal.library.relate", "Ghi quan hệ giữa các văn bản", permission=PERMISSION)
def relate(act: Act, *, on: LegalAct, kind: str, by: str, since: date, article: str = "", clause: str = "") -> Relation:
    """Say that an act amends, replaces, repeals or guides one that the library holds, or an article of it, since a day.
    What ends ends then."""
    if not keeps_library(act.actor):
        raise PermissionDenied("Thư viện dùng chung cho cả tổ chức: chỉ cấp cao nhất ghi.")
    if act_key(by) == act_key(on.number):
        raise ValidationError({"by": "Một văn bản không tự tác động đến chính nó."})
    if article and not on.articles.filter(no=article).exists():
        raise ValidationError({"article": f"Thư viện không có Điều {article} của văn bản này."})
    if clause and not article:
        raise ValidationError({"article": "Hãy ghi điều của khoản này."})
    made = relation(
        Kind(kind), by, on.number, Relation.KEEPER, article=article, clause=clause, since=since
    )  # fmt: skip
    made.on_key = on.key
    held = Relation.objects.filter(
        kind=made.kind, by_key=made.by_key, on_key=made.on_key, article=article, clause=clause, told=Relation.KEEPER
    )
    held.delete()
    made.save()
    if settle([on.key]):
        index_dates()
    act.record(made, change={"on": on.key, "by": made.by_key, "since": since})
    return made


@action("legal.library.unrelate", "Bỏ quan hệ đã ghi giữa các văn bản", permission=PERMISSION)
def unrelate(act: Act, *, relation: Relation) -> None:
    """Take back what was said of an act by the keeper, or read in a text that was misread."""
    if not keeps_library(act.actor):
        raise PermissionDenied("Thư viện dùng chung cho cả tổ chức: chỉ cấp cao nhất ghi.")
    if relation.told == Relation.KNOWN:
        raise ValidationError("Quan hệ này có trong danh mục kèm theo phần mềm nên không bỏ được.")
    act.record(None, change={"on": relation.on_key, "by": relation.by_key, "kind": relation.kind})
    key = relation.on_key
    relation.delete()
    if settle([key]):
        index_dates()
