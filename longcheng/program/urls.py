"""Every address of the city: the portal's own, and each service's under its prefix."""

from django.urls import URLPattern, URLResolver, include, path

from longcheng.core.declaration import rooms
from longcheng.portal import open_apis

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("longcheng.portal.urls")),
    path("", include("longcheng.portal.openid.urls")),
    path("desk/imports/", include("longcheng.portal.imports.urls")),
    path("desk/", include("longcheng.portal.desk.urls")),
    path("wall/", include("longcheng.portal.wall.urls")),
    path("tv/", include("longcheng.portal.tv.urls")),
    path("television/", include("longcheng.portal.tv.phone_urls")),
    *(
        path(f"tv/{room.url_prefix or room.label}/", include((room.part("tv").urlpatterns, f"tv-{room.label}")))
        for room in rooms()
        if room.tv_pages and room.floor != "portal" and room.has_part("tv")
    ),
    path("ogc/", include("longcheng.bases.geography.ogc.urls")),
    path("api/", open_apis.urls),
    *(path(f"{room.url_prefix}/", include(f"{room.name}.urls")) for room in rooms() if room.url_prefix),
]
