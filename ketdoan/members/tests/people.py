"""Members as a generator makes them up: what is true of each, told without the reader."""

from random import Random

FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Huỳnh",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Đinh",
    "Trịnh",
    "Đoàn",
    "Lâm",
    "Mai",
    "Đào",
    "Hà",
    "Tạ",
]
MEN = ["Văn", "Hữu", "Đức", "Quang", "Minh", "Xuân", "Thế", "Bá", "Công", "Trọng", "Ngọc", "Thành"]
WOMEN = ["Thị", "Thị Thu", "Thị Ngọc", "Thị Kim", "Ngọc", "Thị Hồng", "Mỹ", "Thùy", "Thị Bích", "Diệu"]
MEN_GIVEN = [
    "An",
    "Bình",
    "Cường",
    "Dũng",
    "Đạt",
    "Giang",
    "Hải",
    "Hiếu",
    "Hòa",
    "Hùng",
    "Khánh",
    "Kiên",
    "Lâm",
    "Long",
    "Mạnh",
    "Nam",
    "Nghĩa",
    "Phúc",
    "Quân",
    "Sơn",
    "Tài",
    "Thắng",
    "Tú",
    "Tuấn",
    "Việt",
    "Vỹ",
    "Ân",
    "Ấn",
]
WOMEN_GIVEN = [
    "Anh",
    "Ánh",
    "Bé",
    "Chi",
    "Dung",
    "Duyên",
    "Đào",
    "Giang",
    "Hà",
    "Hạnh",
    "Hằng",
    "Hiền",
    "Hoa",
    "Hòa",
    "Hồng",
    "Huệ",
    "Hương",
    "Lan",
    "Loan",
    "Mai",
    "Nga",
    "Ngân",
    "Nhung",
    "Oanh",
    "Phượng",
    "Quyên",
    "Thảo",
    "Thủy",
    "Trang",
    "Tuyết",
    "Uyên",
    "Vân",
    "Xuân",
    "Yến",
    "Ý",
]
RARE = [("H'Hen Niê", "f"), ("Y Moan Ênuôl", "m"), ("Nguyễn Thị H'Mông", "f"), ("K'Brơi", "m"), ("Lò Thị Pó", "f")]
PROVINCES = ["001", "002", "019", "031", "038", "040", "046", "048", "056", "066", "075", "079", "092", "096"]
STREETS = ["Lê Lợi", "Trần Hưng Đạo", "Nguyễn Trãi", "Lý Thường Kiệt", "Hai Bà Trưng", "Điện Biên Phủ", "Võ Thị Sáu"]
TOWNS = [
    "Thành phố Huế",
    "Quận 1, TP. Hồ Chí Minh",
    "huyện Củ Chi",
    "TP. Đà Nẵng",
    "thị xã Sơn Tây, Hà Nội",
    "TP. Vinh, Nghệ An",
]
PLACES = ["Hà Nội", "Nam Định", "Thừa Thiên Huế", "Quảng Ngãi", "Đắk Lắk", "Cần Thơ", "Bến Tre", "Thái Bình"]
GROUPS = [
    "Tổ văn phòng",
    "Phòng Kế toán",
    "Phân xưởng May 1",
    "Phòng Tổ chức - Hành chính",
    "Xưởng cơ khí",
    "Tổ bảo vệ",
]
JOBS = ["Công nhân may", "Kế toán viên", "Kỹ sư", "Lái xe", "Thủ kho", "Nhân viên kỹ thuật", "Điều dưỡng"]
TITLES = ["Nhân viên", "Trưởng phòng", "Phó phòng", "Tổ trưởng sản xuất", "Công nhân", "Quản đốc"]
EDUCATION = ["Đại học", "12/12", "Cao đẳng", "Thạc sĩ", "Trung cấp", "Đại học Luật"]
OFFICES = [
    "Chủ tịch công đoàn cơ sở",
    "Phó Chủ tịch CĐCS",
    "Ủy viên BCH CĐCS",
    "Tổ trưởng công đoàn",
    "Ủy viên UBKT CĐ",
]
CONTRACTS = ["Không xác định thời hạn", "HĐLĐ 36 tháng", "Xác định thời hạn 12 tháng", "HĐLV"]
STATES = {
    "Đang sinh hoạt": "active",
    "Đang làm việc": "active",
    "Nghỉ hưu": "retired",
    "Đã chuyển đi": "transferred",
    "Nghỉ việc": "left",
    "Nghỉ thai sản": "active",
    "Tạm dừng sinh hoạt": "suspended",
}
ETHNIC = ["Kinh", "Kinh", "Kinh", "Tày", "Khmer", "Hoa", "Ê Đê", "Mường"]
RELIGIONS = ["Không", "Không", "Phật giáo", "Thiên Chúa giáo", "Cao Đài"]
MOBILES = ["032", "033", "038", "070", "079", "081", "086", "090", "091", "093", "097", "098"]


