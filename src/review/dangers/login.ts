import { GCLOUD_AUDIENCE, GOOGLE_ISSUER } from "../../auth/google";
import { PUBLIC_EMAIL_DOMAINS } from "../../settings/public-email-domains";
import { Container, environmentValue } from "../containers";
import { DangerRule, Evidence, Finding } from "../danger";
import { Plan } from "../plan";
import { textsAt, valueAt } from "../plan-value";
import { listed, touched } from "./changes";
import { dropped, gained, ProxySettings, proxySettings } from "./proxy-settings";
import { containerChanges, hidesContainers, isProxy } from "./task-containers";

const NO_SETTINGS: ProxySettings = new Map<string, readonly string[]>();

/** An oauth2-proxy on both sides. */
interface LoginChange {
  readonly address: string;
  readonly before: ProxySettings;
  readonly after: ProxySettings;
  readonly isNew: boolean;
}

function loginChanges(plan: Plan): readonly LoginChange[] {
  return containerChanges(plan).flatMap(({ address, before, after }) =>
    after === undefined || !isProxy(after)
      ? []
      : [
          {
            address,
            before: before === undefined ? NO_SETTINGS : proxySettings(before),
            after: proxySettings(after),
            isNew: before === undefined,
          },
        ],
  );
}

function eachLogin(judge: (change: LoginChange) => readonly string[]): (evidence: Evidence) => readonly Finding[] {
  return ({ plan }) =>
    loginChanges(plan).flatMap((change) => judge(change).map((what) => ({ address: change.address, what })));
}

/** Who is a member decides, whatever the e-mail domain. */
const MEMBERSHIP = [
  "github-org", "github-team", "github-user", "gitlab-group", "gitlab-project", "allowed-group", "google-group",
  "allowed-role",
]; // prettier-ignore

/** `*`, or a domain at which everybody can get an address. */
function isEverybody(domain: string): boolean {
  return domain === "*" || PUBLIC_EMAIL_DOMAINS.includes(domain.toLowerCase().replace(/^[*.]*/, ""));
}

export const EVERYBODY_ADMITTED: DangerRule = {
  id: "everybody-admitted",
  verdict: "refuse",
  title: "Everybody may sign in",
  why: "Whoever has any account with the identity provider reads, changes and deletes everything in MLflow.",
  fix: "Name the e-mail domains of your organization in allowed_email_domains.",
  find: (evidence) => [
    ...eachLogin(({ before, after }) =>
      MEMBERSHIP.some((name) => after.has(name))
        ? []
        : gained(before, after, "email-domain")
            .filter(isEverybody)
            .map((domain) => `E-mail domains gain ${domain}.`),
    )(evidence),
    ...fromVariables(evidence.plan, (plan) =>
      textsAt(plan.variables, "allowed_email_domains")
        .filter(isEverybody)
        .map((domain) => ({ address: "var.allowed_email_domains", what: `It holds ${domain}.` })),
    ),
  ],
};

/** What a plan says in variables where its containers are not known yet. */
function fromVariables(plan: Plan, judge: (plan: Plan) => readonly Finding[]): readonly Finding[] {
  return touched(plan, "aws_ecs_task_definition").some(hidesContainers) ? judge(plan) : [];
}

export const DOMAIN_ADDED: DangerRule = {
  id: "email-domain-added",
  verdict: "human",
  title: "More people may sign in",
  why: "Everybody with an address of that domain, or with that subject, becomes an administrator of MLflow.",
  fix: "Ask whose it is, and who should have access.",
  find: (evidence) => [
    ...eachLogin(({ before, after, isNew }) => {
      if (isNew) return [];
      const byMembers = MEMBERSHIP.some((name) => after.has(name));
      const domains = gained(before, after, "email-domain").filter((domain) => byMembers || !isEverybody(domain));
      return domains.length === 0 ? [] : [`E-mail domains gain ${listed(domains)}.`];
    })(evidence),
    ...admittedSubjects(evidence.plan),
  ],
};

/** Listed subjects that are new, where there was a login before; oauth2-proxy lets them in whatever their domain. */
function admittedSubjects(plan: Plan): readonly Finding[] {
  const changes = containerChanges(plan);
  const withLogin = changes
    .filter(({ before }) => before !== undefined && isProxy(before))
    .map(({ address }) => address);
  return changes.flatMap(({ address, before, after }) => {
    const young = subjectsIn(after).filter((subject) => !subjectsIn(before).includes(subject));
    return young.length === 0 || !withLogin.includes(address)
      ? []
      : [{ address, what: `Admitted subjects gain ${listed(young)}.` }];
  });
}

