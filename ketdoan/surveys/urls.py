"""Addresses of the module."""

from django.urls import path

from .views import agenda, asking

app_name = "surveys"
urlpatterns = [
    path("", asking.surveys_list, name="surveys"),
    path("moi/", asking.new, name="new"),
    path("<int:pk>/", asking.survey, name="survey"),
    path("<int:pk>/sua/", asking.change, name="change"),
    path("<int:pk>/bo/", asking.drop, name="drop"),
    path("<int:pk>/gui/", asking.publish, name="publish"),
    path("<int:pk>/ket-thuc/", asking.close, name="close"),
    path("<int:pk>/thu-hoi/", asking.withdraw, name="withdraw"),
    path("<int:pk>/duyet/<uuid:statement>/", asking.let_in, name="let_in"),
    path("<int:pk>/doi-thoai/", agenda.add, name="agenda_add"),
    path("doi-thoai/<int:pk>/", agenda.outcome, name="outcome"),
    path("doi-thoai/<int:pk>/cam-ket/", agenda.promise, name="promise"),
    path("cam-ket/<int:pk>/", agenda.report, name="report"),
]
