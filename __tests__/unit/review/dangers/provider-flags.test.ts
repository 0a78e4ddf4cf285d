import { dangersIn, planWith, TASK_DEFINITION } from "../../../support/planted-plans";
import { Json, JsonObject, object, text } from "../../../support/stack-json";

const GOOGLE = '"--provider=google"';

/** The dangers of a plan in which the flags of the provider change from some to others. */
function found(before: readonly string[], after: readonly string[]): unknown {
  const plan = planWith("larger-tasks", TASK_DEFINITION, (change) => ({
    ...change,
    before: withFlags(change.before, before),
    after: withFlags(change.after, after),
  }));
  return Object.fromEntries(
    Object.entries(dangersIn(plan)).map(([id, findings]) => [
      id,
      findings.map((finding) => finding.replace(/^aws_ecs_task_definition\.service_task-definition: /, "")),
    ]),
  );
}

function withFlags(values: Json | undefined, flags: readonly string[]): JsonObject {
  const { container_definitions, ...others } = object(values);
  const containers = text(container_definitions);
  if (!containers.includes(GOOGLE)) throw new Error(`no ${GOOGLE}`);
  return { ...others, container_definitions: containers.replace(GOOGLE, flags.map((flag) => `"--${flag}"`).join(",")) };
}

const KEYCLOAK = [
  "provider=keycloak-oidc",
  "oidc-issuer-url=https://k.example.com/realms/ml",
  "insecure-oidc-skip-nonce=false",
];

describe("groups and roles", () => {
  it.each([
    ["allowed-role", "ml-user"],
    ["allowed-group", "968b4844-d5e7-4e18-a834-59927959369f"],
    ["gitlab-group", "acme/ml"],
  ])("are a gate: --%s", (name, value) => {
    const flag = `${name}=${value}`;
    expect(found([...KEYCLOAK, flag], KEYCLOAK)).toEqual({
      "refuse membership-loosened": [`${name} is not asked any more; it was ${value}.`],
    });
    expect(found([...KEYCLOAK, flag], [...KEYCLOAK, flag, `${name}=other`])).toEqual({
      "refuse membership-loosened": [`${name}: ${value} -> ${value}, other.`],
    });
    expect(found(KEYCLOAK, [...KEYCLOAK, flag])).toEqual({});
    expect(found([...KEYCLOAK, flag, `${name}=other`], [...KEYCLOAK, flag])).toEqual({});
  });
});

describe("the flags of an issuer", () => {
  it("name somebody else with another realm", () => {
    const [provider = "", , nonce = ""] = KEYCLOAK;
    expect(found(KEYCLOAK, [provider, "oidc-issuer-url=https://k.example.com/realms/all", nonce])).toEqual({
      "refuse identity-provider-changed": [
        "oidc-issuer-url: https://k.example.com/realms/ml -> https://k.example.com/realms/all.",
      ],
    });
  });

  it.each([
    ["true", ["insecure-oidc-skip-nonce=true"]],
    ["not set", []],
  ])("weaken the login when the nonce check goes: %s", (becomes, nonce) => {
    expect(found(KEYCLOAK, [...KEYCLOAK.slice(0, 2), ...nonce])).toEqual({
      "refuse login-relaxed": [`--insecure-oidc-skip-nonce: false -> ${becomes}.`],
    });
  });

  it("are looked at when other scopes are asked for", () => {
    expect(found(KEYCLOAK, [...KEYCLOAK, "scope=openid email offline_access"])).toEqual({
      "human login-setting-changed": ["--scope: not set -> openid email offline_access."],
    });
  });
});
