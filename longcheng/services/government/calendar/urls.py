"""The pages of the working-day calendar."""

from django.urls import path

from longcheng.services.government.calendar import views

app_name = "calendar"

urlpatterns = [
    path("", views.year_page, name="year"),
    path("holidays.ics", views.feed, name="feed"),
]