def person(random: Random, number: int) -> dict:
    """One member; days are (year, month, day) with 0 for what is not known."""
    rare = random.random() < 0.03
    if rare:
        name, sex = random.choice(RARE[:3] + RARE[4:])
    else:
        sex = random.choice("mf")
        middles, givens = (MEN, MEN_GIVEN) if sex == "m" else (WOMEN, WOMEN_GIVEN)
        name = f"{random.choice(FAMILIES)} {random.choice(middles)} {random.choice(givens)}"
    birth = (random.randrange(1964, 2005), random.randrange(1, 13), random.randrange(1, 29))
    began = (birth[0] + random.randrange(18, 21), random.randrange(1, 13), random.randrange(1, 29))
    joined = (began[0] + 1, random.randrange(1, 13), random.randrange(1, 29))
    century = 0 if birth[0] < 2000 else 2
    province = random.choice(PROVINCES)
    citizen = f"{province}{century + (sex == 'f')}{birth[0] % 100:02}{random.randrange(1, 999_999):06}"
    plain = "".join(random.choice("abcdeghiklmnopqrstuvxy") for _ in range(6))
    return {
        "number": str(number),
        "name": name,
        "sex": sex,
        "birth": birth,
        "citizen_id": citizen,
        "old_citizen_id": f"{random.randrange(10, 400):03}{random.randrange(10**6):06}",
        "id_date": (2021, random.randrange(1, 13), random.randrange(1, 29)),
        "id_place": random.choice(["Cục CS QLHC về TTXH", "Công an tỉnh Nam Định", "CA TP. Hồ Chí Minh"]),
        "social_insurance": f"{random.choice(['01', '79', '02', '40', '31'])}{random.randrange(10**8):08}",
        "phone": random.choice(MOBILES) + f"{random.randrange(10**7):07}",
        "email": f"{plain}{number}@congty.vn",
        "address": f"Số {random.randrange(1, 300)} {random.choice(STREETS)}, {random.choice(TOWNS)}",
        "hometown": random.choice(PLACES),
        "ethnicity": random.choice(ETHNIC),
        "religion": random.choice(RELIGIONS),
        "education": random.choice(EDUCATION),
        "occupation": random.choice(JOBS),
        "job_title": random.choice(TITLES),
        "contract": random.choice(CONTRACTS),
        "started": began,
        "member_since": joined,
        "joined_at": "CĐCS Công ty May 10",
        "decision_number": f"{random.randrange(1, 90)}/QĐ-CĐCS",
        "decision_date": joined,
        "card_number": f"{random.randrange(1, 60):02}{random.randrange(10**8):08}",
        "card_date": (2020, random.randrange(1, 13), random.randrange(1, 29)),
        "office": random.choice(OFFICES) if random.random() < 0.15 else "",
        "group": random.choice(GROUPS),
        "party": random.random() < 0.3,
        "wage": random.randrange(5_000, 20_000) * 1_000,
        "status": random.choice(list(STATES)),
        "note": random.choice(["", "", "Con nhỏ dưới 6 tuổi", "Khen thưởng 2022"]),
    }
