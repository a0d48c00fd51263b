"""The addresses of the help."""

from django.urls import path

from longcheng.portal.help import views

app_name = "help"

urlpatterns = [
    path("", views.help_page, name="page"),
    path("<slug:topic>/", views.topic_page, name="topic"),
]
