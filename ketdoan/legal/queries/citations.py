"""Citations as a legal officer types them, one a line, read and held against the acts that are known."""

import re
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from ..models import Article, LegalAct
from ..retrieval.asking import expanded
from ..retrieval.words import bare, syllables
from ..rules.citing import Citation, cited_in, place_text
from ..rules.numbers import act_key
from ..rules.structure import parts_of
from .acts import act_named, known_acts, names_of_acts
from .answering import OLDEST

#: An act's number wherever it stands: 145/2020/NĐ-CP.
NUMBER = re.compile(r"\d+/\d{4}/[\wÐð-]+")
MOST = 20


def read_citations(text: str, day: date) -> list[Citation]:
    """The citations of some lines. Raises ValidationError at `cites` for a line that names no act or no article, an act
    that nobody knows, or a place that the library's text of the act does not have on a day."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise ValidationError({"cites": f"Không quá {MOST} căn cứ."})
    found: list[Citation] = []
    wrong = []
    for number, line in enumerate(lines, 1):
        places = _read(line)
        said = "" if places else "chưa rõ điều nào của văn bản nào. Ví dụ: khoản 2 Điều 36 Bộ luật Lao động"
        said = said or next((told for told in (_missing(place, day) for place in places) if told), "")
        if said:
            wrong.append(f"Dòng {number}: {said}.")
        found += places
    if wrong:
        raise ValidationError({"cites": wrong})
    return list(dict.fromkeys(found))


def _read(line: str) -> list[Citation]:
    numbers = {tuple(bare(one) for one in syllables(number)): number for number in NUMBER.findall(line)}
    return cited_in(expanded(syllables(line)), {**names_of_acts(), **numbers})


def _missing(place: Citation, day: date) -> str:
    """What is wrong with a place; nothing where it can be cited."""
    key = act_key(place.act)
    held = LegalAct.objects.filter(key=key).exists()
    if not held and key not in known_acts():
        return f"không biết văn bản {place.act}"
    if not held:
        number, most = re.match(r"\d+", place.article), known_acts()[key].articles
        beyond = number is not None and 0 < most < int(number[0])
        return f"{act_named(place.act)} chỉ có {most} điều" if beyond else ""
    rows = Article.objects.filter(act__key=key, no=place.article).exclude(since__gt=day).exclude(until__lte=day)
    article = rows.order_by(OLDEST).last()
    named = f"{place_text(place.article, place.clause, place.point)} {act_named(place.act)}"
    if article is None:
        return f"thư viện không có {named} ở ngày này"
    wanted = (place.clause, place.point)
    if any(wanted) and not any((part.clause, part.point) == wanted for part in parts_of(article.text)):
        return f"thư viện không có {named}"
    return ""


def typed(places: Iterable[Citation]) -> str:
    """Citations as one types them."""
    return "\n".join(f"{place_text(one.article, one.clause, one.point)} {act_named(one.act)}" for one in places)
