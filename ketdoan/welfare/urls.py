"""Addresses of the module, under /cham-lo/."""

from django.urls import path

from .views import cases, handed, programmes, rates

app_name = "welfare"
urlpatterns = [
    path("", cases.case_list, name="cases"),
    path("<int:pk>/", cases.case_page, name="case"),
    path("<int:pk>/anh/<int:aid_photo>/", cases.case_photo, name="case_photo"),
    path("<int:pk>/duyet/", cases.decide, name="decide"),
    path("<int:pk>/trao/", cases.finish, name="finish"),
    path("<int:pk>/<slug:what>/", cases.say, name="say"),
    path("gui-thay/", handed.handed, name="handed"),
    path("gui-thay/moi/", handed.ask, name="ask"),
    path("gui-thay/<int:pk>/", handed.handed_case, name="handed_case"),
    path("gui-thay/<int:pk>/bo-sung/", handed.handed_add, name="handed_add"),
    path("muc-chi/", rates.rate_list, name="rates"),
    path("muc-chi/moi/", rates.add_rate, name="add_rate"),
    path("muc-chi/<int:pk>/doi/", rates.change_rate, name="change_rate"),
    path("muc-chi/<int:pk>/ket-thuc/", rates.end_rate, name="end_rate"),
    path("chuong-trinh/", programmes.programme_list, name="programmes"),
    path("chuong-trinh/moi/", programmes.new_programme, name="new_programme"),
    path("chuong-trinh/dang-ky-thay/", programmes.joinable, name="joinable"),
    path("chuong-trinh/dang-ky-thay/<int:pk>/", programmes.register_other, name="register_other"),
    path("chuong-trinh/<int:pk>/", programmes.programme_page, name="programme"),
    path("chuong-trinh/<int:pk>/sua/", programmes.change_programme, name="change_programme"),
    path("chuong-trinh/<int:pk>/dang/", programmes.publish_programme, name="publish_programme"),
    path("chuong-trinh/<int:pk>/dung/", programmes.end_programme, name="end_programme"),
    path("chuong-trinh/<int:pk>/nguoi-dang-ky/", programmes.registered, name="registered"),
    path("dang-ky/<int:pk>/huy/", programmes.cancel, name="cancel"),
    path("cau-hoi/<int:pk>/tra-loi/", programmes.answer, name="answer"),
]
