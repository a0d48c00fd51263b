"""The addresses of the counter."""

from django.urls import path

from longcheng.portal.desk import deliveries, files, finding, people, runs, tasks, views

app_name = "desk"

urlpatterns = [
    path("", tasks.first, name="first"),
    path("take/", tasks.take, name="take"),
    path("find/", finding.find, name="find"),
    path("people/", people.people, name="people"),
    path("deliveries/", deliveries.overview, name="deliveries"),
    path("deliveries/<int:delivery_id>/", deliveries.one, name="delivery"),
    path("health/", deliveries.health, name="health"),
    path("lists/act/", runs.plan, name="act"),
    path("lists/file/", files.file, name="file"),
    path("runs/", runs.own, name="runs"),
    path("runs/<int:run_id>/", runs.one, name="run"),
    path("runs/<int:run_id>/undo/", runs.undo, name="run-undo"),
    path("runs/<int:run_id>/file/", runs.results, name="run-file"),
    path("views/", views.own, name="views"),
    path("views/save/", views.save, name="view-save"),
    path("views/<int:view_id>/", views.change, name="view"),
    path("views/<int:view_id>/delete/", views.delete, name="view-delete"),
    path("views/<int:view_id>/back/", views.bring_back, name="view-back"),
]
