"""The addresses of the geography base."""

from django.urls import URLPattern, URLResolver, include, path

from longcheng.bases.geography.views import divisions, doubts, features, layers

app_name = "geography"

urlpatterns: list[URLPattern | URLResolver] = [
    path("layers/", layers.layers, name="layers"),
    path("layers/<slug:name>/download/", include("longcheng.bases.geography.exporting.urls")),
    path("divisions/", divisions.divisions, name="divisions"),
    path("divisions.csv", divisions.divisions_csv, name="divisions-csv"),
    path("divisions/<str:code>/", divisions.division, name="division"),
    path("features/new/", features.enter, name="feature-new"),
    path("features/<int:feature_id>/", features.feature, name="feature"),
    path("features/<int:feature_id>.geojson", features.feature_geojson, name="feature-geojson"),
    path("features/<int:feature_id>/change/", features.edit, name="feature-edit"),
    path("features/<int:feature_id>/end/", features.end, name="feature-end"),
    path(
        "features/<int:feature_id>/acts/<int:feature_act_id>/take-back/", features.take_back, name="feature-take-back"
    ),
    path("doubts/", doubts.doubts, name="doubts"),
    path("addresses/", include("longcheng.bases.geography.address_pages.urls")),
    path("imports/", include("longcheng.bases.geography.importing.urls")),
]
