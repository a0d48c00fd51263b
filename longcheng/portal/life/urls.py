"""The addresses of the events of life."""

from django.urls import path

from longcheng.portal.life import views

app_name = "life"

urlpatterns = [path("<slug:event>/", views.event_page, name="event")]
