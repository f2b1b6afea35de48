"""Made-up names of people.

Given names borne by the people whom the articles behind this demo name are left out, so that no draw can give one
of them.
"""

from random import Random

FEMALE, MALE = "f", "m"

# Family names with their weights.
FAMILIES = {
    "Nguyễn": 5, "Trần": 3, "Lê": 2, "Phạm": 2, "Huỳnh": 2, "Phan": 1, "Võ": 1, "Đặng": 1, "Bùi": 1, "Đỗ": 1,
    "Ngô": 1, "Dương": 1, "Lý": 1, "Đinh": 1, "Đoàn": 1, "Mai": 1, "Trương": 1, "Lương": 1, "Tạ": 1, "Châu": 1,
    "Hà": 1, "Thái": 1, "Cao": 1,
}  # fmt: skip
MIDDLES = {
    MALE: ["Văn", "Hữu", "Đức", "Minh", "Quốc", "Công", "Thành", "Ngọc", "Anh", "Tấn", "Hoàng", "Gia", "Nhật", "Trung"],
    FEMALE: ["Thị", "Thị Ngọc", "Thị Thu", "Thị Mỹ", "Thị Bích", "Ngọc", "Thanh", "Thị Hồng", "Kim", "Minh", "Thị Cẩm"],
}
GIVEN = {
    MALE: [
        "An", "Bảo", "Cảnh", "Công", "Danh", "Dũng", "Duy", "Đạt", "Điền", "Đông", "Giang", "Hiệp", "Hiếu", "Hòa",
        "Hoàng", "Huân", "Khải", "Khoa", "Kiên", "Lộc", "Lợi", "Luân", "Mạnh", "Nam", "Nghĩa", "Nguyên", "Nhân",
        "Phong", "Phước", "Quân", "Quý", "Sang", "Sơn", "Tài", "Tâm", "Thắng", "Thiện", "Thịnh", "Thuận", "Tiến",
        "Tín", "Toàn", "Trí", "Triết", "Trường", "Việt", "Vinh",
    ],
    FEMALE: [
        "Anh", "Ánh", "Chi", "Diễm", "Diệp", "Dung", "Duyên", "Đào", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa",
        "Hòa", "Hồng", "Huyền", "Hương", "Khánh", "Liên", "Linh", "Ly", "Mai", "Minh", "My", "Nga", "Nguyệt",
        "Nhàn", "Nhung", "Oanh", "Phương", "Quyên", "Quỳnh", "Sen", "Thảo", "Thắm", "Thoa", "Thủy", "Thư", "Thương",
        "Trang", "Trâm", "Trinh", "Tuyết", "Uyên", "Vân", "Xuân",
    ],
}  # fmt: skip


def sex_of(random: Random, women: float = 0.5) -> str:
    """A sex; women come with the given share."""
    return FEMALE if random.random() < women else MALE


def person_name(random: Random, sex: str) -> str:
    """A full name: family, middle and given name, all different words."""
    while True:
        family = random.choices(list(FAMILIES), list(FAMILIES.values()))[0]
        name = f"{family} {random.choice(MIDDLES[sex])} {random.choice(GIVEN[sex])}"
        words = name.split()
        if len(set(words)) == len(words):
            return name


def leader(unit_code: str) -> tuple[str, str]:
    """The name and sex of the one who heads a unit and signs for it: always the same for the same unit."""
    random = Random(f"leader of {unit_code}")  # noqa: S311 - illustrative, not secret
    sex = sex_of(random, 0.4)
    return person_name(random, sex), sex
