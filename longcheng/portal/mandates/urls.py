"""The addresses of mandates."""

from django.urls import path

from longcheng.portal.mandates import views

urlpatterns = [
    path("", views.mandates, name="mandates"),
    path("counter/", views.counter, name="mandates-counter"),
    path("<int:mandate_id>/", views.mandate, name="mandate"),
    path("<int:mandate_id>/end/", views.end, name="mandate-end"),
]
