import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { MlflowStack, MlflowStackProps } from "../../src";
import { Emulator } from "../support/emulator";
import { leftovers } from "../support/leftovers";
import { Shell } from "../support/shell";

jest.setTimeout(8 * 60_000);

const GOOGLE = { type: "google" } as const;
const S3 = { type: "s3" } as const;

describe("the choices of a stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-choices-"));
  let emulator: Emulator;
  let shell: Shell;

  beforeAll(async () => {
    emulator = await Emulator.start();
    emulator.seed("example.com");
    shell = new Shell(folder, emulator.environment);
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  /** Synthesizes a stack and returns the beginning of a Terraform command in its folder. */
  function synthesize(id: string, props: MlflowStackProps): string {
    const app = new App({ outdir: join(folder, "cdktf.out") });
    new MlflowStack(app, id, props);
    app.synth();
    return `terraform -chdir=cdktf.out/stacks/${id}`;
  }

  test.each<[string, MlflowStackProps]>([
    ["hcp", { identityProvider: GOOGLE, state: { type: "hcp-terraform", organization: "acme", workspace: "mlflow" } }],
    ["lock-file", { identityProvider: GOOGLE, state: { ...S3, lockFile: true } }],
    ["given", { identityProvider: GOOGLE, state: S3, certificate: "given" }],
    [
      "oidc",
      {
        identityProvider: {
          type: "oidc",
          issuerUrl: "https://login.example.com",
          issuerControlsSubjectsAndEmails: true,
        },
        state: S3,
        redirectHttp: true,
      },
    ],
  ])("%s: the JSON is valid", (name, props) => {
    const terraform = synthesize(`mlflow-${name}`, props);
    shell.run(`${terraform} init -backend=false`);
    expect(shell.run(`${terraform} validate -no-color`).output).toContain("The configuration is valid");
  });

  test("many at once apply in one go, plan empty afterwards and leave nothing when destroyed", () => {
    const terraform = synthesize("mlflow-github", {
      identityProvider: { type: "github", organization: "acme", team: "ml", users: ["bob"] },
      state: { type: "local" },
      certificate: "issued",
      redirectHttp: true,
      awsProvider: ">= 5.100.0, < 7.0.0",
      profile: "production",
      protectData: false,
      forceDestroyArtifacts: true,
    });
    for (const secret of ["oauth2-client-id", "oauth2-client-secret", "oauth2-cookie-secret", "store-db-password"]) {
      shell.run(`aws secretsmanager create-secret --name team/${secret} --secret-string 0123456789abcdef`);
    }
    const variables = {
      hosted_zone: "example.com",
      domain: "example.com",
      dns_record_name: "mlflow",
      secret_prefix: "team/",
      unique_name: "oauth2-mlflow",
      artifact_bucket_path: "/team-a",
      load_balancer_is_internal: "true",
      load_balancer_ingress_cidrs: '["10.0.0.0/8","192.0.2.0/24"]',
      database_auto_pause: "false",
      database_skip_final_snapshot: "true",
      server_keys_recovery_window_in_days: "0",
      service_min_capacity: "2",
    };
    for (const [name, value] of Object.entries(variables)) shell.export(`TF_VAR_${name}`, value);

    shell.run(`${terraform} init`);
    expect(shell.run(`${terraform} apply -no-color -auto-approve`).output).toContain("Apply complete!");
    expect(shell.attempt(`${terraform} plan -no-color -detailed-exitcode`)).toMatchObject({ status: 0 });
    expect(shell.run("ls").stdout).toContain("terraform.mlflow-github.tfstate");
    const command = emulator.aws(
      "ecs describe-task-definition --task-definition oauth2-mlflow",
      "taskDefinition.containerDefinitions[?name=='oauth2-proxy'].command[]",
    );
    expect(command).toEqual(
      expect.arrayContaining(["--provider=github", "--github-org=acme", "--github-team=ml", "--github-user=bob"]),
    );
    shell.run(`${terraform} destroy -no-color -auto-approve`);
    expect(leftovers(emulator)).toEqual([]);
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
    expect(emulator.lint()).toMatch(/^\d+ resources, 0 errors\n$/);
  });
});
