"""Every address of the city: the portal's own, and each service's under its prefix."""

from django.urls import URLPattern, URLResolver, include, path

from longcheng.core.declaration import rooms
from longcheng.portal import open_apis

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("longcheng.portal.urls")),
    path("", include("longcheng.portal.openid.urls")),
    path("api/", open_apis.urls),
    *(path(f"{room.url_prefix}/", include(f"{room.name}.urls")) for room in rooms() if room.url_prefix),
]
