"""Addresses of the module, under /phan-anh/."""

from django.urls import path

from .views import board, desk, handed, promises

app_name = "petitions"
urlpatterns = [
    path("", desk.desk_list, name="desk"),
    path("bang-van-de/", board.board_page, name="board"),
    path("danh-sach/", board.petition_list, name="list"),
    path("cam-ket/", board.promise_list, name="promises"),
    path("gui-thay/", handed.handed, name="handed"),
    path("gui-thay/moi/", handed.hand_in, name="hand_in"),
    path("gui-thay/<int:pk>/", handed.handed_petition, name="handed_petition"),
    path("gui-thay/<int:pk>/bo-sung/", handed.handed_add, name="handed_add"),
    path("<int:pk>/", desk.petition_page, name="petition"),
    path("<int:pk>/tiep-nhan/", desk.accept, name="accept"),
    path("<int:pk>/tra-loi/", desk.answer, name="answer"),
    path("<int:pk>/cam-ket/", promises.new_promise, name="new_promise"),
    path("<int:pk>/<str:what>/", desk.say, name="say"),
    path("cam-ket/<int:pk>/<str:deed>/", promises.move_promise, name="move_promise"),
    path("anh/<int:pk>/", desk.picture, name="picture"),
]
