import type { ProviderDescription } from "./identity-provider";

/**
 * Sign-in with Google accounts, the article's provider.
 * Google verifies e-mail addresses, so `allowed_email_domains` is a real gate.
 */
export interface GoogleProvider {
  readonly type: "google";
}

/** `iss` of Google's ID tokens. */
export const GOOGLE_ISSUER = "https://accounts.google.com";

/** What `gcloud auth print-identity-token` asks for, on every machine of every user (the article's audience). */
export const GCLOUD_AUDIENCE = "32555940559.apps.googleusercontent.com";

export function describeGoogle(): ProviderDescription {
  return {
    flags: { provider: "google" },
    bearerIssuer: GOOGLE_ISSUER,
    refusesBearerIssuers: undefined,
    gate: "email-domain",
    sessionLifetime: "168h",
    sharedUserAudience: GCLOUD_AUDIENCE,
    problems: [],
  };
}
