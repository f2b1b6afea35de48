"""Addresses of the module, under /bao-cao/."""

from django.urls import path

from .views import articles, board, employers, entry, papers, review, rounds, targets

app_name = "reports"
urlpatterns = [
    path("", entry.own, name="own"),
    path("so-lieu/", board.board, name="board"),
    path("so-lieu/<int:pk>/khac-thuong/", board.unlike, name="unlike"),
    path("bai-viet/", articles.article, name="article"),
    path("chi-tieu/", targets.targets, name="targets"),
    path("chi-tieu/moi/", targets.new_target, name="new_target"),
    path("chi-tieu/<int:pk>/ket-qua/", targets.outcome, name="outcome"),
    path("chi-tieu/<int:pk>/bo/", targets.withdraw, name="withdraw_target"),
    path("dot/", rounds.rounds, name="rounds"),
    path("dot/moi/", rounds.new_round, name="new_round"),
    path("dot/<int:pk>/", rounds.round_page, name="round"),
    path("dot/<int:pk>/nhac/", rounds.remind, name="remind"),
    path("dot/<int:pk>/han/", rounds.change_due, name="change_due"),
    path("dot/<int:pk>/khoa/", rounds.lock, name="lock"),
    path("<int:pk>/", entry.report, name="report"),
    path("<int:pk>/ghi/", entry.save, name="save"),
    path("<int:pk>/nop/", entry.hand_in, name="submit"),
    path("<int:pk>/rut/", entry.take_back, name="take_back"),
    path("<int:pk>/lich-su/", entry.course, name="course"),
    path("<int:pk>/tep-mau/", papers.workbook, name="workbook"),
    path("<int:pk>/nap-tep/", papers.upload, name="upload"),
    path("<int:pk>/pdf/", papers.pdf, name="pdf"),
    path("<int:pk>/pdf/<int:no>/", papers.pdf, name="pdf_of"),
    path("<int:pk>/goc/<str:cell>/", review.evidence, name="evidence"),
    path("<int:pk>/o/<str:cell>/", review.behind, name="behind"),
    path("<int:pk>/tiep-nhan/", review.accept, name="accept"),
    path("<int:pk>/phieu/", employers.ask, name="ask_employer"),
    path("phieu/<str:secret>/", employers.sheet, name="sheet"),
    path("<int:pk>/hoi/", review.ask, name="ask"),
    path("cau-hoi/<int:pk>/tra-loi/", entry.answer, name="answer"),
    path("<int:pk>/tra-lai/", review.give_back, name="give_back"),
    path("<int:pk>/cho-sua/", review.reopen, name="reopen"),
    path("<int:pk>/mien/", review.exempt, name="exempt"),
    path("<int:pk>/bo-mien/", review.oblige, name="oblige"),
    path("<int:pk>/dieu-chinh/", review.adjust, name="adjust"),
    path("dieu-chinh/<int:pk>/bo/", review.unadjust, name="unadjust"),
]
