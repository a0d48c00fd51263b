"""The addresses of the population base."""

from django.urls import path

from longcheng.bases.population import matching, views

app_name = "population"

urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/correct/", views.file, name="file"),
    path("me/corrections/<int:correction_id>/withdraw/", views.withdraw, name="withdraw"),
    path("residents/<int:account_id>/", views.resident, name="resident"),
    path("match/", matching.match, name="match"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/<int:correction_id>/", views.correction, name="correction"),
]
