"""The addresses of my page."""

from django.urls import path

from longcheng.portal.me import closing, views

app_name = "me"

urlpatterns = [
    path("", views.page, name="page"),
    path("close/", closing.close, name="close"),
]
