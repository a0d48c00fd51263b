"""The portal's pages."""

from django.urls import include, path

from longcheng.core.access.doors import open_to_all
from longcheng.portal import edge, inbox, operations, views
from longcheng.portal.desk import deliveries
from longcheng.portal.preferences import views as preferences

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("longcheng.portal.sign_in.urls")),
    path("language/", open_to_all(preferences.language), name="language"),
    path("settings/", include("longcheng.portal.preferences.urls")),
    path("me/", include("longcheng.portal.me.urls")),
    path("", include("longcheng.portal.sign_up.urls")),
    path("inbox/", inbox.messages_page, name="inbox"),
    path("inbox/message/", inbox.message_page, name="message"),
    path("inbox/read/", inbox.read, name="inbox-read"),
    path("inbox/unread/", inbox.unread, name="inbox-unread"),
    path("operations/", deliveries.health, name="operations"),
    path("operations/letters/", operations.letters, name="letters"),
    path("design/", include("longcheng.portal.design.urls")),
    path("looked/", include("longcheng.portal.looked.urls")),
    path("map/", include("longcheng.portal.map.urls")),
    path("mandates/", include("longcheng.portal.mandates.urls")),
    path("wrong/", include("longcheng.portal.wrong.urls")),
    path("roles/", include("longcheng.portal.roles.urls")),
    path("search/", include("longcheng.portal.search.urls")),
    path("help/", include("longcheng.portal.help.urls")),
    path("for/", include("longcheng.portal.life.urls")),
    path("about/", views.about, name="about"),
    path("healthz", edge.healthz, name="healthz"),
    path("metrics", edge.metrics, name="metrics"),
    path("events/", edge.receive_events, name="events"),
]
