"""Reading what is neither a name, a day nor a number of a person: lines of text, sexes, marks, wages, states."""

import re
from decimal import Decimal

from ketdoan.core.excel import cells
from ketdoan.core.viet import VietError, clean_line, fold, parse_money, parse_number

from .cell import EMPTY, Cell, Reader, reader
from .days import Day, past_day, read_day

LENGTHS = {
    "address": 250, "hometown": 250, "id_place": 120, "joined_at": 250, "group": 250, "workplace": 250, "note": 500,
    "decision_number": 60, "card_number": 40, "email": 254,
}  # fmt: skip
#: Signs for "as in the row above".
DITTO = "ditto"
_DITTO = {'"', "''", "”", "“", "nt", "-nt-", "n.t", "như trên", "//", "- nt -", "-//-", '"-"', "-“-", "-”-"}
_FOREIGN = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\+?\d[\d .]{5,}|[^\s@]+@[^\s@]+\.[^\s@]+")
_LEADING_ZERO = re.compile(r"\d+[.,]0+")
_SEXES = {
    "nam": "m", "m": "m", "male": "m", "trai": "m", "nam gioi": "m", "ong": "m", "man": "m",
    "nu": "f", "f": "f", "female": "f", "gai": "f", "nu gioi": "f", "ba": "f", "woman": "f",
}  # fmt: skip
_YES, _NO = {"x", "v", "co", "1", "xx", "dang vien", "phai", "roi", "da", "dung", "true", "yes", "dv", "✓", "✔", "√"}, {
    "khong", "0", "chua", "ko", "k", "quan chung", "false", "no",
}  # fmt: skip
#: What lists say of the standing of a member; "" where the words leave open which.
_STATES = {
    "active": "dang sinh hoat|dang lam viec|dang cong tac|dang hoat dong|hoat dong|binh thuong|con lam viec|dang lam|"
    "con sinh hoat|dang tham gia|dang la doan vien|thai san|nghi thai san|dang nghi thai san|nghi sinh|dang nghi sinh|"
    "chinh thuc|di lam|con hoat dong|nghi om|nghi che do thai san",
    "suspended": "tam dung|tam dung sinh hoat|tam nghi|tam hoan|tam hoan hop dong|nghi khong luong|"
    "nghi viec khong luong|"
    "tam hoan hdld|tam dung hoat dong|nghi khong huong luong",
    "left": "nghi viec|da nghi viec|thoi viec|da nghi|da thoi viec|cham dut hdld|cham dut hop dong|xin ra|"
    "ra khoi cong doan|"
    "da ra khoi cong doan|thoi sinh hoat|het hop dong|nghi han|nghi luon|xin thoi|bo viec|thoi doan vien",
    "retired": "nghi huu|da nghi huu|huu|huu tri|nghi che do|ve huu|nghi huu tri",
    "transferred": "chuyen di|da chuyen|chuyen cong tac|chuyen sinh hoat|da chuyen di|chuyen don vi|chuyen cong doan|"
    "chuyen sinh hoat cong doan|chuyen noi khac|da chuyen cong tac|da chuyen sinh hoat",
    "died": "qua doi|da mat|tu tran|chet|da chet|mat|da qua doi",
    "expelled": "khai tru|bi khai tru|da khai tru",
}
STATES = {text: state for state, texts in _STATES.items() for text in texts.split("|")}
LEAST_WAGE, MOST_WAGE = 300_000, 1_000_000_000
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)
_CURRENCY = re.compile(r"\s*(?:đồng|đ|vnđ|vnd|₫)(?:\s*/\s*tháng)?\.?$", re.IGNORECASE)
_SCALED = re.compile(r"tr|triệu|nghìn|ngàn|k$", re.IGNORECASE)
_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.0+)?", re.ASCII)
_ISSUED = re.compile(
    r"^\s*(?:ngày\s*)?(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4})\s*[,;\-–\n]?\s*(?:tại|nơi cấp:?|do)?\s*(\S.*)?$",
    re.DOTALL,
)
_NUMBER_AND_DAY = re.compile(
    r"^\s*(?:số\s*:?\s*)?(\S.*?)\s*[,;]?\s*(?:ký )?ngày\s*:?\s*(\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4})\s*$",
    re.IGNORECASE,
)


def line(code: str) -> Reader:
    """Reads one line of text for a field; days, long numbers and addresses of mail stand in the wrong column."""
    longest = LENGTHS.get(code, 120)

    def read(text: str) -> Cell:
        if len(text) < 10 and text.lower() in _DITTO:
            return Cell(fault="Ô ghi “như trên” nhưng dòng trên không có giá trị.", lost=DITTO)
        if (text[0] in "+0123456789" or "@" in text) and _FOREIGN.fullmatch(text):
            return Cell(fault=f"“{text[:40]}” có vẻ thuộc cột khác.")
        return Cell(cells.line(text, longest))

    return reader(read)


def free(code: str) -> Reader:
    """Reads a remark, whatever it says."""
    return reader(lambda text: Cell(cells.line(text, LENGTHS.get(code, 250))))


def _sex(text: str) -> Cell:
    found = _SEXES.get(fold(text))
    return Cell(found) if found else Cell(fault=f"“{text[:30]}”: giới tính ghi Nam hoặc Nữ.")


def _tick(text: str) -> Cell:
    folded = fold(text) or text
    if folded in _YES or folded in {"nu", "nam"}:
        return Cell(value=True)
    if folded in _NO:
        return EMPTY
    return Cell(fault=f"“{text[:30]}”: cột này chỉ đánh dấu x.")


