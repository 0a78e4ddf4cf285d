import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SUBSTITUTES } from "../../src/rehearsal/container-environment";
import { STAND_INS } from "../../src/rehearsal/stand-ins";
import { requireTools } from "../../src/rehearsal/tools";
import { OWN_NETWORK, RehearseCommand } from "../support/rehearse-command";
import { describeIsolated } from "../support/own-tasks";
import { theRehearsal } from "../support/rehearsal";
import { READY } from "../support/e2e-setup";

const MINUTES = 60_000;

/** Nothing of this may be heard: it would lead to a real account, to another plan or state. */
const MISLEADING = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  AWS_PROFILE: "production",
  AWS_REGION: "us-east-1",
  TF_CLI_ARGS: "-bogus",
  TF_VAR_unique_name: "production",
  TF_WORKSPACE: "production",
  TF_STATE_BUCKET: "production",
  MLFLOW_DESTROY_PHRASE: "destroy mlflow",
};

const commands: RehearseCommand[] = [];
afterEach(() => {
  for (const command of commands) command.remove();
});

function rehearse(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): RehearseCommand {
  const command = new RehearseCommand(args, env, wrapper);
  commands.push(command);
  return command;
}

describe("npm run rehearse", () => {
  it("says what it is for", async () => {
    const command = rehearse(["--help"]);
    expect(await command.exitCode()).toBe(0);
    expect(command.output).toContain("without an AWS account. Ctrl-C stops and removes everything.");
  });

  it("names every program that is missing, with the line that installs it, before anything starts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "few-programs-"));
    for (const name of ["sh", "env", "dirname"]) symlinkSync(`/bin/${name}`, join(folder, name));
    symlinkSync(requireTools(["terraform"], process.env).terraform, join(folder, "terraform"));
    const command = rehearse([], { PATH: `${folder}:${dirname(process.execPath)}/` });
    const status = await command.exitCode();
    rmSync(folder, { recursive: true });
    expect(status).toBe(1);
    expect(command.output).toMatch(
      /These programs are needed:[^]*oauth2-proxy 7.15.2 or later \(not found\)[^]*brew install oauth2-proxy/,
    );
    expect(command.output).not.toMatch(/terraform .*not found|^\s+at /m);
    expect(command.leftovers).toEqual([]);
  });

  it("tells at once that a port is taken", async () => {
    const command = rehearse(["--without-login"]);
    expect(await command.exitCode()).toBe(1);
    expect(command.output).toContain("Port 443 cannot be listened on: another program has it.");
    expect(command.leftovers).toEqual([]);
  });
});

describeIsolated("npm run rehearse in a network of its own", () => {
  it(
    "ends with Terraform's own message when the stack is refused, whatever the user's environment says",
    async () => {
      const command = rehearse(["--without-login", "-var=unique_name=Not A Name"], MISLEADING, OWN_NETWORK);
      expect(await command.exitCode()).toBe(1);
      expect(command.output).toContain("unique_name is 'Not A Name'");
      expect(command.output).not.toMatch(/^\s+at /m);
      expect(command.leftovers).toEqual([]);
    },
    3 * MINUTES,
  );

  it(
    "leaves nothing when Ctrl-C comes while it starts",
    async () => {
      const command = rehearse(["--without-login"], {}, OWN_NETWORK);
      await command.prints("both stacks synthesized");
      expect(command.leftovers.length).toBeGreaterThan(3);
      command.interrupt();
      await command.exitCode();
      expect(command.output).toContain("Everything is stopped and removed.");
      expect(command.leftovers).toEqual([]);
    },
    2 * MINUTES,
  );

  it(
    "leaves nothing when it is killed",
    async () => {
      const command = rehearse(["--without-login"], {}, OWN_NETWORK);
      await command.prints("both stacks synthesized");
      expect(command.leftovers.length).toBeGreaterThan(3);
      command.kill();
      expect(await command.leavesNothing(40)).toEqual([]);
    },
    2 * MINUTES,
  );
});

describe("the rehearsal of this ring", () => {
  it("has told each step, what is different from AWS, and where to go", () => {
    const { url, issuer, folder } = theRehearsal();
    const output = readFileSync(process.env.E2E_REHEARSE_LOG ?? "", "utf8");
    for (const step of ["MariaDB", "both stacks synthesized", "bootstrap applied", "mlflow applied"]) {
      expect(output).toMatch(new RegExp(`^ +\\d+ s  ${step}$`, "m"));
    }
    for (const { cloud, here } of STAND_INS) expect(output).toContain(`  ${cloud}: ${here}\n`);
    for (const { variable, what } of SUBSTITUTES) expect(output).toContain(`  ${variable}: ${what}\n`);
    expect(output).toContain(`Open ${url} and sign in as Alice`);
    expect(output).toContain(`${issuer}/identity-token?user=alice@example.com`);
    expect(READY.exec(output)?.[1]).toBe(folder);
  });
});
