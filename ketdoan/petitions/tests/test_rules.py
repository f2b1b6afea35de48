"""What is alike, what is a denunciation, what is shown of small numbers."""

import pytest

from ketdoan.petitions.queries.board import LEAST as ONE_GROUP
from ketdoan.petitions.queries.own import LEAST
from ketdoan.petitions.rules.alike import clusters, covered, likeness, nearest, shape_of
from ketdoan.petitions.rules.denouncing import is_denunciation
from ketdoan.petitions.rules.showing import few

#: Lines of workers on one thing each.
MATTERS = [
    ["Suất ăn ca chiều ít rau, cơm nguội", "com nguoi, suat an ca chieu te qua", "Bữa ăn ca chiều cơm nguội ít thịt"],
    ["Nhà vệ sinh xưởng 2 hỏng, bẩn", "nha ve sinh o xuong 2 ban khong ai don", "Đề nghị sửa nhà vệ sinh xưởng 2"],
    ["Công ty chậm trả lương tháng 10", "luong thang 10 tra cham chua thay", "Chậm lương tháng 10 đã hai tuần"],
    ["Xe đưa đón công nhân hay trễ giờ", "xe dua don tre gio bi phat di muon", "Xe đưa đón trễ, đề nghị thêm chuyến"],
    ["Quạt thông gió chuyền 5 hỏng, nóng", "chuyen 5 quat thong gio hong nong khong chiu noi"],
    ["Tăng ca quá nhiều, không được báo trước", "tang ca khong bao truoc, tuan nao cung tang ca"],
    ["Chưa nhận được sổ bảo hiểm xã hội", "nghi viec ba thang chua tra so bao hiem xa hoi"],
]


def test_lines_on_one_thing_are_nearer_than_those_on_different_things():
    lines = [(line, matter) for matter, told in enumerate(MATTERS) for line in told]
    for line, matter in lines:
        others = [((other, of), shape_of(other)) for other, of in lines if other != line]
        (first, of), score = nearest(shape_of(line), shape_of(line), others, 0)[0]
        assert of == matter, (line, first)
        assert score >= LEAST, (line, first, score)


def test_lines_on_different_things_are_not_shown_as_alike():
    lines = [(line, matter) for matter, told in enumerate(MATTERS) for line in told]
    wrong = [
        (line, other)
        for line, matter in lines
        for other, of in lines
        if of != matter and likeness(shape_of(line), shape_of(other)) >= LEAST
    ]
    assert not wrong


def test_groups_hold_what_is_on_one_thing():
    lines = [line for told in MATTERS for line in told]
    of = [matter for matter, told in enumerate(MATTERS) for _ in told]
    groups = clusters([shape_of(line) for line in lines], ONE_GROUP)
    assert all(len({of[place] for place in places}) == 1 for places in groups)
    assert len(groups) >= 5


def test_marks_order_and_empty_syllables_make_no_difference():
    assert likeness(shape_of("Nhà vệ sinh bẩn"), shape_of("nha ve sinh ban")) == pytest.approx(1)
    assert likeness(shape_of(""), shape_of("nha ve sinh")) == 0
    assert likeness(shape_of("anh chị ơi"), shape_of("anh chị ơi")) == 0


def test_a_line_is_found_in_what_somebody_wrote_at_length():
    long = "Kính gửi công đoàn, tôi làm ở chuyền 3. Mấy hôm nay nhà vệ sinh xưởng 2 hỏng, bẩn, không ai dọn."
    assert covered(shape_of("Nhà vệ sinh xưởng 2 hỏng, bẩn"), shape_of(long)) > 0.9


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Tôi tố cáo tổ trưởng ăn chặn tiền ăn ca", True),
        ("Đơn TỐ CÁO hành vi đánh người", True),
        ("toi to cao chuyen truong danh cong nhan", True),
        ("Đây không phải tố cáo, chỉ mong công ty xem lại", False),
        ("Ghế ngồi của người to cao không vừa", False),
        ("Suất ăn ca ít rau", False),
        ("Tôi không tố cáo ai cả", False),
    ],
)
def test_denunciations_are_told_from_petitions(text, is_one):
    assert is_denunciation(text) == is_one


def test_small_numbers_are_not_told_but_none_is():
    assert [few(number) for number in (0, 1, 4, 5, 1234)] == ["0", "dưới 5", "dưới 5", "5", "1.234"]
