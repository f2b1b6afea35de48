"""Addresses of the module, under /phap-luat/."""

from django.urls import path

from .views import assistant, calculators, library

app_name = "legal"
urlpatterns = [
    path("", assistant.ask, name="ask"),
    path("dien-giai/", assistant.explanation, name="explanation"),
    path("so-tay/", assistant.handbook_page, name="handbook"),
    path("so-tay/<str:code>/", assistant.entry, name="entry"),
    path("may-tinh/", calculators.calculators, name="calculators"),
    path("may-tinh/<str:code>/", calculators.calculator, name="calculator"),
    path("thu-vien/", library.acts, name="library"),
    path("thu-vien/<int:pk>/", library.act_page, name="act"),
    path("dieu/<int:pk>/", library.article, name="article"),
]