def _party(text: str) -> Cell:
    """Whether somebody is a member of the Party: a mark, or the day of admission."""
    folded = fold(text) or text
    if folded in _YES:
        return Cell((True, None))
    if folded in _NO:
        return Cell((False, None))
    found = past_day(text)
    return (
        Cell((True, found.value), found.note)
        if found.value
        else Cell(fault=f"“{text[:30]}”: ghi x hoặc ngày vào Đảng.")
    )


def _wage(text: str) -> Cell:
    plain = _CURRENCY.sub("", text).strip()
    note = ""
    if _ENGLISH.fullmatch(plain):
        number, note = Decimal(plain.replace(",", "")), "Dấu phẩy tách hàng nghìn."
    else:
        number = Decimal(parse_money(text)) if _SCALED.search(plain) else parse_number(plain)
    whole = int(number.to_integral_value())
    if whole != number:
        note = "Làm tròn đến đồng."
    if LEAST_WAGE <= whole <= MOST_WAGE:
        return Cell(whole, note)
    if LEAST_WAGE <= whole * 1000 <= 500_000_000:
        told = f"{whole * 1000}"
        return Cell(
            fault=f"“{text[:30]}”: tiền lương ghi bằng đồng. Có phải {whole * 1000:,} đồng?".replace(",", "."),
            suggestion=told,
        )
    return Cell(fault=f"“{text[:30]}”: tiền lương một tháng phải từ 300.000 đến 1 tỷ đồng.")


def _status(text: str) -> Cell:
    """The standing of a member as a code."""
    found = STATES.get(fold(text))
    if found:
        return Cell(found)
    if fold(text) == "nghi":
        return Cell(fault="“Nghỉ” chưa rõ: nghỉ việc, nghỉ hưu hay nghỉ thai sản?", suggestion="Nghỉ việc")
    return Cell(fault=f"Chưa rõ tình trạng “{text[:40]}”. Ghi như: đang sinh hoạt, nghỉ việc, nghỉ hưu, chuyển đi.")


def _email(text: str) -> Cell:
    plain = _MAILTO.sub("", text, count=1).strip(" ;,<>")
    if not plain.isascii():
        raise VietError(f"“{text[:40]}”: địa chỉ thư điện tử không có dấu.")
    return Cell(cells.email(plain), "" if plain == text else "Bỏ phần thừa quanh địa chỉ thư.")


def _decision(text: str) -> Cell:
    """A number of a decision as (number, day); the day where it is told with it."""
    if found := _NUMBER_AND_DAY.fullmatch(text):
        day = past_day(found[2])
        if day.fault:
            return day
        return Cell(
            (cells.line(found[1].rstrip(" ,;-"), LENGTHS["decision_number"]), day.value), "Tách số và ngày quyết định."
        )
    if read_day(text).value and not re.fullmatch(r"\d{4,8}", text):
        return Cell(fault=f"“{text}” là ngày tháng; có thể Excel đã đổi số quyết định thành ngày.")
    return Cell((cells.line(text, LENGTHS["decision_number"]), None))


def _card(text: str) -> Cell:
    if _LEADING_ZERO.fullmatch(text):
        return Cell(text.partition(".")[0].partition(",")[0], "Bỏ phần thập phân do bảng tính thêm.")
    if re.search(r"[/.-]", text) and read_day(text).value:
        return Cell(fault=f"“{text}” là ngày tháng, không phải số thẻ.")
    plain = clean_line(text)
    if not re.search(r"\d", plain):
        raise VietError(f"“{text[:40]}” không phải là số thẻ.")
    return Cell(cells.line(plain, LENGTHS["card_number"]))


def _issued(text: str) -> Cell:
    """A day and a place of issue in one cell."""
    if found := _ISSUED.fullmatch(text):
        day = past_day(found[1])
        if day.fault:
            return day
        return Cell((day.value, cells.line(found[2] or "", LENGTHS["id_place"])), "Tách ngày và nơi cấp.")
    found_day = past_day(text)
    if found_day.value:
        return Cell((found_day.value, ""), found_day.note)
    if re.search(r"\d", text):
        return Cell(fault=f"Không tách được ngày và nơi cấp từ “{text[:60]}”.")
    return Cell((None, cells.line(text, LENGTHS["id_place"])))


def _ethnicity(text: str) -> Cell:
    if _FOREIGN.fullmatch(text) or re.search(r"\d", text) or fold(text) in {"nam", "nu", "x"}:
        return Cell(fault=f"“{text[:30]}” không phải là tên dân tộc.")
    return Cell(cells.line(text, 60))


def _is_none(text: str) -> Cell:
    if re.search(r"\d", text) or fold(text) in {"nam", "nu"}:
        return Cell(fault=f"“{text[:30]}” không phải là tôn giáo.")
    return Cell(cells.line(text, 60))


sex, tick, party, wage, status = reader(_sex), reader(_tick), reader(_party), reader(_wage), reader(_status)
email, decision, card, issued = reader(_email), reader(_decision), reader(_card), reader(_issued)
ethnicity, religion = reader(_ethnicity), reader(_is_none)


def show(value: object) -> str:
    """A value as people write it."""
    match value:
        case None:
            return ""
        case Day():
            return value.text
        case bool():
            return "x" if value else ""
        case "f" | "m":
            return "Nữ" if value == "f" else "Nam"
        case tuple():
            return "; ".join(filter(None, map(show, value)))
        case _:
            return str(value)
