"""Addresses of the module, under /phap-luat/."""

from django.urls import path

from .views import asking, assistant, board, calculators, desk, handbook, importing, library

app_name = "legal"
urlpatterns = [
    path("", assistant.ask, name="ask"),
    path("dien-giai/", assistant.explanation, name="explanation"),
    path("hoi-can-bo/", asking.hand_over, name="hand_over"),
    path("cau-hoi-cua-toi/", asking.mine, name="mine"),
    path("cau-hoi-cua-toi/<int:pk>/", asking.my_case, name="my_case"),
    path("cau-hoi-cua-toi/<int:pk>/bo-sung/", asking.add, name="add"),
    path("cau-hoi-cua-toi/<int:pk>/rut/", asking.withdraw, name="withdraw"),
    path("danh-gia/", board.feedback, name="feedback"),
    path("thong-ke/", board.board_page, name="board"),
    path("tu-van/", desk.case_list, name="cases"),
    path("tu-van/<int:pk>/", desk.case_page, name="case"),
    path("tu-van/<int:pk>/tra-loi/", desk.answer, name="answer"),
    path("tu-van/<int:pk>/soan-muc/", handbook.from_case, name="from_case"),
    path("tu-van/<int:pk>/<str:what>/", desk.say, name="say"),
    path("so-tay-rieng/", handbook.own_entries, name="own_entries"),
    path("so-tay-rieng/moi/", handbook.new_entry, name="new_entry"),
    path("so-tay-rieng/<int:pk>/", handbook.own_entry, name="own_entry"),
    path("so-tay-rieng/<int:pk>/sua/", handbook.change_entry, name="change_entry"),
    path("so-tay-rieng/<int:pk>/y-kien/<str:how>/", handbook.remark, name="remark"),
    path("so-tay-rieng/<int:pk>/<str:move>/", handbook.move_entry, name="move_entry"),
    path("so-tay/", assistant.handbook_page, name="handbook"),
    path("so-tay/<str:code>/", assistant.entry, name="entry"),
    path("so-tay/<str:code>/tham-dinh/", handbook.check, name="check_entry"),
    path("may-tinh/", calculators.calculators, name="calculators"),
    path("may-tinh/<str:code>/", calculators.calculator, name="calculator"),
    path("thu-vien/", library.acts, name="library"),
    path("thu-vien/<int:pk>/", library.act_page, name="act"),
    path("thu-vien/<int:pk>/quan-he/", importing.new_relation, name="relation"),
    path("thu-vien/nhap/", importing.import_file, name="import_file"),
    path("thu-vien/nhap/<int:pk>/", importing.look_over, name="import"),
    path("thu-vien/nhap/<int:pk>/dua-vao/", importing.begin_import, name="import_begin"),
    path("thu-vien/nhap/<int:pk>/bo/", importing.drop_import, name="import_drop"),
    path("thu-vien/tep/<int:pk>/", library.source, name="source"),
    path("quan-he/<int:pk>/bo/", importing.drop_relation, name="relation_drop"),
    path("dieu/<int:pk>/", library.article, name="article"),
    path("dieu/<int:pk>/so-sanh/<int:other>/", library.compare, name="compare"),
]
