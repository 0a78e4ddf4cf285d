import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import { OidcProvider } from "../../../src/auth/oidc";
import { MlflowStack } from "../../../src/stacks/mlflow-stack";
import { ADMIT_EVERY_ACCOUNT, mlflowStackProblems, MlflowStackProps } from "../../../src/stacks/mlflow-stack-props";
import { describeProblems, InvalidSettingsError } from "../../../src/terraform/problem";
import { embedded } from "../../support/small-stack";
import { Block, JsonObject, list, object, StackJson, text } from "../../support/stack-json";

const GOOD: MlflowStackProps = { identityProvider: { type: "google" }, state: { type: "s3" } };

/** Something of the right type with wrong members, as a program without types could give it. */
function wrongly<T extends object>(right: T, wrong: object): T {
  return Object.assign({ ...right }, wrong);
}

/** Everything that can be wrong at once. */
const BAD = wrongly<MlflowStackProps>(
  {
    identityProvider: wrongly<OidcProvider>(
      { type: "oidc", issuerUrl: "http://login.example.com", issuerControlsSubjectsAndEmails: true },
      { issuerControlsSubjectsAndEmails: false },
    ),
    state: { type: "s3", bucket: "s3://bucket", lockTable: "t", key: "state" },
    forceDestroyArtifacts: true,
  },
  { admitEveryAccount: "yes" },
);

const newApp = (): App => new App({ outdir: join(tmpdir(), "cdktf-unit") });

describe("the props of a stack", () => {
  test("are told all of their problems at once, each with the stack and the path of the prop", () => {
    expect(mlflowStackProblems("Prod", BAD).map(({ where, given }) => [where, given])).toEqual([
      ["Prod: id", '"Prod"'],
      ["Prod: identityProvider.issuerUrl", '"http://login.example.com"'],
      ["Prod: identityProvider.issuerControlsSubjectsAndEmails", "false"],
      ["Prod: state.bucket (TF_STATE_BUCKET)", '"s3://bucket"'],
      ["Prod: state.lockTable (TF_STATE_LOCK_TABLE)", '"t"'],
      ["Prod: state.key (TF_STATE_KEY)", '"state"'],
      ["Prod: forceDestroyArtifacts", "true, while protectData is true"],
      ["Prod: admitEveryAccount", '"yes"'],
    ]);
  });

  test("that are wrong keep the stack from being built at all, so that nothing of it can be written", () => {
    const app = newApp();
    const build = (): MlflowStack => new MlflowStack(app, "Prod", BAD);
    expect(build).toThrow(InvalidSettingsError);
    expect(build).toThrow(describeProblems(mlflowStackProblems("Prod", BAD)));
    expect(app.node.children).toEqual([]);
  });

  test("that are right have no problems", () => {
    expect(mlflowStackProblems("mlflow", GOOD)).toEqual([]);
    expect(mlflowStackProblems("mlflow", { ...GOOD, admitEveryAccount: ADMIT_EVERY_ACCOUNT })).toEqual([]);
    expect(mlflowStackProblems("mlflow", { ...GOOD, protectData: false, forceDestroyArtifacts: true })).toEqual([]);
  });

  test.each([["mlflow"], ["mlflow-github"], ["mlflow-2-b"]])("may name the stack %s", (id) => {
    expect(mlflowStackProblems(id, GOOD)).toEqual([]);
  });

  test.each([[""], ["Mlflow"], ["mlflow-"], ["mlflow--x"], ["mlflow.x"], ["other"], ["2mlflow"], ["mlflow/x"]])(
    "may not name the stack %j, because addresses and folders are made of it",
    (id) => {
      expect(mlflowStackProblems(id, GOOD)).toEqual([
        {
          where: `${id}: id`,
          given: JSON.stringify(id),
          allowed: "mlflow, or mlflow- and lower-case letters, digits and hyphens",
          fix: "name a second stack after what differs, for example mlflow-github",
        },
      ]);
    },
  );

  test("admit everybody only by the whole sentence", () => {
    expect(mlflowStackProblems("mlflow", wrongly(GOOD, { admitEveryAccount: "" }))).toEqual([
      {
        where: "mlflow: admitEveryAccount",
        given: '""',
        allowed: '"everyone with an account is an administrator"',
        fix: "leave it out; allowed_email_domains then names the domains that get in",
      },
    ]);
  });
});

