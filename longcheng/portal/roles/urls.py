"""The addresses of roles."""

from django.urls import path

from longcheng.portal.roles import views

urlpatterns = [
    path("", views.roles, name="roles"),
    path("<int:held_id>/end/", views.end, name="role-end"),
]
