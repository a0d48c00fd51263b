"""The addresses of signing up."""

from django.urls import path

from longcheng.portal.sign_up import privacy, views

app_name = "sign_up"

urlpatterns = [
    path("sign-up/", views.who, name="who"),
    path("sign-up/password/", views.password, name="password"),
    path("sign-up/place/", views.place, name="place"),
    path("sign-up/welcome/", views.welcome, name="welcome"),
    path("privacy/", privacy.privacy, name="privacy"),
]
