"""The addresses of signing in, within the portal's own names."""

from django.urls import path

from longcheng.portal.sign_in import codes, confirming, counter, entrance, passkeys, recovering, security, sessions

urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("sign-in/code/", entrance.second_step, name="sign-in-code"),
    path("sign-in/passkey/begin/", passkeys.begin_sign_in, name="passkey-begin"),
    path("sign-in/passkey/finish/", passkeys.finish_sign_in, name="passkey-finish"),
    path("sign-in/recover/", recovering.recover, name="recover"),
    path("sign-in/confirm/", confirming.confirm, name="confirm"),
    path("sign-in/confirm/passkey/begin/", confirming.begin_passkey, name="confirm-passkey-begin"),
    path("sign-in/confirm/passkey/finish/", confirming.finish_passkey, name="confirm-passkey-finish"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
    path("account/security/", security.overview, name="security"),
    path("account/security/password/", security.password, name="password"),
    path("account/security/passkeys/", passkeys.passkey_list, name="passkeys"),
    path("account/security/passkeys/begin/", passkeys.begin_adding, name="passkeys-begin"),
    path("account/security/passkeys/finish/", passkeys.finish_adding, name="passkeys-finish"),
    path("account/security/passkeys/<int:passkey_id>/remove/", passkeys.remove, name="passkeys-remove"),
    path("account/security/codes/", codes.code_app, name="codes"),
    path("account/security/codes/off/", codes.turn_off, name="codes-off"),
    path("account/security/sheet/", codes.sheet, name="sheet"),
    path("account/security/sessions/", sessions.session_list, name="sessions"),
    path("account/security/sessions/end/", sessions.end, name="sessions-end"),
    path("account/security/stop-recovery/", security.stop, name="recovery-stop"),
    path("recoveries/", counter.desk, name="recoveries"),
    path("recoveries/new/", counter.new, name="recoveries-new"),
    path("recoveries/<int:recovery_id>/", counter.one, name="recovery"),
]
