"""The addresses of the search."""

from django.urls import path

from longcheng.portal.search import views

app_name = "search"

urlpatterns = [
    path("", views.search_page, name="page"),
    path("suggest/", views.suggest, name="suggest"),
]
