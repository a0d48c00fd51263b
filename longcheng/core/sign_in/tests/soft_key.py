"""A passkey in software, for tests: signs what a browser would have sent, and lies where it is told to."""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ORIGIN = "http://localhost:8000"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class SoftKey:
    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = os.urandom(32)
        self.user_handle = b""
        self.count = 0

    def _client_data(self, kind, options, *, origin, challenge=None, cross_origin=False):
        return CollectedClientData.create(
            type=kind, challenge=challenge or options["challenge"], origin=origin, cross_origin=cross_origin
        )

    def make(self, options, *, origin=ORIGIN, rp_id=None, flags=PRESENT_AND_VERIFIED, **lies):
        """The browser's answer to `registration_options`."""
        self.user_handle = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        data = AuthenticatorData.create(
            sha256((rp_id or options["rp"]["id"]).encode()), flags | AuthenticatorData.FLAG.AT, self.count, credential
        )
        return self._answer(
            clientDataJSON=websafe_encode(self._client_data("webauthn.create", options, origin=origin, **lies)),
            attestationObject=websafe_encode(AttestationObject.create("none", data, {})),
        )

    def prove(self, options, *, origin=ORIGIN, rp_id=None, flags=PRESENT_AND_VERIFIED, handle=None, **lies):
        """The browser's answer to `proof_options`; counts up by one unless `count` was set by hand."""
        self.count += 1
        client = self._client_data("webauthn.get", options, origin=origin, **lies)
        data = AuthenticatorData.create(sha256((rp_id or options["rpId"]).encode()), flags, self.count)
        return self._answer(
            clientDataJSON=websafe_encode(client),
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(self.key.sign(data + sha256(client), ec.ECDSA(SHA256()))),
            userHandle=websafe_encode(self.user_handle if handle is None else handle),
        )

    def _answer(self, **response):
        own = websafe_encode(self.credential_id)
        return {
            "id": own, "rawId": own, "type": "public-key", "clientExtensionResults": {}, "response": response,
        }  # fmt: skip
