"""What people write short, written out."""

import itertools
import re
from collections.abc import Mapping, Sequence

from .words import bare, syllables

#: By what is written, with marks or without, what is meant.
SHORT = {
    "nlđ": "người lao động", "nld": "người lao động", "nsdlđ": "người sử dụng lao động",
    "nsdld": "người sử dụng lao động", "hđlđ": "hợp đồng lao động", "hdld": "hợp đồng lao động",
    "hđ": "hợp đồng", "hd": "hợp đồng", "bhxh": "bảo hiểm xã hội", "bhyt": "bảo hiểm y tế",
    "bhtn": "bảo hiểm thất nghiệp", "tnlđ": "tai nạn lao động", "tnld": "tai nạn lao động",
    "bnn": "bệnh nghề nghiệp", "bllđ": "bộ luật lao động", "blld": "bộ luật lao động", "blđ": "bộ luật lao động",
    "atvslđ": "an toàn vệ sinh lao động", "atvsld": "an toàn vệ sinh lao động", "tulđtt": "thỏa ước lao động tập thể",
    "tuld": "thỏa ước lao động", "tưlđtt": "thỏa ước lao động tập thể", "cđ": "công đoàn", "cđcs": "công đoàn cơ sở",
    "cdcs": "công đoàn cơ sở", "tlđ": "tổng liên đoàn", "tld": "tổng liên đoàn", "lđlđ": "liên đoàn lao động",
    "lđ": "lao động", "ld": "lao động",
    "ldld": "liên đoàn lao động", "ubkt": "ủy ban kiểm tra", "bch": "ban chấp hành", "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân", "nđ": "nghị định", "tt": "thông tư", "qđ": "quyết định", "qd": "quyết định",
    "cty": "công ty",
    "ct": "công ty", "dn": "doanh nghiệp", "kcn": "khu công nghiệp", "nv": "nhân viên", "cn": "công nhân",
    "ko": "không", "k": "không", "kg": "không", "hok": "không", "khong": "không", "dc": "được", "đc": "được",
    "ntn": "như thế nào", "bn": "bao nhiêu", "vs": "với", "mn": "mọi người", "tgian": "thời gian",
    "tc": "trợ cấp", "gplđ": "giấy phép lao động", "gpld": "giấy phép lao động", "hs": "học sinh", "sv": "sinh viên",
    "gv": "giáo viên", "dnnn": "doanh nghiệp nhà nước", "xklđ": "xuất khẩu lao động",
    "xkld": "xuất khẩu lao động", "cccd": "căn cước công dân", "cmnd": "chứng minh nhân dân",
}  # fmt: skip
_SHORT: Mapping[str, list[str]] = {short: syllables(meant) for short, meant in SHORT.items()}


#: Before a number these are places of the law, or acts.
PLACES = {"k": "khoản", "d": "điều", "đ": "điều", "nd": "nđ"}


def expanded(said: Sequence[str]) -> list[str]:
    """The syllables of a question with what is written short written out."""
    pairs = itertools.zip_longest(said, said[1:], fillvalue="")
    whole = [PLACES.get(one, one) if follows[:1].isdigit() else one for one, follows in pairs]
    return [word for one in whole for word in _SHORT.get(one, [one])]


#: How a Vietnamese syllable is written, without marks.
_VIETNAMESE = re.compile(
    r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?"
    r"(uye|uya|oai|oay|oeo|uay|uoi|uou|ieu|yeu|uyu|a[iouy]?|e[ou]?|i[aeu]?|o[aeio]?|u[aeiouy]?|ye?)(ch|ng|nh|[cmnpt])?"
)
#: A question of so many words, so large a share of which are no such syllables, is in another language.
LEAST_SAID, FOREIGN = 3, 0.35
#: Words of other languages that people use in Vietnamese.
LOANED = {"work", "permit", "from", "home", "extend", "exempt", "file", "app", "online"}


def foreign(said: Sequence[str]) -> bool:
    """Whether a question, given by its syllables, is in another language."""
    words = [bare(one) for one in said if not one.isdigit()]
    strange = sum(not _VIETNAMESE.fullmatch(one) and one not in LOANED for one in words)
    return len(words) >= LEAST_SAID and strange >= FOREIGN * len(words)


#: With these a question goes on from the one before.
GOING_ON = tuple(
    tuple(bare(one) for one in syllables(words))
    for words in (
        "thế còn", "còn", "thế thì", "thế nếu", "vậy", "trường hợp đó",
        "như vậy", "lúc đó", "khi đó", "nhưng",
    )
)  # fmt: skip


def goes_on(said: Sequence[str]) -> bool:
    """Whether a question, given by its syllables, begins as one does that goes on from the one before."""
    plain = tuple(bare(one) for one in said)
    return any(plain[: len(words)] == words for words in GOING_ON)
