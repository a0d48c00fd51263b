"""The addresses of the files of maps, below /geography/imports/."""

from django.urls import path

from longcheng.bases.geography.importing import files, views

urlpatterns = [
    path("", views.every, name="imports"),
    path("new/", views.new, name="import-new"),
    path("<int:map_import_id>/", views.one, name="import"),
    path("<int:map_import_id>/act/", views.act, name="import-act"),
    path("<int:map_import_id>/cancel/", views.stop, name="import-cancel"),
    path("<int:map_import_id>/undo/", views.take_back, name="import-undo"),
    path("<int:map_import_id>/report/", views.report, name="import-report"),
    path("<int:map_import_id>/defects.csv", files.defects_csv, name="import-defects"),
]
