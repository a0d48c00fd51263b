"""The addresses of the OpenID provider."""

from django.urls import path

from longcheng.portal.openid import (
    authorize,
    devices,
    discovery,
    endpoints,
    let_in,
    programs,
    registering,
    sign_out,
)

app_name = "openid"

urlpatterns = [
    path(".well-known/openid-configuration", discovery.configuration, name="configuration"),
    path(".well-known/oauth-authorization-server", discovery.configuration, name="server-metadata"),
    path("openid/keys", discovery.keys, name="keys"),
    path("openid/authorize", authorize.authorize, name="authorize"),
    path("openid/authorize/answer", authorize.answer, name="answer"),
    path("openid/token", endpoints.token, name="token"),
    path("openid/userinfo", endpoints.userinfo, name="userinfo"),
    path("openid/revoke", endpoints.revoke, name="revoke"),
    path("openid/introspect", endpoints.introspect, name="introspect"),
    path("openid/register", registering.register, name="register"),
    path("openid/device", devices.ask_device, name="ask-device"),
    path("openid/sign-out", sign_out.sign_out, name="sign-out"),
    path("openid/sign-out/answer", sign_out.signed_out, name="signed-out"),
    path("device/", devices.device, name="device"),
    path("openid/let-in/", let_in.let_in, name="let-in"),
    path("openid/let-in/<int:consent_id>/end/", let_in.end, name="end"),
    path("openid/programs/", programs.program_list, name="programs"),
    path("openid/programs/<int:program_id>/", programs.one_program, name="program"),
]
