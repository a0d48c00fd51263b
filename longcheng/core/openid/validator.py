"""The toolkit's validator with the city's rules: approval, sign-ins, pairwise subjects, our keys, single use."""

import time
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749 import errors

from longcheng.core.openid import lifetimes
from longcheng.core.openid.actions.devices import take_answer
from longcheng.core.openid.actions.keys import ensure_keys
from longcheng.core.openid.actions.sign_ins import end_sign_in
from longcheng.core.openid.issuer import issuer
from longcheng.core.openid.keys import signed
from longcheng.core.openid.models import AccessToken, AuthorizationCode, Program, RefreshToken, SignIn
from longcheng.core.openid.release import release
from longcheng.core.openid.standing import why_not_usable
from longcheng.core.openid.subjects import subject_of
from longcheng.core.openid.tokens import checksum, is_in_force


class NotUsable(errors.FatalClientError):
    """The program is not approved; the description says why, so that its makers know what to wait for."""

    error = "unauthorized_client"


class CityValidator(OAuth2Validator):
    """Where this differs from the toolkit, the docstring says why."""

    def _load_application(self, client_id: str, request: Any) -> Program | None:
        """A program that exists but may not work is told why, instead of "invalid client"."""
        program: Program | None = super()._load_application(client_id, request)
        if program is not None and (reason := why_not_usable(program)):
            raise NotUsable(description=reason, request=request)
        return program

    def _authenticate_basic_auth(self, request: Any) -> bool:
        """A public program has no secret, so no header can prove that it is the one."""
        is_proved = bool(super()._authenticate_basic_auth(request))
        return is_proved and not request.client.is_public

    def _authenticate_request_body(self, request: Any) -> bool:
        is_proved = bool(super()._authenticate_request_body(request))
        return is_proved and not request.client.is_public

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        return constant_time_compare(checksum(provided_secret), stored_secret)

    # Authorization codes: kept after their use, so that the second use is noticed and ends what the first began.

    def _create_authorization_code(self, request: Any, code: dict[str, str], expires: Any = None) -> AuthorizationCode:
        return AuthorizationCode.objects.create(
            application=request.client,
            user=request.sign_in.account,
            sign_in=request.sign_in,
            code=code["code"],
            expires=expires or timezone.now() + lifetimes.CODE,
            redirect_uri=request.redirect_uri,
            scope=" ".join(request.scopes),
            code_challenge=request.code_challenge,
            code_challenge_method=request.code_challenge_method,
            nonce=request.nonce or "",
        )

    def validate_code(
        self, client_id: str, code: str, client: Program, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        known = AuthorizationCode.objects.select_related("sign_in__consent", "sign_in__account")
        given = known.filter(code=code, application=client).first()
        if given is None:
            return False
        if given.used_at is not None:
            end_sign_in(given.sign_in, because="code used twice")
            return False
        if given.is_expired() or not given.sign_in.is_live:
            return False
        request.scopes, request.user, request.sign_in = given.scope.split(), given.user, given.sign_in
        request.nonce = given.nonce or None
        return True

    def invalidate_authorization_code(self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing to remove: the code was marked as used with its tokens."""

    # Tokens

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> Any:
        """Two requests with the same code or refresh token at once: one gets tokens, the other ends them all."""
        sign_in: SignIn | None = getattr(request, "sign_in", None)
        with transaction.atomic():
            if self._is_first_use(request):
                return super().save_bearer_token(token, request, *args, **kwargs)
        if sign_in is not None:
            end_sign_in(sign_in, because=f"{request.grant_type} used twice")
        raise errors.InvalidGrantError(request=request)

    def _is_first_use(self, request: Any) -> bool:
        if request.grant_type == "authorization_code":
            unused = AuthorizationCode.objects.filter(code=request.code, application=request.client, used_at=None)
            return bool(unused.update(used_at=timezone.now()))
        if request.grant_type == "refresh_token":
            held = RefreshToken.objects.select_for_update().get(pk=request.refresh_token_instance.pk)
            return held.revoked is None
        return True

    def _create_access_token(
        self, expires: Any, request: Any, token: dict[str, Any], source_refresh_token: Any = None
    ) -> AccessToken:
        made = AccessToken(
            user=request.user,
            sign_in=getattr(request, "sign_in", None),
            scope=token["scope"],
            expires=expires,
            application=request.client,
            source_refresh_token=source_refresh_token,
            resource=getattr(request, "resource", []),
        )
        self._set_token_value(made, token["access_token"])
        made.save()
        return made

    def _create_refresh_token(
        self, request: Any, refresh_token_code: str, access_token: AccessToken, previous_refresh_token: Any
    ) -> RefreshToken:
        made = RefreshToken(
            user=request.user,
            sign_in=request.sign_in,
            application=request.client,
            access_token=access_token,
            token_family=previous_refresh_token.token_family if previous_refresh_token else uuid4(),
            resource=getattr(request, "resource", []),
        )
        self._set_token_value(made, refresh_token_code)
        made.save()
        return made

    def validate_refresh_token(
        self, refresh_token: str, client: Program, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """A token that was exchanged already is in two hands: the whole sign-in ends, whoever holds the newer one."""
        if not super().validate_refresh_token(refresh_token, client, request, *args, **kwargs):
            self._end_if_reused(refresh_token, client)
            return False
        sign_in = request.refresh_token_instance.sign_in
        request.sign_in = sign_in
        return bool(sign_in.is_live)

    def _end_if_reused(self, refresh_token: str, client: Program) -> None:
        known = RefreshToken.objects.select_related("sign_in").filter(
            token_checksum=checksum(refresh_token), application=client, revoked__isnull=False
        )
        for token in known.order_by(F("revoked").desc())[:1]:
            end_sign_in(token.sign_in, because="refresh token used twice")

    def validate_bearer_token(self, token: str, scopes: list[str], request: Any) -> bool:
        """A token also dies with its sign-in, its consent, its account and its program's approval."""
        found = self._load_access_token(token) if token else None
        if found is not None and not is_in_force(found):
            request.oauth2_error = {"error": "invalid_token", "error_description": "The access token is not valid."}
            return False
        # A token for one resource is compared with the city's own address, not with the one that was called.
        request.uri = issuer() + request.uri
        return bool(super().validate_bearer_token(token, scopes, request))

    def validate_device_code(
        self, client_id: str, device_code: str, request: Any, *args: Any, **kwargs: Any
    ) -> str | None:
        """The state of a device's question (RFC 8628, 3.5); an answer is taken once."""
        state, sign_in, scopes = take_answer(device_code, program=request.client)
        if sign_in is not None:
            request.user, request.sign_in, request.scopes = sign_in.account, sign_in, scopes
        return state

    # ID tokens and userinfo

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Any) -> str:
        """Signed with the city's current key; no copy is kept."""
        sign_in: SignIn = request.sign_in
        now = int(time.time())
        told = release(
            program=request.client,
            account=sign_in.account,
            scopes=request.scopes,
            consent=sign_in.consent,
        )
        claims = {
            **id_token,
            **told,
            "iss": issuer(),
            "aud": request.client.client_id,
            "sub": subject_of(sign_in.account, program=request.client),
            "iat": now,
            "exp": now + int(lifetimes.ID_TOKEN.total_seconds()),
            "auth_time": int(sign_in.authenticated_at.timestamp()),
            "amr": sign_in.methods,
            "acr": sign_in.level,
            "jti": str(uuid4()),
        }
        return signed(claims, key=ensure_keys())

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        sign_in: SignIn = request.access_token.sign_in
        told = release(
            program=request.client,
            account=sign_in.account,
            scopes=request.scopes,
            consent=sign_in.consent,
        )
        return {**told, "sub": subject_of(sign_in.account, program=request.client)}

    def validate_id_token(self, token: str, scopes: list[str], request: Any) -> bool:
        """An ID token tells a program who signed in; it opens nothing."""
        return False

    def validate_user_match(self, id_token_hint: str, scopes: Any, claims: Any, request: Any) -> bool:
        """Asked by the page, which knows who is signed in."""
        return True

    def validate_silent_login(self, request: Any) -> bool:
        return True

    def validate_silent_authorization(self, request: Any) -> bool:
        return True

    def is_origin_allowed(self, client_id: str, origin: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        """The portal answers browsers of other origins, the same way at every endpoint."""
        return False
