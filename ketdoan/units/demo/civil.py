"""The civil servants' unions of Lạng Sơn (60 grassroots unions) and Tây Ninh, until the unions of state bodies end."""

from datetime import date

from .country import federation_code, old_federation
from .stage import REGISTER_OPENS, STATE_EXIT, Plan, area, codes_under, end_units, found, move_under

LANG_SON, TAY_NINH = "CDVC-LANGSON", "CDVC-TAYNINH"
LANG_SON_INFORMATION = "CDVC-LANGSON-STTTT"

AGENCIES = [
    "Văn phòng Tỉnh ủy", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh", "Văn phòng Ủy ban nhân dân tỉnh",
    "Ban Tổ chức Tỉnh ủy", "Ban Tuyên giáo Tỉnh ủy", "Ban Dân vận Tỉnh ủy", "Ban Nội chính Tỉnh ủy",
    "Ủy ban Kiểm tra Tỉnh ủy", "Ủy ban Mặt trận Tổ quốc tỉnh", "Hội Nông dân tỉnh", "Hội Liên hiệp Phụ nữ tỉnh",
    "Tỉnh đoàn", "Hội Cựu chiến binh tỉnh", "Sở Nội vụ", "Sở Tư pháp", "Sở Tài chính", "Sở Kế hoạch và Đầu tư",
    "Sở Công Thương", "Sở Nông nghiệp và Phát triển nông thôn", "Sở Giao thông vận tải", "Sở Xây dựng",
    "Sở Tài nguyên và Môi trường", "Sở Lao động - Thương binh và Xã hội", "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Sở Y tế", "Thanh tra tỉnh", "Cục Thuế tỉnh",
    "Cục Thống kê tỉnh", "Cục Hải quan tỉnh", "Kho bạc Nhà nước tỉnh", "Tòa án nhân dân tỉnh",
    "Viện kiểm sát nhân dân tỉnh", "Cục Thi hành án dân sự tỉnh", "Cục Quản lý thị trường tỉnh",
    "Bảo hiểm xã hội tỉnh", "Liên minh Hợp tác xã tỉnh", "Hội Chữ thập đỏ tỉnh", "Chi cục Kiểm lâm",
    "Chi cục Thủy lợi", "Chi cục Chăn nuôi và Thú y",
]  # fmt: skip
BUDGET_UNITS = [
    "Trường Chính trị tỉnh", "Báo tỉnh", "Đài Phát thanh và Truyền hình tỉnh", "Bảo tàng tỉnh", "Thư viện tỉnh",
    "Trung tâm Văn hóa nghệ thuật tỉnh", "Trung tâm Công tác xã hội", "Trung tâm Khuyến nông",
    "Trung tâm Lưu trữ lịch sử", "Trung tâm Trợ giúp pháp lý nhà nước", "Nhà thiếu nhi tỉnh",
    "Trung tâm Huấn luyện và Thi đấu thể thao",
]  # fmt: skip
SELF_FINANCED = [
    "Trung tâm Đăng kiểm phương tiện giao thông", "Trung tâm Kỹ thuật tiêu chuẩn đo lường", "Phòng Công chứng số 1",
    "Trung tâm Dịch vụ bán đấu giá tài sản", "Ban Quản lý dự án đầu tư xây dựng tỉnh",
]  # fmt: skip
JOIN_LATER = ["Ban Quản lý Khu kinh tế", "Trung tâm Xúc tiến đầu tư"]


def _plans(union: str, names: list[str], ownership: str, first: int) -> list[Plan]:
    return [
        Plan(
            f"{union}-{n:02}",
            union,
            {
                "kind": "grassroots_union",
                "name": f"Công đoàn cơ sở {name}",
                "short_name": f"CĐCS {name}",
                "ownership": ownership,
                "employer": name,
            },
        )
        for n, name in enumerate(names, first)
    ]


def found_civil_unions() -> None:
    """Both unions with their grassroots unions, as the register opens; in Lạng Sơn 60, then as later."""
    _found(LANG_SON, "20", agencies=42)
    information = Plan(
        LANG_SON_INFORMATION,
        LANG_SON,
        {
            "kind": "grassroots_union",
            "name": "Công đoàn cơ sở Sở Thông tin và Truyền thông",
            "short_name": "CĐCS Sở TT&TT",
            "ownership": "state_agency",
            "employer": "Sở Thông tin và Truyền thông tỉnh Lạng Sơn",
            "area": area("20", REGISTER_OPENS),
            "workers": 46,
            "women": 21,
        },
    )
    found([information], REGISTER_OPENS, LANG_SON, "Công nhận CĐCS Sở Thông tin và Truyền thông")
    _found(TAY_NINH, "72", agencies=33)


def _found(union: str, area_code: str, *, agencies: int) -> None:
    federation, place = old_federation(area_code), area(area_code, REGISTER_OPENS)
    name = f"tỉnh {place.short_name}"
    values = {"name": f"Công đoàn Viên chức {name}", "short_name": f"CĐVC {name}", "has_seal": True, "area": place}
    plan = Plan(union, federation, {"kind": "civil_servants_union", **values})
    found([plan], REGISTER_OPENS, federation, f"Thành lập Công đoàn Viên chức {name}")
    plans = _plans(union, AGENCIES[:agencies], "state_agency", 1)
    plans += _plans(union, BUDGET_UNITS, "budget_public_service", 51)
    plans += _plans(union, SELF_FINANCED, "autonomous_public_service", 71)
    found(plans, REGISTER_OPENS, union, "Công nhận các công đoàn cơ sở trực thuộc")


def join_whole() -> None:
    """2021: two grassroots unions come to the Tây Ninh union with all their members, without personal transfers."""
    federation = old_federation("72")
    plans = _plans(TAY_NINH, JOIN_LATER, "state_agency", 81)
    plans = [Plan(plan.code, federation, plan.values) for plan in plans]
    found(plans, date(2012, 5, 1), federation, "Thành lập công đoàn cơ sở trực thuộc Liên đoàn Lao động tỉnh")
    codes = [plan.code for plan in plans]
    move_under(codes, TAY_NINH, date(2021, 6, 1), federation, "Chuyển giao về Công đoàn Viên chức tỉnh")


def end_civil_unions() -> None:
    """June 2025: grassroots unions of state bodies end, self-financed ones go to the federation, the unions end."""
    for union, federation in ((LANG_SON, federation_code("Lạng Sơn")), (TAY_NINH, old_federation("72"))):
        for ownership in ("state_agency", "budget_public_service"):
            abstract = "Kết thúc hoạt động công đoàn tại cơ quan, đơn vị hưởng 100% lương từ ngân sách nhà nước"
            end_units(codes_under(union, ownership=ownership), STATE_EXIT, federation, abstract)
        staying = codes_under(union)
        move_under(staying, federation, STATE_EXIT, federation, "Tiếp nhận công đoàn cơ sở đơn vị sự nghiệp tự chủ")
        end_units([union], STATE_EXIT, federation, "Kết thúc hoạt động Công đoàn Viên chức tỉnh")
