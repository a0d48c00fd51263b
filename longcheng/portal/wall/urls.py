"""The wall's addresses."""

from django.urls import path

from longcheng.portal.wall import views

app_name = "wall"

urlpatterns = [
    path("", views.wall, name="wall"),
    path("tiles/", views.tiles, name="tiles"),
]
