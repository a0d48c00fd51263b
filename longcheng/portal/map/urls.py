"""The addresses of the map."""

from django.urls import path

from longcheng.portal.map import data, districts, metro, pages, tables

app_name = "map"

urlpatterns = [
    path("", pages.map_page, name="page"),
    path("place/", pages.place, name="place"),
    path("table/", tables.table, name="table"),
    path("table/csv/", tables.csv_file, name="table-csv"),
    path("metro/", metro.metro, name="metro"),
    path("district/<str:code>/", districts.district, name="district"),
    path("tiles/<int:z>/<int:x>/<int:y>.mvt", data.tile, name="tile"),
    path("style.json", data.style, name="style"),
    path("layers.json", data.layer_list, name="layers"),
    path("layers/<str:name>.geojson", data.layer, name="layer"),
]
