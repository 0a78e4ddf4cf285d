import { Json, JsonObject, list, object, parse, text } from "./stack-json";

/** Whether AWS, or the program that reads it, takes a value; written from the documented limits, not from our rules. */
export type Limit = (value: Json, variables: JsonObject) => boolean;

/** Labels of 1 to 63, no hyphen at their ends, 253 in all; at most one dot behind a zone's name. */
export function isHostName(name: string): boolean {
  return (
    name.length <= 253 &&
    name.split(".").length > 1 &&
    name.split(".").every((label) => /^[a-z0-9-]{1,63}$/.test(label) && !/^-|-$/.test(label))
  );
}

/** Or the own machine, which AWS has no zone and no certificate for: then the plan fails. */
export function isZoneName(name: string): boolean {
  return isHostName(name) || name === "localhost";
}

export const publicHost: Limit = (value, variables) => {
  const host = text(value);
  const zone = text(variables.hosted_zone).replace(/\.$/, "");
  return host.length <= 128 && isHostName(host) && /\.[a-z]+$/.test(host) && host.endsWith(`.${zone}`);
};

export function aroundHost(before: string, after: string): Limit {
  return (value, variables) => {
    const url = text(value);
    const host = url.slice(before.length, url.length - after.length);
    return url === `${before}${host}${after}` && publicHost(host, variables);
  };
}

/** As Docker reads it: host with port, path of lower case, tag, digest; never `latest`. 255 before the digest. */
function isImage(image: string): boolean {
  const [name = "", digest, ...more] = image.split("@");
  const tag = /:([\w][\w.-]{0,127})$/.exec(name)?.[1];
  if (more.length > 0 || tag === undefined || tag === "latest" || name.length > 255) return false;
  if (digest !== undefined && !/^sha256:[a-f0-9]{64}$/.test(digest)) return false;
  const [first = "", ...rest] = name.slice(0, -tag.length - 1).split("/");
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  const host = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:\d{1,5})?$/;
  const path = isHost ? rest : [first, ...rest];
  return (!isHost || host.test(first)) && path.every((part) => /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/.test(part));
}

/** Ends the reading of one flag and begins another, or leads out of the loopback address. */
const UNSAFE_OPTION =
  /--?(bind|b|c|config|forwarded-allow-ips|chdir|pythonpath|user|uds|certfile)\b|[^ -~]|[$;&|<>`'"\\*]/;

/** For a given database; of the stack's own it is a stub. */
function ofGivenDatabase(isRight: (value: string) => boolean): (value: string, variables: JsonObject) => boolean {
  return (value, { database_host: host }) => host === undefined || isRight(value);
}

const IN_ENVIRONMENT: Readonly<Record<string, (value: string, variables: JsonObject) => boolean>> = {
  DB_CA_URL: (value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url?.protocol === "https:" && value.length <= 2048 && isHostName(url.hostname) && /^[!-~]+$/.test(value);
  },
  // Host, port, user and schema stand in the connection URI as they are; MySQL's limits are 64 and 32.
  DB_HOST: ofGivenDatabase(isHostName),
  DB_NAME: ofGivenDatabase((value) => /^[A-Za-z0-9_$-]{1,64}$/.test(value)),
  DB_PORT: ofGivenDatabase((value) => /^[1-9]\d{0,4}$/.test(value) && Number(value) <= 65535),
  DB_USERNAME: ofGivenDatabase((value) => /^[A-Za-z0-9_.~-]{1,32}$/.test(value)),
  GUNICORN_OPTS: (value) => !UNSAFE_OPTION.test(value),
  MLFLOW_ARTIFACTS_DESTINATION: (value) =>
    /^s3:\/\/[^/]+(\/[A-Za-z0-9_.-]+)*$/.test(value) && !/\/\.\.?(\/|$)/.test(value),
  MLFLOW_SERVER_ALLOWED_HOSTS: publicHost,
  MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: aroundHost("https://", ""),
  MLFLOW_SQLALCHEMYSTORE_POOLCLASS: (value) => value === "NullPool" || value === "QueuePool",
  // As many domains as were given: a comma inside of one would make two.
  OAUTH2_PROXY_EMAIL_DOMAINS: (value, { allowed_email_domains: given }) => {
    const domains = value.split(",");
    return list(given).length === 0
      ? value === "*"
      : domains.length === list(given).length && domains.every(isHostName);
  },
  OAUTH2_PROXY_EXTRA_JWT_ISSUERS: (value, variables) => {
    const wanted = list(variables.bearer_audiences).length + (variables.accept_gcloud_user_tokens === true ? 1 : 0);
    const pairs = value === "" ? [] : value.split(",").map((pair) => pair.split("="));
    return pairs.length === wanted && pairs.every((pair) => pair.length === 2 && pair.every(isPlain));
  },
};

function isPlain(value: string): boolean {
  return value.length <= 256 && /^[A-Za-z0-9._:/~-]+$/.test(value);
}

/** What a container gets: images, environment, flags; and at most 64 KiB for the whole definition. */
export const containers: Limit = (value, variables) => {
  const definitions = list(parse(text(value))).map(object);
  const environment = definitions.flatMap(({ environment: pairs }) => list(pairs).map(object));
  const known = environment.filter(({ name }) => text(name) in IN_ENVIRONMENT);
  const flags = definitions.flatMap(({ command }) => list(command).map(text));
  const redirects = flags.filter((flag) => flag.startsWith("--redirect-url="));
  return (
    // Room for ARNs and names in the place of stubs, and for the rest of the definition.
    Buffer.byteLength(text(value)) <= 60 * 1024 &&
    new Set(known.map(({ name }) => name)).size === Object.keys(IN_ENVIRONMENT).length &&
    definitions.every(({ image }) => isImage(text(image))) &&
    known.every(({ name, value: given }) => IN_ENVIRONMENT[text(name)]?.(text(given), variables)) &&
    redirects.length === 1 &&
    aroundHost("--redirect-url=https://", "/oauth2/callback")(redirects[0] ?? "", variables)
  );
};
