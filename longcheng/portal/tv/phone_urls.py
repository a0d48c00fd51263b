"""The addresses on the phone."""

from django.urls import path

from longcheng.portal.tv import phone

app_name = "television"

urlpatterns = [
    path("", phone.sets, name="sets"),
    path("pair/", phone.pair_set, name="pair"),
    path("set/", phone.one_set, name="set"),
    path("stop/", phone.stop_set, name="stop"),
    path("asks/", phone.asks, name="asks"),
]
