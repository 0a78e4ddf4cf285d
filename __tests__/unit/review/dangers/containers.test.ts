import { dangersIn, planWith, planWithContainers, TASK_DEFINITION } from "../../../support/planted-plans";
import { recordedPlan } from "../../../support/recorded-plan";
import { JsonObject, object, parse } from "../../../support/stack-json";

/** The sentences of one danger, in a harmless plan whose containers are edited. */
function found(old: string, young: string, recording = "larger-tasks"): unknown {
  return Object.fromEntries(
    Object.entries(dangersIn(planWithContainers(recording, old, young))).map(([id, findings]) => [
      id,
      findings.map((finding) => finding.replace(/^aws_ecs_task_definition\.service_task-definition: /, "")),
    ]),
  );
}

const FLAG = '"--provider=google"';
const DOMAINS = "example.com,example.org";
const ENVIRONMENT = '{"name":"OAUTH2_PROXY_EMAIL_DOMAINS"';
const MLFLOW = "ghcr.io/mlflow/mlflow:v3.16.1-full";

describe("who may sign in", () => {
  it.each(["gmail.com", "*.Outlook.com", ".gmx.de"])("is everybody with %s", (domain) => {
    expect(found(DOMAINS, `${DOMAINS},${domain}`)).toEqual({
      "refuse everybody-admitted": [`E-mail domains gain ${domain}.`],
    });
  });

  it("is everybody with the flag, too, written as two words", () => {
    expect(found(FLAG, `${FLAG},"--email-domain","*"`)).toEqual({
      "refuse everybody-admitted": ["E-mail domains gain *."],
    });
  });

  it("is everybody on a first plan, whose containers are not known, when the variable says so", () => {
    const first = recordedPlan("first");
    const variables = { ...object(first.variables), allowed_email_domains: { value: ["example.com", "*"] } };
    expect(dangersIn({ ...first, variables })).toEqual({
      "refuse everybody-admitted": ["var.allowed_email_domains: It holds *."],
    });
  });

  it("is whoever holds a token of gcloud, when the audience that all its users share is accepted", () => {
    const gcloud = "https://accounts.google.com=32555940559.apps.googleusercontent.com";
    expect(found("=training.example.com", `=training.example.com,${gcloud}`)).toEqual({
      "human bearer-audience-added": [
        `Tokens are accepted for ${gcloud}. It is the one that all users of gcloud share.`,
      ],
    });
  });

  const SUBJECTS = '{"name":"ADMITTED_SUBJECTS","value":';
  const FILE = '{"name":"OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE","value":';

  it("is whoever is listed as an admitted subject", () => {
    const role = "arn:aws:iam::111122223333:role/training";
    expect(found(ENVIRONMENT, `${SUBJECTS}"${role},ada@example.net"},${ENVIRONMENT}`)).toEqual({
      "human email-domain-added": [`Admitted subjects gain ${role}, ada@example.net.`],
    });
    expect(found(ENVIRONMENT, `${SUBJECTS}""},${ENVIRONMENT}`)).toEqual({});
  });

  it("is read from the list of the task's own container, and from no other file", () => {
    expect(found(ENVIRONMENT, `${FILE}"/admitted-subjects/subjects"},${ENVIRONMENT}`)).toEqual({});
    expect(found(ENVIRONMENT, `${FILE}"/tmp/emails"},${ENVIRONMENT}`)).toEqual({
      "refuse login-relaxed": ["--authenticated-emails-file: not set -> /tmp/emails."],
    });
  });

  const TEAM = "github-team is not asked any more; it was ml.";

  it.each([
    ["another organization", '"--github-org=other"', ["github-org: acme -> other.", TEAM]],
    ["a user", '"--github-org=acme","--github-user=eve"', [TEAM, "github-user gains eve, members or not."]],
  ])("is checked by fewer memberships with %s", (_what, young, sentences) => {
    expect(found('"--github-org=acme"', young, "planted/github-team-dropped")).toEqual({
      "refuse membership-loosened": sentences,
    });
  });
});

describe("a login that is the same", () => {
  it("lets members in whatever their domain", () => {
    expect(found(DOMAINS, "*", "planted/github-team-dropped")).toEqual({
      "refuse membership-loosened": ["github-team is not asked any more; it was ml."],
      "human email-domain-added": ["E-mail domains gain *."],
    });
  });

  it("is no danger in a task definition that is new", () => {
    const created = planWith("larger-tasks", TASK_DEFINITION, (change) => ({
      ...change,
      actions: ["create"],
      before: null,
    }));
    expect(dangersIn(created)).toEqual({});
  });

  it("may publish its own port", () => {
    expect(found('"containerPort":8080', '"containerPort":8443')).toEqual({});
  });
});

