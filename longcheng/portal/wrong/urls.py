"""The addresses of “this is wrong”."""

from django.urls import path

from longcheng.portal.wrong import cases, views

urlpatterns = [
    path("", views.wrong, name="wrong"),
    path("cases/<int:doubt_id>/", cases.case, name="wrong-case"),
]
