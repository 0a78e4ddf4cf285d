import { BearerIssuer } from "../../src/auth/bearer-issuer";
import { MOST_BEARER_BYTES } from "../../src/auth/bearer-issuer-rules";
import { many, number } from "../support/json-walk";
import { synthesizeShape } from "../support/shapes";
import { JsonObject, list, object, StackJson, text } from "../support/stack-json";
import { container, containers, environmentOf, proxyFlag } from "./stack-view";

const stack = StackJson.default();
const task = stack.only("aws_ecs_task_definition").attributes;
const byName = containers(stack).map((definition) => ({ name: text(definition.name), definition }));

/** What a container may say at all: anything else (privileged, user, links, devices, ...) is a decision to be made here. */
const KNOWN_KEYS = [
  "name",
  "image",
  "essential",
  "entryPoint",
  "command",
  "environment",
  "secrets",
  "portMappings",
  "dependsOn",
  "healthCheck",
  "mountPoints",
  "stopTimeout",
  "readonlyRootFilesystem",
  "linuxParameters",
  "logConfiguration",
];

/** Where each container may write. */
const WRITABLE: Readonly<Record<string, readonly string[]>> = {
  migration: ["/tmp", "/database-ca"],
  mlflow: ["/tmp"],
  "oauth2-proxy": [],
};

/** Where each container's lines go. MLflow and its migration share a group and differ in the streams' prefix. */
const LOGS: Readonly<Record<string, { readonly group: string; readonly prefix: string }>> = {
  migration: { group: "aws_cloudwatch_log_group.containers_mlflow-logs_9310744A", prefix: "migration" },
  mlflow: { group: "aws_cloudwatch_log_group.containers_mlflow-logs_9310744A", prefix: "ecs" },
  "oauth2-proxy": { group: "aws_cloudwatch_log_group.containers_oauth2-proxy-logs_05DA0D59", prefix: "ecs" },
};

