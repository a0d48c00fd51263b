"""The addresses of settings."""

from django.urls import path

from longcheng.portal.preferences import views

app_name = "preferences"

urlpatterns = [
    path("", views.settings_page, name="settings"),
    path("quick/", views.quick, name="quick"),
]
