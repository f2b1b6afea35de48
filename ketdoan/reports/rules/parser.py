"""Reading a rule: `[DV.CUOI_KY] = [DV.DAU_KY] + [DV.KET_NAP] - [DV.THOI]`.

    check   = sum sign sum                 sign = "=" | "<=" | ">=" | "<" | ">" | "≈%" places
    sum     = product (("+" | "-") product)*
    product = factor (("*" | "/") factor)*
    factor  = "-" factor | number ["%"] | cell ["@-" periods] | function "(" sum (";" sum)* ")" | "(" sum ")"
    cell    = "[" ELEMENT ("|" DIMENSION "=" VALUE)* "]"

Nothing is ever executed. What is too long or too deep is refused before it can take time.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from ketdoan.core.viet import VietError

from .tree import FUNCTIONS, Binary, Call, Cell, Check, Negative, Node, Number

LONGEST, DEEPEST, PERIODS, PLACES = 2_000, 40, 12, 4
COMPARISONS = ("<=", ">=", "=", "<", ">")
CELL = r"[A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)?(?:\|[A-Z][A-Z0-9_]*=[A-Z0-9_]+)*"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<cell>\[\s*{CELL}\s*\])
    | (?P<number>\d+(?:[.,]\d+)?)
    | (?P<name>[a-z]+)
    | (?P<back>@-(?P<periods>\d{{1,3}}))
    | (?P<rounded>≈%(?P<places>\d))
    | (?P<sign><=|>=|[-+*/=<>();%])
    )""",
    re.VERBOSE | re.ASCII,
)
_GROUPED = re.compile(r"\d{1,3}\.\d{3}")


class Token(NamedTuple):
    """A word of a rule: its kind, its text, and where it begins."""

    kind: str
    text: str
    at: int


def parse_check(text: str) -> Check:
    """Read a rule. Raises VietError with the place of what cannot be read."""
    return _Parser(text).check()


def parse_expression(text: str) -> Node:
    """Read one side of a rule. Raises VietError with the place of what cannot be read."""
    return _Parser(text).expression()


def _tokens(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise VietError(f"Công thức dài quá {LONGEST} ký tự.")
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise VietError(f"Không hiểu “{text[start : start + 12]}” ở vị trí {start + 1}.")
        kind = match.lastgroup or ""
        kind = {"periods": "back", "places": "rounded"}.get(kind, kind)
        found.append(Token(kind, match[0].strip(), match.end() - len(match[0].strip())))
        at = match.end()
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens, self.at, self.depth = _tokens(text), 0, 0

    def check(self) -> Check:
        left = self._sum()
        token = self._next()
        if token is None or (token.kind != "rounded" and token.text not in COMPARISONS):
            raise VietError(f"Thiếu dấu so sánh (=, <=, >=, <, > hoặc ≈%0){_place(token)}.")
        right = self._sum()
        self._end()
        if token.kind != "rounded":
            return Check(token.text, left, right)
        places = int(token.text[-1])
        if places > PLACES:
            raise VietError(f"Tỷ lệ in nhiều nhất {PLACES} chữ số sau dấu phẩy.")
        return Check("≈", left, right, places)

    def expression(self) -> Node:
        node = self._sum()
        self._end()
        return node

    def _end(self) -> None:
        if token := self._peek():
            raise VietError(f"Thừa “{token.text}” ở vị trí {token.at + 1}.")

    def _sum(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise VietError(f"Công thức lồng nhau quá {DEEPEST} lớp.")
        node = self._product()
        while (token := self._peek()) and token.text in ("+", "-"):
            self.at += 1
            node = Binary(token.text, node, self._product())
        self.depth -= 1
        return node

    def _product(self) -> Node:
        node = self._factor()
        while (token := self._peek()) and token.text in ("*", "/"):
            self.at += 1
            node = Binary(token.text, node, self._factor())
        return node

    def _factor(self) -> Node:
        signs = 0
        while (token := self._peek()) and token.text == "-":
            self.at += 1
            signs += 1
        node = self._value()
        return Negative(node) if signs % 2 else node

    def _value(self) -> Node:
        token = self._next()
        if token is None:
            raise VietError("Công thức chưa viết hết.")
        if token.kind == "number":
            return self._number(token)
        if token.kind == "cell":
            return Cell("".join(token.text[1:-1].split()), self._periods())
        if token.kind == "name":
            return self._call(token)
        if token.text == "(":
            node = self._sum()
            self._take(")")
            return node
        raise VietError(f"Không đặt “{token.text}” ở vị trí {token.at + 1} được.")

    def _number(self, token: Token) -> Number:
        if _GROUPED.fullmatch(token.text):
            whole, broken = token.text.replace(".", ""), token.text.replace(".", ",")
            raise VietError(f"“{token.text}” có thể hiểu hai cách. Hãy viết {whole} hoặc {broken}.")
        value = Decimal(token.text.replace(",", "."))
        following = self._peek()
        if following and following.text == "%":
            self.at += 1
            value /= 100
        return Number(value)

    def _periods(self) -> int:
        token = self._peek()
        if token is None or token.kind != "back":
            return 0
        self.at += 1
        periods = int(token.text[2:])
        if not 1 <= periods <= PERIODS:
            raise VietError(f"Chỉ xem lại từ 1 đến {PERIODS} kỳ trước.")
        return periods

    def _call(self, token: Token) -> Call:
        if token.text not in FUNCTIONS:
            raise VietError(f"Không có hàm “{token.text}”. Các hàm: {', '.join(FUNCTIONS)}.")
        self._take("(")
        values = [self._sum()]
        while (following := self._peek()) and following.text == ";":
            self.at += 1
            values.append(self._sum())
        self._take(")")
        least, most = FUNCTIONS[token.text]
        if not least <= len(values) <= most:
            raise VietError(f"Hàm “{token.text}” cần từ {least} đến {most} giá trị, cách nhau bằng dấu chấm phẩy.")
        return Call(token.text, tuple(values))

    def _take(self, text: str) -> None:
        token = self._next()
        if token is None or token.text != text:
            raise VietError(f"Thiếu “{text}”{_place(token)}.")

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self) -> Token | None:
        token = self._peek()
        self.at += 1
        return token


def _place(token: Token | None) -> str:
    return f" trước “{token.text}” ở vị trí {token.at + 1}" if token else " ở cuối"
