"""The endpoints' machinery: only the grants that the city offers, and an ID token for devices too."""

import json
from typing import Any

from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant
from oauthlib.openid.connect.core.endpoints import Server

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
OFFERED = ("authorization_code", "refresh_token", "client_credentials", DEVICE_GRANT)


class DeviceGrantWithIDToken(DeviceCodeGrant):
    """RFC 8628 with an ID token when `openid` was agreed: oauthlib's own gives none."""

    def __init__(self, request_validator: Any, *, id_tokens: Any) -> None:
        super().__init__(request_validator)
        self._id_tokens = id_tokens

    def create_token_response(self, request: Any, token_handler: Any) -> tuple[dict[str, str], str, int]:
        headers = self._get_default_headers()
        try:
            self.validate_token_request(request)
        except errors.OAuth2Error as error:
            headers.update(error.headers)
            return headers, error.json, error.status_code
        token = token_handler.create_token(request, refresh_token=True)
        token = self._id_tokens.add_id_token(token, token_handler, request)
        self.request_validator.save_token(token, request)
        return headers, json.dumps(token), 200


class CityServer(Server):
    """No password grant, no implicit and no hybrid flow: RFC 9700 forbids or discourages them."""

    def __init__(self, request_validator: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(request_validator, *args, **kwargs)
        self.device_code_grant = DeviceGrantWithIDToken(request_validator, id_tokens=self.refresh_grant)
        self._grant_types: dict[str, Any] = {name: self.grant_types[name] for name in OFFERED}
        self._grant_types[DEVICE_GRANT] = self.device_code_grant
        self._response_types = {"code": self.auth_grant_choice}
