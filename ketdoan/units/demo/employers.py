"""Made-up enterprises."""

from random import Random
from typing import Any

# What follows the legal form in a name, the word of a foreign name, the VSIC class, the share of women.
INDUSTRIES = [
    ("May", "Garment", "1410 - May trang phục", 0.8),
    ("Giày da", "Footwear", "1520 - Sản xuất giày, dép", 0.8),
    ("Dệt sợi", "Textile", "1311 - Sản xuất sợi", 0.6),
    ("Linh kiện điện tử", "Electronics", "2610 - Sản xuất linh kiện điện tử", 0.65),
    ("Chế biến cao su", "Rubber", "2219 - Sản xuất sản phẩm khác từ cao su", 0.4),
    ("Chế biến hạt điều", "Cashew", "1030 - Chế biến và bảo quản rau quả", 0.75),
    ("Tinh bột sắn", "Starch", "1062 - Sản xuất tinh bột", 0.35),
    ("Bao bì nhựa", "Packaging", "2220 - Sản xuất sản phẩm từ plastic", 0.45),
    ("Cơ khí", "Precision", "2592 - Gia công cơ khí", 0.15),
    ("Gỗ nội thất", "Furniture", "3100 - Sản xuất giường, tủ, bàn, ghế", 0.4),
    ("Xây dựng", "Construction", "4101 - Xây dựng nhà để ở", 0.12),
    ("Vận tải", "Logistics", "4933 - Vận tải hàng hóa bằng đường bộ", 0.1),
    ("Thương mại", "Trading", "4711 - Bán lẻ tổng hợp", 0.55),
]
FIRST = [
    "An", "Bình", "Cát", "Đại", "Đông", "Gia", "Hòa", "Hưng", "Kim", "Lộc", "Minh", "Nam", "Phú", "Phước", "Tân",
    "Thành", "Thiên", "Thuận", "Vạn", "Việt",
]  # fmt: skip
SECOND = [
    "An", "Cường", "Đạt", "Hưng", "Khang", "Lợi", "Nghĩa", "Nhật", "Phát", "Phong", "Quang", "Thái", "Thắng",
    "Thịnh", "Tiến", "Vinh", "Xuân", "Yên",
]  # fmt: skip
FOREIGN = [
    "Taemor", "Soravi", "Kirawa", "Aobelle", "Midorin", "Yulenta", "Fengova", "Jialora", "Nordena",
    "Lumera", "Vantisa", "Orwella", "Caldera", "Brisona", "Dalimho", "Estrovi", "Galmera", "Hirosa", "Ilvento",
    "Kestrina", "Marudo", "Novelin", "Ostrama",
]  # fmt: skip
# Ownership, legal form, bounds of the number of workers, weight.
DOMESTIC = [
    ("private_enterprise", "Công ty TNHH", (20, 420), 9),
    ("private_enterprise", "Công ty cổ phần", (40, 600), 6),
    ("state_enterprise", "Công ty TNHH MTV", (120, 900), 3),
    ("cooperative", "Hợp tác xã", (12, 60), 1),
]


def enterprise(random: Random, foreign: float, taken: set[str]) -> dict[str, Any]:
    """The fields of a grassroots union in an enterprise; foreign ones come with the given share.

    Its short name is one that is not `taken` yet, and is then. The tax code begins with 00, which is not given out.
    """
    while True:
        values = _draw(random, foreign)
        if values["short_name"] not in taken:
            taken.add(values["short_name"])
            return values


def _draw(random: Random, foreign: float) -> dict[str, Any]:
    trade, word, industry, women = random.choice(INDUSTRIES)
    if random.random() < foreign:
        short = f"{random.choice(FOREIGN)} {word}"
        ownership, size, employer = "foreign_enterprise", (250, 3200), f"Công ty TNHH {short} (Việt Nam)"
    else:
        ownership, form, size, _ = random.choices(DOMESTIC, weights=[row[3] for row in DOMESTIC])[0]
        short = f"{trade} {random.choice(FIRST)} {random.choice(SECOND)}"
        employer = f"{form} {short}"
    workers = random.randint(*size)
    return {
        "kind": "grassroots_union",
        "name": f"Công đoàn cơ sở {employer}",
        "short_name": f"CĐCS {short}",
        "ownership": ownership,
        "industry": industry,
        "employer": employer,
        "tax_code": f"00{random.randint(10_000_000, 99_999_999)}",
        "workers": workers,
        "women": round(workers * women),
        "has_seal": random.random() < 0.9,
    }
