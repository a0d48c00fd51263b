// A program in another language, on openid-client: https://github.com/panva/openid-client
//
// It is told what to do on its standard input, one JSON line at a time, and answers with one JSON line each.
// The person's part (opening an address, answering a page) is done by whoever drives it.
import { createInterface } from "node:readline";
import * as oidc from "openid-client";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const hear = async () => JSON.parse((await lines.next()).value);
const say = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);

const { issuer, client_id, client_secret, redirect_uri, scope, own_scope } = await hear();
const config = await oidc.discovery(
  new URL(issuer),
  client_id,
  { id_token_signed_response_alg: "RS256" },
  client_secret ? oidc.ClientSecretBasic(client_secret) : oidc.None(),
  // The city of the tests speaks plain HTTP; the signature of each ID token is checked against the JWKS.
  { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
);

const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
const expectedState = oidc.randomState();
const expectedNonce = oidc.randomNonce();
const ask = async (more = {}) =>
  oidc.buildAuthorizationUrl(config, {
    redirect_uri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    ...more,
  }).href;
const refused = async (attempt) => {
  try {
    await attempt();
    return "";
  } catch (error) {
    return error.error ?? error.code ?? String(error);
  }
};

// 1. Authorization code with PKCE, ID token, userinfo.
say({ open: await ask({ max_age: "3600" }) });
const back = new URL((await hear()).back);
const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 3600 };
const tokens = await oidc.authorizationCodeGrant(config, back, checks);
const claims = tokens.claims();
const told = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);

// 2. Refresh, introspection, revocation.
const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
const counts = async (token) => (await oidc.tokenIntrospection(config, token)).active;
const before = client_secret ? await counts(renewed.access_token) : null;
const reused = await refused(() => oidc.refreshTokenGrant(config, tokens.refresh_token));
const after = client_secret ? await counts(renewed.access_token) : null;
say({ claims, told, renewed: renewed.claims().sub, before, after, reused, scope: tokens.scope });

say({ open: await ask() });
const again = await oidc.authorizationCodeGrant(config, new URL((await hear()).back), {
  pkceCodeVerifier,
  expectedState,
  expectedNonce,
});
await oidc.tokenRevocation(config, again.refresh_token);
const revoked = await refused(() => oidc.fetchUserInfo(config, again.access_token, again.claims().sub));

// 3. A device without a keyboard.
const device = await oidc.initiateDeviceAuthorization(config, { scope, device_name: "Node" });
say({ revoked, user_code: device.user_code, verify: device.verification_uri_complete });
const onDevice = await oidc.pollDeviceAuthorizationGrant(config, device);
const seen = await oidc.fetchUserInfo(config, onDevice.access_token, claims.sub);

// 4. In its own name, and the way out.
const own = client_secret ? await oidc.clientCredentialsGrant(config, { scope: own_scope }) : {};
say({
  seen,
  own: own.scope ?? null,
  leave: oidc.buildEndSessionUrl(config, { id_token_hint: again.id_token }).href,
});
process.exit(0);
