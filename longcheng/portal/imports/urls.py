"""The addresses of imports."""

from django.urls import path

from longcheng.portal.imports import files, sending, views

app_name = "imports"

urlpatterns = [
    path("", views.every, name="every"),
    path("new/", sending.new, name="new"),
    path("samples/<str:sample>", files.sample, name="sample"),
    path("<int:import_id>/", views.one, name="one"),
    path("<int:import_id>/act/", views.act, name="act"),
    path("<int:import_id>/cancel/", views.stop, name="cancel"),
    path("<int:import_id>/report/", views.report, name="report"),
    path("<int:import_id>/mapping.toml", files.mapping, name="mapping"),
    path("<int:import_id>/defects.csv", files.defects_csv, name="defects-csv"),
    path("<int:import_id>/defects.xlsx", files.defects_xlsx, name="defects-xlsx"),
]
