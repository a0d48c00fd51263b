"""The portal's pages."""

from django.urls import include, path
from django.views.i18n import set_language

from longcheng.core.access.doors import open_to_all
from longcheng.portal import edge, inbox, operations, views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("longcheng.portal.sign_in.urls")),
    path("language/", open_to_all(set_language), name="language"),
    path("inbox/", inbox.messages_page, name="inbox"),
    path("inbox/read/", inbox.read, name="inbox-read"),
    path("inbox/unread/", inbox.unread, name="inbox-unread"),
    path("operations/", operations.overview, name="operations"),
    path("operations/letters/", operations.letters, name="letters"),
    path("looked/", include("longcheng.portal.looked.urls")),
    path("mandates/", include("longcheng.portal.mandates.urls")),
    path("roles/", include("longcheng.portal.roles.urls")),
    path("healthz", edge.healthz, name="healthz"),
    path("metrics", edge.metrics, name="metrics"),
    path("events/", edge.receive_events, name="events"),
]