describe("every container of the task", () => {
  it.each(byName)("says nothing unusual, such as privileged or links: $name", ({ definition }) => {
    expect(KNOWN_KEYS).toEqual(expect.arrayContaining(Object.keys(definition)));
  });

  it.each(byName)("has a read-only root, no capability of Linux and an init process: $name", ({ definition }) => {
    expect(definition.readonlyRootFilesystem).toBe(true);
    expect(definition.linuxParameters).toEqual({ initProcessEnabled: true, capabilities: { drop: ["ALL"] } });
  });

  it.each(byName)("writes to its own volumes only: $name", ({ name, definition }) => {
    const mounts = many(definition.mountPoints).map(object);
    const writable = mounts.filter(({ readOnly }) => readOnly !== true).map(({ containerPath }) => containerPath);
    expect(writable).toEqual(WRITABLE[name]);
    const volumes = list(task.volume).map(object);
    expect(volumes.map((volume) => volume.name)).toEqual(
      expect.arrayContaining(mounts.map(({ sourceVolume }) => sourceVolume)),
    );
    expect(volumes.filter((volume) => Object.keys(volume).length > 1)).toEqual([]);
  });

  it.each(byName)("logs to a group of the stack, and never waits for CloudWatch: $name", ({ name, definition }) => {
    expect(definition.logConfiguration).toEqual({
      logDriver: "awslogs",
      options: {
        "awslogs-group": `\${${LOGS[name]?.group ?? "a group of the table"}.name}`,
        "awslogs-region": "${data.aws_region.account_region_154F2A67.id}",
        "awslogs-stream-prefix": LOGS[name]?.prefix,
        mode: "non-blocking",
        "max-buffer-size": "25m",
      },
    });
  });

  it.each(byName)("comes from a pinned image that a variable names: $name", ({ name, definition }) => {
    const variable = name === "oauth2-proxy" ? "oauth2_proxy_image" : "mlflow_image";
    expect(definition.image).toBe(`\${var.${variable}}`);
    expect(object(stack.section("variable")[variable]).default).toMatch(
      /^[a-z0-9./-]+:v[0-9]+\.[0-9]+\.[0-9]+[\w.-]*$/,
    );
  });

  it.each(byName)("has no secret-looking name or value in its plain environment: $name", ({ definition }) => {
    const environment = Object.entries(environmentOf(definition));
    expect(environment.filter(([key]) => /SECRET|PASSW|TOKEN|KEY|PASSPHRASE|CREDENTIAL|PRIVATE/i.test(key))).toEqual(
      [],
    );
    expect(environment.filter(([, value]) => /ephemeral\.|secret|passw|:\/\/[^/]*:[^/]*@/i.test(value))).toEqual([]);
  });

  it.each(byName)("has no password and no Terraform value in a shell or a program: $name", ({ definition }) => {
    const programs = definition.entryPoint === undefined ? [] : list(definition.command).map(text);
    for (const program of programs) expect(program).not.toMatch(/[$%]\{/);
    const words = [...many(definition.entryPoint), ...list(definition.command)].map(text);
    expect(words.filter((word) => /ephemeral\.|aws_secretsmanager/.test(word))).toEqual([]);
  });

  it.each(byName)("keeps to Fargate's limits of times: $name", ({ definition }) => {
    const check = definition.healthCheck === undefined ? undefined : object(definition.healthCheck);
    if (check !== undefined) {
      expect(between(check.interval, 5, 300) && between(check.timeout, 2, 60)).toBe(true);
      expect(between(check.retries, 1, 10) && between(check.startPeriod, 0, 300)).toBe(true);
      expect(number(check.timeout)).toBeLessThanOrEqual(number(check.interval));
      expect(text(list(check.command)[0])).toMatch(/^CMD(-SHELL)?$/);
    }
    // The migration may wait 600 s for another task's; `startTimeout` would end it after 120.
    expect(definition.stopTimeout).toBe(120);
  });
});

describe("the containers together", () => {
  it("start one after the other: migration, MLflow, oauth2-proxy", () => {
    const order = byName.map(({ name, definition }) => [name, definition.dependsOn ?? []]);
    expect(order).toEqual([
      ["migration", []],
      ["mlflow", [{ containerName: "migration", condition: "SUCCESS" }]],
      ["oauth2-proxy", [{ containerName: "mlflow", condition: "HEALTHY" }]],
    ]);
    // Waiting for SUCCESS of an essential container, or for HEALTHY of one without a check, never ends.
    expect(container(stack, "migration").essential).toBe(false);
    expect(container(stack, "mlflow").healthCheck).toBeDefined();
  });

  it("open one port, that of oauth2-proxy", () => {
    const ports = byName.flatMap(({ name, definition }) =>
      many(definition.portMappings).map((mapping): [string, JsonObject] => [name, object(mapping)]),
    );
    expect(ports).toEqual([["oauth2-proxy", { containerPort: 8080, protocol: "tcp" }]]);
    expect(proxyFlag(stack, "http-address")).toBe("0.0.0.0:8080");
  });

  it("leave MLflow on the loopback interface, where oauth2-proxy finds it", () => {
    const mlflow = environmentOf(container(stack, "mlflow"));
    expect(mlflow.MLFLOW_HOST).toBe("127.0.0.1");
    expect(proxyFlag(stack, "upstream")).toBe(`http://127.0.0.1:${String(mlflow.MLFLOW_PORT)}/`);
    expect(list(container(stack, "mlflow").command).map(text).join()).not.toMatch(/--host|--bind|0\.0\.0\.0/);
  });

  it.each([
    "--bind 0.0.0.0:8080",
    "-b 0.0.0.0:80",
    "--config x",
    "--forwarded-allow-ips *",
    "--timeout 5; id",
    "--timeout $(id)",
  ])("cannot be opened by gunicorn_opts = %s", (options) => {
    const [rule] = list(object(stack.section("variable").gunicorn_opts).validation).map(object);
    const pattern = /regex\("(.*)", var\.gunicorn_opts\)/.exec(text(rule?.condition))?.[1];
    const accepts = new RegExp(String(pattern).replaceAll("\\\\", "\\"));
    expect([accepts.test("--timeout 120"), accepts.test(options)]).toEqual([true, false]);
  });

  it.each(["migration", "mlflow"])("check the database's certificate, and wait until it has resumed: %s", (name) => {
    const definition = container(stack, name);
    const program = list(definition.command).map(text).join();
    // A paused database takes 15 to 30 s; the client's own patience ends after 10.
    expect(program).toMatch(/mysql\+pymysql:\/\/.*[?&]charset=utf8mb4&ssl_ca=[$]?.*&connect_timeout=60"/s);
    const bundle = environmentOf(definition).DB_CA_FILE ?? "";
    const volume = many(definition.mountPoints)
      .map(object)
      .filter(({ containerPath }) => bundle.startsWith(`${text(containerPath)}/`));
    expect(volume.map(({ sourceVolume }) => sourceVolume)).toEqual(["database-ca"]);
  });

  it("run on Fargate, in a network namespace of their own, without a shell from outside", () => {
    expect(task).toMatchObject({
      network_mode: "awsvpc",
      requires_compatibilities: ["FARGATE"],
      runtime_platform: { cpu_architecture: "X86_64", operating_system_family: "LINUX" },
    });
    for (const key of ["pid_mode", "ipc_mode", "placement_constraints"]) expect(task).not.toHaveProperty(key);
    expect(stack.only("aws_ecs_service").attributes.enable_execute_command).toBe(false);
  });

  it("fit into the 64 KiB of a task definition, with the longest of every list", () => {
    const issuerUrl = `https://${"login.".repeat(19)}io`.padEnd(128, "o");
    const longest = synthesizeShape({
      identityProvider: { type: "oidc", issuerUrl, issuerControlsSubjectsAndEmails: true },
      bearerTokens: { issuers: [withManyRoles(MOST_BEARER_BYTES)] },
    });
    const definitions = text(longest.only("aws_ecs_task_definition").attributes.container_definitions);
    const [domains, audiences, gunicornOpts] = [100 * 254, 50 * (issuerUrl.length + 1 + 256 + 1), 1000];
    expect(Buffer.byteLength(definitions) + domains + audiences + gunicornOpts).toBeLessThan(64 * 1024);
  });
});

function between(value: JsonObject[string] | undefined, minimum: number, maximum: number): boolean {
  return number(value) >= minimum && number(value) <= maximum;
}

/** An entry with as many of the longest roles as there is room for. */
function withManyRoles(bytes: number): BearerIssuer {
  const issuer = "https://a.tokens.sts.global.api.aws";
  const role = (number: number): string => `arn:aws:iam::111122223333:role/${String(number).padStart(64, "r")}`;
  const room = Math.floor((bytes - issuer.length - "mlflow".length - 2) / (role(0).length + 1));
  return { issuer, audience: "mlflow", who: { subjects: Array.from({ length: room }, (_, number) => role(number)) } };
}
