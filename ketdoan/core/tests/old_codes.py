"""Writing text in the codes of old fonts: tables of their own, apart from those of the reader."""

import unicodedata

# By vowel: without tone, grave, hook, tilde, acute, dot below (codes of the ABC fonts, TCVN 5712:1993, hexadecimal).
_ABC = {
    "a": ".. B5 B6 B7 B8 B9", "ă": "A8 BB BC BD BE C6", "â": "A9 C7 C8 C9 CA CB", "e": ".. CC CE CF D0 D1",
    "ê": "AA D2 D3 D4 D5 D6", "i": ".. D7 D8 DC DD DE", "o": ".. DF E1 E2 E3 E4", "ô": "AB E5 E6 E7 E8 E9",
    "ơ": "AC EA EB EC ED EE", "u": ".. EF F1 F2 F3 F4", "ư": "AD F5 F6 F7 F8 F9", "y": ".. FA FB FC FD FE",
}  # fmt: skip
_ABC_CAPITALS = {"Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7, "đ": 0xAE}
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VNI_PLAIN, _VNI_ROUND, _VNI_BREVE = " øûõùï", "âàåãáä", "êèúüéë"


def _abc_table() -> dict[str, str]:
    table = {}
    for vowel, codes in _ABC.items():
        for tone, code in zip(_TONES, codes.split(), strict=True):
            if code != "..":
                letter = unicodedata.normalize("NFC", vowel + tone)
                table[letter] = chr(int(code, 16))
                table.setdefault(letter.upper(), chr(int(code, 16)))  # the fonts that draw capitals use the small codes
    return table | {letter: chr(code) for letter, code in _ABC_CAPITALS.items()}


def _vni_table() -> dict[str, str]:
    table = {"đ": "ñ", "Đ": "Ñ", "ơ": "ô", "Ơ": "Ô", "ư": "ö", "Ư": "Ö"}
    for vowel, base, marks in (
        ("a", "a", _VNI_PLAIN), ("e", "e", _VNI_PLAIN), ("o", "o", _VNI_PLAIN), ("u", "u", _VNI_PLAIN),
        ("y", "y", _VNI_PLAIN), ("ơ", "ô", _VNI_PLAIN), ("ư", "ö", _VNI_PLAIN), ("â", "a", _VNI_ROUND),
        ("ê", "e", _VNI_ROUND), ("ô", "o", _VNI_ROUND), ("ă", "a", _VNI_BREVE),
    ):  # fmt: skip
        for tone, mark in zip(_TONES, marks, strict=True):
            letter = unicodedata.normalize("NFC", vowel + tone)
            if mark != " ":
                table[letter], table[letter.upper()] = base + mark, (base + mark).upper()
    for letter, code in (("í", "í"), ("ì", "ì"), ("ỉ", "æ"), ("ĩ", "ó"), ("ị", "ò"), ("ỵ", "î")):
        table[letter], table[letter.upper()] = code, code.upper()
    return table


ABC, VNI = _abc_table(), _vni_table()


def to_abc(text: str) -> str:
    """Text as the ABC fonts store it."""
    return "".join(ABC.get(ch, ch) for ch in text)


def to_vni(text: str) -> str:
    """Text as the VNI fonts store it."""
    return "".join(VNI.get(ch, ch) for ch in text)
