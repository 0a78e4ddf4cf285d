import { GCLOUD_AUDIENCE } from "../../../src/auth/google";
import { subjectsOf } from "../../../src/auth/bearer-issuer";
import { BearerConfiguration, CLIENT_ID, LOGINS } from "./configuration";
import { Token } from "./proxy-verdict";
import { ACCOUNT, GOOGLE, Nature, OTHER_ACCOUNT, WORLD } from "./world";

/** Whether nobody who wrote this configuration meant to let the token's holder in. */
export function isStranger(configuration: BearerConfiguration, token: Token): boolean {
  const nature = WORLD[token.iss];
  if (nature === undefined || nature.kind === "strangers") return true;
  return !isForHere(configuration, token) || !isMeant(configuration, nature, token);
}

/** Made for this MLflow: an audience that was named with the issuer, and is not everybody's. */
function isForHere(configuration: BearerConfiguration, { iss, aud }: Token): boolean {
  const { issuers, bearerAudiences, acceptGcloud } = configuration;
  const { bearerIssuer } = LOGINS[configuration.login].description;
  if (iss === GOOGLE && aud === GCLOUD_AUDIENCE) return acceptGcloud && iss === bearerIssuer;
  return (
    issuers.some(({ issuer, audience }) => issuer === iss && audience === aud) ||
    // The login's own client gets them at each sign-in.
    (iss === bearerIssuer && [...bearerAudiences, CLIENT_ID].includes(aud))
  );
}

function isMeant(configuration: BearerConfiguration, nature: Nature, token: Token): boolean {
  const { issuers, domains, admitEveryAccount } = configuration;
  if (admitEveryAccount && domains.includes("*")) return issuers.length === 0;
  const isSame = (subject: string): boolean => subject.toLowerCase() === token.sub.toLowerCase();
  const ofIssuer = issuers.filter(({ issuer }) => issuer === token.iss).flatMap(subjectsOf);
  switch (nature.kind) {
    case "google":
      return token.email === undefined
        ? ofIssuer.some(isSame)
        : token.emailVerified === true && isMeantAddress(configuration, token.email);
    case "aws":
      return (
        // An ARN is one role, in the account that it names.
        issuers.filter(({ issuer }) => WORLD[issuer]?.kind === "aws").some((entry) => subjectsOf(entry).some(isSame)) ||
        // Whoever makes roles there could do this; the documentation says so.
        domains.some((domain) =>
          [ACCOUNT, OTHER_ACCOUNT].some((of) => token.sub === `arn:aws:iam::${of}:role/a@${domain}`),
        )
      );
    case "own":
      return (
        token.emailVerified !== false &&
        (isMeantAddress(configuration, token.email ?? token.sub) ||
          (token.email === undefined && ofIssuer.some(isSame)))
      );
    case "strangers":
      return false;
  }
}

/** A verified address is the same person everywhere: of a domain, or listed as an address for whichever issuer. */
function isMeantAddress({ issuers, domains }: BearerConfiguration, address: string): boolean {
  const [, domain, ...more] = address.split("@");
  if (domain === undefined || more.length > 0) return false;
  return domains.includes(domain) || issuers.flatMap(subjectsOf).some((subject) => subject === address);
}
