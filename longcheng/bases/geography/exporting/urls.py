"""The addresses of layers as files, below /geography/layers/<name>/download/."""

from django.urls import path

from longcheng.bases.geography.exporting import views

urlpatterns = [
    path("", views.download, name="layer-download"),
    path("<int:map_export_id>/", views.made_file, name="layer-file"),
]
