import { randomBytes } from "node:crypto";
import { createMemoryAdapter, Provider } from "./library.mjs";
import { pageHeaders, problemPage } from "./pages.mjs";
import { claims, CLAIMS } from "./users.mjs";

const SCOPES = ["openid", ...Object.keys(CLAIMS)];

/** How long somebody may look at the login page. */
const LOGIN_SECONDS = 3600;
const REFRESH_SECONDS = 14 * 24 * 3600;

/** The OpenID provider: one confidential client, the code flow with PKCE, no question of consent. */
export function openIdProvider({ url, client, users, signingKey, tokenLifetimeSeconds, returnsTo }) {
  const provider = new Provider(url, {
    adapter: adapter(),
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    jwks: { keys: [signingKey] },
    cookies: {
      keys: [randomBytes(32).toString("hex")],
      // Cookies of localhost go to every port of it: with "/" the application would get this one, too.
      long: { httpOnly: true, sameSite: "lax", path: "/auth" },
    },
    responseTypes: ["code"],
    scopes: SCOPES,
    claims: { openid: ["sub"], ...CLAIMS },
    // oauth2-proxy reads e-mail addresses from the ID token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    findAccount: (_ctx, subject) => account(users.withSubject(subject)),
    loadExistingGrant: grant,
    issueRefreshToken: (_ctx, { grantTypes }) => grantTypes.includes("refresh_token"),
    // There are no sessions.
    expiresWithSession: () => false,
    clientBasedCORS: () => false,
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = "html";
      ctx.set(pageHeaders(returnsTo));
      ctx.body = problemPage(description === undefined ? error : `${error}: ${description}`);
    },
    ttl: {
      IdToken: tokenLifetimeSeconds,
      AccessToken: tokenLifetimeSeconds,
      AuthorizationCode: 60,
      Interaction: LOGIN_SECONDS,
      Session: LOGIN_SECONDS,
      RefreshToken: REFRESH_SECONDS,
      Grant: REFRESH_SECONDS,
    },
  });
  report(provider, users);
  return provider;
}

/** Keeps everything in memory but sessions, so that every sign-in asks who it is, also right after a sign-out. */
function adapter() {
  const inMemory = createMemoryAdapter();
  const forgetful = {
    upsert: async () => undefined,
    find: async () => undefined,
    findByUid: async () => undefined,
    destroy: async () => undefined,
  };
  return (model) => (model === "Session" ? forgetful : inMemory(model));
}

function account(user) {
  return user && { accountId: user.subject, claims: () => claims(user) };
}

/** Everything that may be asked for is granted without asking. */
async function grant({ oidc }) {
  const all = new oidc.provider.Grant({ accountId: oidc.account.accountId, clientId: oidc.client.clientId });
  all.addOIDCScope(SCOPES.join(" "));
  await all.save();
  return all;
}

/** One line on standard output for each sign-in, refresh and refusal. */
function report(provider, users) {
  provider.on("grant.success", ({ oidc }) => {
    const { email } = users.withSubject(oidc.account.accountId);
    console.log(`${oidc.params.grant_type === "refresh_token" ? "refreshed" : "signed in"}: ${email}`);
  });
  for (const event of ["authorization.error", "grant.error", "userinfo.error"]) {
    provider.on(event, (_ctx, { message, error_description: description }) => {
      console.log(`refused: ${message}${description === undefined ? "" : ` (${description})`}`);
    });
  }
  provider.on("server_error", (_ctx, error) => console.error(error));
}
