"""The pages of addresses, beneath those of the geography base."""

from django.urls import path

from longcheng.bases.geography.address_pages import staff_views, views

urlpatterns = [
    path("", views.find, name="addresses"),
    path("suggest/", views.suggest_page, name="address-suggest"),
    path("choices/", views.choices, name="address-choices"),
    path("here/", views.here, name="address-here"),
    path("new/", staff_views.new, name="address-new"),
    path("<int:address_id>/", views.address, name="address"),
    path("<int:address_id>/history/", views.history, name="address-history"),
    path("<int:address_id>/end/", staff_views.end, name="address-end"),
]