describe("a setting of oauth2-proxy", () => {
  it.each([
    ["a path without login", `${FLAG},"--skip-auth-regex=^/api"`, "--skip-auth-regex: not set -> ^/api."],
    [
      "a flag without a value",
      `${FLAG},"--insecure-oidc-allow-unverified-email"`,
      "--insecure-oidc-allow-unverified-email: not set -> true.",
    ],
    ["a file of settings", `${FLAG},"--alpha-config=/tmp/a"`, "--alpha-config: not set -> /tmp/a."],
    [
      "an upstream in disguise",
      `${FLAG},"--upstream=http://127.0.0.1:x@example.net/"`,
      "--upstream: http://127.0.0.1:4180/ -> http://127.0.0.1:x@example.net/, http://127.0.0.1:4180/.",
    ],
    [
      "an upstream elsewhere",
      `${FLAG},"--upstream=http://10.0.0.1/"`,
      "--upstream: http://127.0.0.1:4180/ -> http://10.0.0.1/, http://127.0.0.1:4180/.",
    ],
    ["trusted addresses", `${FLAG},"--trusted-ip=0.0.0.0/0"`, "--trusted-ip: not set -> 0.0.0.0/0."],
  ])("weakens the login: %s", (_what, young, sentence) => {
    expect(found(FLAG, young)).toEqual({ "refuse login-relaxed": [sentence] });
  });

  it("weakens it from the environment, too", () => {
    const routes = '{"name":"OAUTH2_PROXY_SKIP_AUTH_ROUTES","value":"^/public"}';
    expect(found(ENVIRONMENT, `${routes},${ENVIRONMENT}`)).toEqual({
      "refuse login-relaxed": ["--skip-auth-route: not set -> ^/public."],
    });
  });

  it("weakens it by its absence", () => {
    expect(found(',"--code-challenge-method=S256"', "")).toEqual({
      "refuse login-relaxed": ["--code-challenge-method: S256 -> not set."],
    });
  });

  it("that no rule knows is looked at; its value is not shown when it is a secret", () => {
    expect(found(FLAG, `${FLAG},"--redis-password=hunter2","--api-route=^/x"`)).toEqual({
      "human login-setting-changed": [
        expect.stringMatching(/^--api-route: .* -> \^\/x, /),
        "--redis-password: not set -> a value that is not shown.",
      ],
    });
  });

  it("is no matter when it is off, or stricter", () => {
    expect(found(FLAG, `${FLAG},"--insecure-oidc-skip-nonce=false","--skip-auth-preflight=false"`)).toEqual({});
    expect(found("--cookie-samesite=lax", "--cookie-samesite=strict")).toEqual({});
  });
});

describe("an image", () => {
  const change = (young: string): string => `migration, mlflow: ${MLFLOW} -> ${young}.`;
  const DIGEST = `sha256:${"a".repeat(64)}`;

  it.each([
    ["mlflow-migration", "human", "ghcr.io/mlflow/mlflow:v4.0.0-full"],
    ["mlflow-migration", "human", "ghcr.io/mlflow/mlflow:v3.100.0"],
    ["mlflow-migration", "human", "ghcr.io/mlflow/mlflow:nightly"],
    ["mlflow-migration", "human", `ghcr.io/mlflow/mlflow@${DIGEST}`],
    ["mlflow-downgrade", "refuse", "ghcr.io/mlflow/mlflow:v2.22.0"],
    ["image-from-elsewhere", "refuse", "ghcr.io:443/mlflow/mlflow:v3.16.1-full"],
  ])("of MLflow is %s [%s] as %s", (id, verdict, young) => {
    expect(found(MLFLOW, young)).toEqual({ [`${verdict} ${id}`]: [change(young)] });
  });

  it.each(["ghcr.io/mlflow/mlflow:v3.16.12", `${MLFLOW}@${DIGEST}`])("of MLflow is no danger as %s", (young) => {
    expect(found(MLFLOW, young)).toEqual({});
  });
});

describe("the containers", () => {
  it.each([
    ["a flag", "exec mlflow server", "exec mlflow server --host 0.0.0.0", "MLflow listens on 0.0.0.0"],
    ["gunicorn", "exec mlflow server", "exec gunicorn --bind=[::]:4180", "MLflow listens on [::]:4180"],
  ])("let MLflow be reached past the login by %s", (_what, old, young, sentence) => {
    expect(found(old, young)).toMatchObject({ "refuse mlflow-exposed": [`mlflow: ${sentence}.`] });
  });

  it("let MLflow be reached past the login by a port", () => {
    const container = '"name":"mlflow"';
    expect(found(container, `${container},"portMappings":[{"containerPort":4180}]`)).toEqual({
      "refuse mlflow-exposed": ["mlflow: it publishes port 4180."],
    });
  });

  it.each([
    ["DB_PASSWORD", "hunter2"],
    ["BROKER", "amqp://user:hunter2@broker.example.com"],
    ["SETTING", "AKIAABCDEFGHIJKLMNOP"],
  ])("hold a secret in plain sight in %s, which is not shown", (name, value) => {
    const variable = `{"name":"${name}","value":"${value}"},{"name":"MLFLOW_HOST"`;
    expect(found('{"name":"MLFLOW_HOST"', variable)).toEqual({
      "refuse secret-in-plain": [`mlflow: the value of ${name} is in plain sight.`],
    });
  });

  it("may name where a secret is", () => {
    const variable = '{"name":"TOKEN_FILE","value":"/tmp/token"},{"name":"MLFLOW_HOST"';
    expect(found('{"name":"MLFLOW_HOST"', variable)).toEqual({});
  });

  it("cannot be judged when they are known after the apply only", () => {
    const plan = recordedPlan("larger-tasks");
    const hidden = JSON.stringify(plan).replace(
      '"after_unknown":{"arn":true',
      '"after_unknown":{"container_definitions":true,"arn":true',
    );
    const document: JsonObject = object(parse(hidden));
    expect(dangersIn(document)).toEqual({
      "human known-after-apply": [`${TASK_DEFINITION.replace(/_[^_]*$/, "")}: Not known yet: container_definitions.`],
    });
  });
});
