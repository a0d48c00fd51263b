"""The addresses of the television's own pages."""

from django.urls import path

from longcheng.portal.tv import home, own, pairing, settings

app_name = "tv"

urlpatterns = [
    path("", home.home, name="home"),
    path("help/", home.call_for_help, name="help"),
    path("film/", home.film, name="film"),
    path("pair/", pairing.pair, name="pair"),
    path("pair/state/", pairing.pair_state, name="pair-state"),
    path("ask/", pairing.ask, name="ask"),
    path("ask/state/", pairing.ask_state, name="ask-state"),
    path("settings/", settings.overview, name="settings"),
    path("settings/language/", settings.language, name="language"),
    path("settings/area/", settings.area, name="area"),
    path("settings/hide/", settings.hide, name="hide"),
    path("settings/forget/", settings.disconnect, name="forget"),
    path("messages/", own.messages, name="messages"),
    path("messages/one/", own.message, name="message"),
    path("looked/", own.looked, name="looked"),
    path("looked/<int:line_id>/", own.look, name="look"),
]
