import { ADMITTED_SUBJECTS_FILE } from "../../auth/admitted-subjects";
import { DangerRule } from "../danger";
import { Plan } from "../plan";
import { listed } from "./changes";
import { ProxySettings, proxySettings } from "./proxy-settings";
import { ContainerChange, containerChanges, isProxy } from "./task-containers";

type Judge = (values: readonly string[]) => boolean;

const isOn: Judge = (values) => values.some((value) => !/^(false|0|f)$/i.test(value));
const isOff: Judge = (values) => values.some((value) => /^(false|0|f)$/i.test(value));
const isSet: Judge = (values) => values.length > 0;
const otherThan =
  (safe: RegExp): Judge =>
  (values) =>
    !values.every((value) => safe.test(value));

/**
 * Settings of oauth2-proxy that weaken a login, by their name, and when they do so.
 * Source: oauth2-proxy 7.15, https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview
 */
const RELAXED: readonly (readonly [name: RegExp, relaxes: Judge])[] = [
  [/^skip-auth-(route|regex|preflight)$/, isOn],
  [/^insecure-/, isOn],
  [/^ssl-(upstream-)?insecure-/, isOn],
  [/^cookie-(secure|httponly)$/, isOff],
  [/^cookie-samesite$/, otherThan(/^(lax|strict)$/i)],
  [/^cookie-name$/, otherThan(/^__Host-/)],
  [/^cookie-domain$/, isSet],
  [/^reverse-proxy$/, isOn],
  [/^trusted-(proxy-)?ip$/, isSet],
  [/^htpasswd-(file|user-group)$/, isSet],
  // The one that another container of the task fills: the rules about who may sign in read what with.
  [/^authenticated-emails-file$/, otherThan(new RegExp(`^${ADMITTED_SUBJECTS_FILE}$`))],
  [/^whitelist-domain$/, isSet],
  [/^code-challenge-method$/, otherThan(/^S256$/)],
  [/^pass-(access-token|authorization-header|basic-auth)$/, isOn],
  [/^(config|alpha-config)$/, isSet],
  [/^upstream$/, otherThan(/^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?(\/|$)/)],
];

/** Judged by the rules about who may sign in, or no matter for the login. */
const ELSEWHERE =
  /^(email-domain|extra-jwt-issuer|skip-jwt-bearer-token|oidc-|github-|gitlab-|google-group|allowed-|provider$|login-url|redeem-url|profile-url|validate-url|user-id-claim|skip-oidc-discovery|redirect-url|upstream-timeout|footer|banner|silence-ping-logging|cookie-csrf-per-request-limit|ping-path|ready-path|skip-provider-button)/;

interface Setting {
  readonly name: string;
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

/** The settings that differ; for a new oauth2-proxy those that it has. */
function changedSettings(before: ProxySettings, after: ProxySettings): readonly Setting[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name), after: after.get(name) }))
    .filter((setting) => setting.before?.join() !== setting.after?.join());
}

function relaxes({ name, after }: Setting): boolean {
  return (
    RELAXED.some(([pattern, judge]) => pattern.test(name) && after !== undefined && judge(after)) ||
    isDropped(name, after)
  );
}

/** Those whose absence is the weaker choice. */
function isDropped(name: string, after: readonly string[] | undefined): boolean {
  return (
    after === undefined && /^(code-challenge-method|cookie-name|cookie-samesite|insecure-oidc-skip-nonce)$/.test(name)
  );
}

function proxyChanges(plan: Plan): readonly (ContainerChange & { readonly settings: readonly Setting[] })[] {
  return containerChanges(plan).flatMap((change) => {
    const { before, after } = change;
    if (after === undefined || !isProxy(after)) return [];
    const old: ProxySettings = before === undefined ? new Map<string, readonly string[]>() : proxySettings(before);
    return [{ ...change, settings: changedSettings(old, proxySettings(after)) }];
  });
}

export const LOGIN_RELAXED: DangerRule = {
  id: "login-relaxed",
  verdict: "refuse",
  title: "The login is weakened",
  why: "Each of these settings of oauth2-proxy lets somebody past it, or lets others take over a session.",
  fix: "Leave oauth2-proxy's settings as the project makes them.",
  find: ({ plan }) =>
    proxyChanges(plan).flatMap(({ address, settings }) =>
      settings.filter(relaxes).map((setting) => ({ address, what: inWords(setting) })),
    ),
};

export const LOGIN_CHANGED: DangerRule = {
  id: "login-setting-changed",
  verdict: "human",
  title: "A setting of the login changes",
  why: "No rule knows whether it lets more people in, or keeps sessions for longer.",
  fix: "Look it up in the documentation of oauth2-proxy.",
  find: ({ plan }) =>
    proxyChanges(plan)
      .filter(({ before }) => before !== undefined)
      .flatMap(({ address, settings }) =>
        settings
          .filter(({ name }) => !ELSEWHERE.test(name) && !RELAXED.some(([pattern]) => pattern.test(name)))
          .map((setting) => ({ address, what: inWords(setting) })),
      ),
};

export const LOGIN_GONE: DangerRule = {
  id: "login-removed",
  verdict: "refuse",
  title: "There is no login any more",
  why: "oauth2-proxy is the only thing that asks who somebody is.",
  fix: "Keep its container.",
  find: ({ plan }) =>
    containerChanges(plan)
      .filter(
        ({ before, after }) => before !== undefined && isProxy(before) && (after === undefined || !isProxy(after)),
      )
      .map(({ address, name }) => ({ address, what: `The container ${name} is no oauth2-proxy any more, or gone.` })),
};

function inWords({ name, before, after }: Setting): string {
  const shown = (values: readonly string[] | undefined): string =>
    values === undefined
      ? "not set"
      : /secret|passw|redis|key/.test(name)
        ? "a value that is not shown"
        : listed(values);
  return `--${name}: ${shown(before)} -> ${shown(after)}.`;
}