describe("a whole stack", () => {
  const json = new StackJson(Testing.synth(new MlflowStack(newApp(), "mlflow", GOOD)));
  const task = json.only("aws_ecs_task_definition").attributes;
  const service = json.only("aws_ecs_service").attributes;
  const containers: readonly JsonObject[] = list(embedded(task.container_definitions)).map((item) => object(item));
  const name = (container: JsonObject): string => text(container.name);

  /** The address of the only resource of its type. */
  const address = (type: string): string => json.only(type).address;

  test("describes every security group and rule in the letters that AWS accepts there", () => {
    const described = json.resources().filter(({ type }) => /^aws_(vpc_)?security_group/.test(type));
    expect(described.length).toBeGreaterThanOrEqual(9);
    for (const { attributes } of described) {
      expect(text(attributes.description)).toMatch(/^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
    }
  });

  test("draws every edge between groups as a pair of rules with one reason", () => {
    const edge = ({ attributes }: Block): unknown => {
      const [own, other] = [attributes.security_group_id, attributes.referenced_security_group_id];
      return { ports: [attributes.from_port, attributes.to_port], description: attributes.description, own, other };
    };
    const betweenGroups = (type: string): readonly Block[] =>
      json.resources(type).filter(({ attributes }) => attributes.referenced_security_group_id !== undefined);
    const ingress = betweenGroups("aws_vpc_security_group_ingress_rule");
    const egress = betweenGroups("aws_vpc_security_group_egress_rule").map(({ attributes, ...block }) => ({
      ...block,
      attributes: {
        ...attributes,
        security_group_id: attributes.referenced_security_group_id ?? null,
        referenced_security_group_id: attributes.security_group_id ?? null,
      },
    }));
    expect(ingress).toHaveLength(2);
    expect(new Set(ingress.map((rule) => JSON.stringify(edge(rule))))).toEqual(
      new Set(egress.map((rule) => JSON.stringify(edge(rule)))),
    );
  });

  test("starts migration, MLflow and proxy in this order, and waits for nothing that is not there", () => {
    expect(containers.map(name)).toEqual(["migration", "mlflow", "oauth2-proxy"]);
    const waits = containers.map(({ dependsOn }) => (dependsOn === undefined ? [] : list(dependsOn)));
    expect(waits).toEqual([
      [],
      [{ containerName: "migration", condition: "SUCCESS" }],
      [{ containerName: "mlflow", condition: "HEALTHY" }],
    ]);
  });

  test("mounts only volumes that the task has, and uses every one of them", () => {
    const mounted = containers.flatMap(({ mountPoints }) => list(mountPoints ?? []).map((item) => object(item)));
    const volumes = list(task.volume).map((volume) => text(object(volume).name));
    expect(new Set(mounted.map(({ sourceVolume }) => text(sourceVolume)))).toEqual(new Set(volumes));
  });

  test("sends the load balancer to the proxy, which alone has a port", () => {
    const open = containers.filter(({ portMappings }) => portMappings !== undefined);
    expect(open.map(name)).toEqual(["oauth2-proxy"]);
    expect(service.load_balancer).toEqual([
      {
        target_group_arn: `\${${address("aws_lb_target_group")}.arn}`,
        container_name: "oauth2-proxy",
        container_port: 8080,
      },
    ]);
  });

  test("makes the service after the listener rule, the policies, the database and the keys that its tasks need", () => {
    const needed = [
      address("aws_lb_listener_rule"),
      address("aws_rds_cluster_instance"),
      address("aws_secretsmanager_secret_version"),
      address("aws_internet_gateway"),
      ...json
        .resources("aws_iam_role_policy")
        .flatMap(({ address: policy }) => (policy.includes(".roles_") ? [policy] : [])),
    ];
    expect(needed.length).toBeGreaterThanOrEqual(7);
    expect(list(service.depends_on)).toEqual(expect.arrayContaining(needed));
  });

  test("leaves the number of tasks to scaling after the first apply, and fails an apply whose tasks do not run", () => {
    expect(service).toMatchObject({
      lifecycle: { ignore_changes: ["desired_count"] },
      wait_for_steady_state: true,
      deployment_circuit_breaker: { enable: true, rollback: true },
      enable_execute_command: false,
      availability_zone_rebalancing: "ENABLED",
    });
  });

  test("scales by requests only once the target group is behind the listener, because the metric needs both", () => {
    const policies = json.resources("aws_appautoscaling_policy").map(({ attributes }) => attributes);
    const requests = policies.find(({ name: policy }) => policy === "requests");
    expect(policies.map(({ name: policy }) => policy)).toEqual(["cpu", "requests"]);
    expect(requests?.depends_on).toEqual([address("aws_lb_listener_rule")]);
    const metric = object(
      object(requests?.target_tracking_scaling_policy_configuration).predefined_metric_specification,
    );
    expect(metric).toEqual({
      predefined_metric_type: "ALBRequestCountPerTarget",
      resource_label: `\${${address("aws_lb")}.arn_suffix}/\${${address("aws_lb_target_group")}.arn_suffix}`,
    });
  });

  test("gives people its address and the redirect URI, and no output that holds a secret", () => {
    const outputs = json.section("output");
    expect(object(outputs.mlflow_uri).value).toBe("https://${var.dns_record_name}.${var.domain}");
    expect(object(outputs.oauth2_redirect_uri).value).toBe(
      "https://${var.dns_record_name}.${var.domain}/oauth2/callback",
    );
    for (const output of Object.values(outputs)) {
      expect(text(object(output).description)).not.toBe("");
      expect(text(object(output).value)).not.toMatch(/secretsmanager|ephemeral|password/);
    }
  });

  test("pins Terraform and the provider to what was really applied", () => {
    const terraform = json.section("terraform");
    expect(terraform.required_version).toBe(">= 1.11");
    expect(object(object(terraform.required_providers).aws).version).toBe("~> 5.100");
    expect(object(list(json.section("provider").aws)[0])).toEqual({
      default_tags: [{ tags: '${merge({"env" = "dev", "project" = "oauth2-mlflow"}, var.tags)}' }],
    });
  });
});
