"""Text in the codes of old fonts: TCVN3 (ABC: .VnTime, .VnArial) and VNI (VNI-Times), and how to tell them.

Both write Vietnamese with the codes of Western letters, so that a machine without the font shows "NguyÔn V¨n B×nh" or
"Nguyeãn Vaên Bình". Some codes are letters of Vietnamese too ("Lò" is Lò in Unicode and Lũ in TCVN3); what a text is
written in is therefore told by whole syllables: the reading whose syllables exist is the right one.

Tables: TCVN 5712:1993 as the ABC fonts use it (capitals have no codes of their own but for Ă Â Ê Ô Ơ Ư Đ; the fonts
whose names end in H draw every letter as a capital), and the table of the VNI for Windows fonts.
"""

import re
import unicodedata
from functools import lru_cache

TCVN3, VNI = "TCVN3", "VNI"

_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_ROUND = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_SHORT = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}


def _vni_table() -> dict[str, str]:
    """Each code of one or two characters with its letter. The mark behind a letter may stand in either case."""
    marked = {base + mark: base + tone for base in "aeouyôö" for mark, tone in _VNI_TONES.items()}
    marked |= {base + mark: base + "\u0302" + tone for base in "aeo" for mark, tone in _VNI_ROUND.items()}
    marked |= {"a" + mark: "a\u0306" + tone for mark, tone in _VNI_SHORT.items()}
    table = {}
    for code, letter in marked.items():
        right = unicodedata.normalize("NFC", letter.replace("ô", "ơ").replace("ö", "ư"))
        table[code], table[code.upper()] = right, right.upper()
        table[code[0].upper() + code[1]] = right.upper()
        table[code[0] + code[1].upper()] = right
    singles = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    return table | singles | {code.upper(): letter.upper() for code, letter in singles.items()}


_VNI = _vni_table()
_VNI_CODES = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
#: Characters of which old codes are made.
OLD_CODES = re.compile("[\u00a1-\u00ff]")
_WORD = re.compile(r"[^\s\d.,;:()/\\\-–+&%!?\"“”'’\[\]*_=<>|#@]+")
_CAPITALS = re.compile("[A-Z]")
#: How some programs write a capital with a tone: the capital without it, then the small letter with it.
_DOUBLED = re.compile(
    "A[àảãáạ]|Ă[ằẳẵắặ]|Â[ầẩẫấậ]|E[èẻẽéẹ]|Ê[ềểễếệ]|I[ìỉĩíị]|O[òỏõóọ]|Ô[ồổỗốộ]|Ơ[ờởỡớợ]|U[ùủũúụ]|Ư[ừửữứự]|Y[ỳỷỹýỵ]"
)


def from_tcvn3(text: str) -> str:
    """Text of the ABC fonts in Unicode. A text all of whose plain letters are capitals becomes capitals."""
    read = _DOUBLED.sub(lambda pair: pair[0][1].upper(), text.translate(_TCVN3_CODES))
    plain = [ch for ch in text if ch.isascii() and ch.isalpha()]
    shouted = plain and all(map(str.isupper, plain)) and any(_CAPITALS.search(word[1:]) for word in text.split())
    return read.upper() if shouted else read


def from_vni(text: str) -> str:
    """Text of the VNI fonts in Unicode."""
    return _VNI_CODES.sub(lambda match: _VNI[match[0]], text)


_TCVN3_CODES = str.maketrans(_TCVN3)
READERS = {TCVN3: from_tcvn3, VNI: from_vni}

_BEGIN = "ngh ng nh gh gi kh ph th tr ch qu b c d đ g h k l m n p r s t v x"
_END = (
    "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt ăk â âc âm ân âng âp ât âu ây âk ak "
    "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng ek êk i ia ich im in inh ip it iu iêc iêm iên iêng iêp "
    "iêt iêu iê o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om "
    "on ong oong ooc op ot ok ô ôc ôi ôm ôn ông ôp ôt ôông ôk ơ ơi ơm ơn ơp ơt ơng u ua uc ui um un ung up ut uâ "
    "uân uâng uât uây uê uêch uên uênh uêu uôc uôi uôm uôn uông uôp uôt uơ uy uya uych uyên uyêt uynh uyp uyt "
    "uyu uyn uk ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu yt ym ynh"
)
#: Rhymes whose last letter never bears the tone.
_END_IN_GLIDE = (
    "ai ao au ay âu ây eo êu ia iu iêu oai oao oay oeo oi ôi ơi ua ui uây uêu uôi uya uyu ưa ưi ưu ươi ươu yêu"
)
_ONSETS = (*_BEGIN.split(), "")
_RHYMES, _GLIDING = frozenset(_END.split()), frozenset(_END_IN_GLIDE.split())
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable: a beginning, a rhyme that exists, at most one tone, one case."""
    if word not in (word.lower(), word.upper(), word.capitalize()):
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    if len(_TONES.findall(apart)) > 1:
        return False
    bare = unicodedata.normalize("NFC", _TONES.sub("", apart))
    on_last = bool(_TONES.search(unicodedata.normalize("NFD", word[-1])))
    rhymes = (bare.removeprefix(onset) for onset in _ONSETS if bare.startswith(onset))
    return any(rhyme in _RHYMES and not (on_last and rhyme in _GLIDING) for rhyme in rhymes)


@lru_cache(maxsize=65_536)
def codes_of(word: str) -> frozenset[str]:
    """In which codes a word makes sense: "" for Unicode, TCVN3, VNI. Empty where it makes none, or is plain ASCII."""
    if word.isascii():
        return frozenset()
    found = {""} if is_syllable(word) else set()
    if OLD_CODES.search(word):
        for code, reader in READERS.items():
            read = reader(word)
            # Capitals of the ABC fonts come out mixed: NGUYÔN is NGUYễN.
            if _all_codes(word, code) and (is_syllable(read) or (code == TCVN3 and _shouted(word, read))):
                found.add(code)
    return frozenset(found)


def _shouted(word: str, read: str) -> bool:
    """Whether a word of capitals makes sense; of one capital, so does any abbreviation."""
    return len(_CAPITALS.findall(word)) > 1 and is_syllable(read.lower())


def _all_codes(word: str, code: str) -> bool:
    """Whether all that is not ASCII in a word are codes of the font."""
    return (_VNI_CODES.sub("", word) if code == VNI else word.translate(_DROPPED)).isascii()


_DROPPED = dict.fromkeys(map(ord, _TCVN3))


def evidence(text: str) -> dict[str, int]:
    """How many words of a text make sense in one code alone, by code ("" for Unicode); "?" counts those in several."""
    found = {"": 0, TCVN3: 0, VNI: 0, "?": 0}
    for word in _WORD.findall(text):
        codes = codes_of(word)
        if len(codes) == 1:
            found[next(iter(codes))] += 1
        elif codes:
            found["?"] += 1
    return found