function subjectsIn(container: Container | undefined): readonly string[] {
  const subjects = container === undefined ? undefined : environmentValue(container, "ADMITTED_SUBJECTS");
  return subjects === undefined || subjects === "" ? [] : subjects.split(",");
}

export const MEMBERSHIP_LOOSENED: DangerRule = {
  id: "membership-loosened",
  verdict: "refuse",
  title: "Fewer memberships are asked of those who sign in",
  why: "Organization, team, user, group and role are the gate: without one of them others are let in.",
  fix: "Keep the organization, the team, the groups and the roles.",
  find: eachLogin(({ before, after }) =>
    MEMBERSHIP.flatMap((name) => {
      const [lost, more] = [dropped(before, after, name), before.has(name) ? gained(before, after, name) : []];
      if (lost.length > 0 && !after.has(name)) return [`${name} is not asked any more; it was ${listed(lost)}.`];
      if (more.length > 0) return [`${name}: ${listed(before.get(name) ?? [])} -> ${listed(after.get(name) ?? [])}.`];
      return name === "github-user" && !before.has(name) && before.size > 0 && after.has(name)
        ? [`${name} gains ${listed(after.get(name) ?? [])}, members or not.`]
        : [];
    }),
  ),
};

const BEARER = ["extra-jwt-issuer", "oidc-extra-audience"];

export const AUDIENCE_ADDED: DangerRule = {
  id: "bearer-audience-added",
  verdict: "human",
  title: "More bearer tokens are accepted",
  why: "Tokens for that audience count as a sign-in: whoever runs that service can use those it receives.",
  fix: "Ask whose OAuth client it is.",
  find: (evidence) => [
    ...eachLogin(({ before, after, isNew }) => {
      const audiences = BEARER.flatMap((name) => gained(before, after, name)).filter(
        (entry) => isNew || !isNewIssuer(before, entry),
      );
      return isNew ? audiences.filter((entry) => entry.endsWith(GCLOUD_AUDIENCE)).map(inWords) : audiences.map(inWords);
    })(evidence),
    ...fromVariables(evidence.plan, ({ variables }) =>
      valueAt(variables, "accept_gcloud_user_tokens") === true
        ? [{ address: "var.accept_gcloud_user_tokens", what: `It is true: ${inWords(GCLOUD_AUDIENCE)}` }]
        : [],
    ),
  ],
};

function inWords(entry: string): string {
  const shared = entry.endsWith(GCLOUD_AUDIENCE) ? " It is the one that all users of gcloud share." : "";
  return `Tokens are accepted for ${entry}.${shared}`;
}

/** `issuer=audience` of an issuer that had no entry. An entry without issuer is an audience of the login's own. */
function isNewIssuer(before: ProxySettings, entry: string): boolean {
  const issuer = /^(https?:\/\/[^=]+)=/.exec(entry)?.[1];
  if (issuer === undefined) return false;
  const known = [
    ...(before.get("extra-jwt-issuer") ?? []).map((old) => old.split("=")[0]),
    ...(before.get("oidc-issuer-url") ?? []),
    ...(before.get("provider")?.includes("google") === true ? [GOOGLE_ISSUER] : []),
  ];
  return !known.includes(issuer);
}

export const ISSUER_CHANGED: DangerRule = {
  id: "identity-provider-changed",
  verdict: "refuse",
  title: "Somebody else says who people are",
  why: "Whoever controls the identity provider, or an issuer of accepted tokens, can sign in as anybody.",
  fix: "Check that the new issuer is one that you trust with every account.",
  find: eachLogin(({ before, after, isNew }) => {
    if (isNew) return [];
    const moved = PROVIDER.filter((name) => before.get(name)?.join() !== after.get(name)?.join());
    const issuers = gained(before, after, "extra-jwt-issuer").filter((entry) => isNewIssuer(before, entry));
    return [
      ...moved.map(
        (name) => `${name}: ${listed(before.get(name) ?? ["not set"])} -> ${listed(after.get(name) ?? ["not set"])}.`,
      ),
      ...issuers.map((entry) => `Tokens of another issuer are accepted: ${entry}.`),
    ];
  }),
};

const PROVIDER = [
  "provider", "oidc-issuer-url", "oidc-jwks-url", "login-url", "redeem-url", "profile-url", "validate-url",
  "oidc-email-claim", "user-id-claim", "oidc-groups-claim", "skip-oidc-discovery", "entra-id-allowed-tenant",
]; // prettier-ignore
