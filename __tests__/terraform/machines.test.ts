import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokenStatement } from "../../src/auth/aws-token-statement";
import { Emulator } from "../support/emulator";
import { verifiedClaims } from "../support/issuer-client";
import { BearerProxy, HAS_PROXY } from "../support/machines/bearer-proxy";
import { PLUGIN } from "../support/machines/jobs";
import { makeRole, sessionOf } from "../support/machines/own-role";
import { Places } from "../support/machines/places";
import { standIn } from "../support/machines/stand-ins";
import { TokenIssuer } from "../support/machines/token-issuer";
import { readmeBlock } from "../support/readme";
import { attemptBesideOthers, run } from "../support/run";
import { JsonObject, object, parse } from "../support/stack-json";

jest.setTimeout(60_000);

const AUDIENCE = "mlflow.example.com";
const ACCOUNT = "trainer@my-project.iam.gserviceaccount.com";

/** The commands of docs/machines.md that need these; where they are missing their tests say so. */
const missing = ["curl", "jq"].filter((tool) => spawnSync(tool, ["--version"]).error !== undefined);
const withCurl = missing.length === 0 ? test : test.skip;
const without = missing.length === 0 ? "" : `(not run: ${missing.join(" and ")} not on PATH) `;
const withProxy = HAS_PROXY ? test : test.skip;
const noProxy = HAS_PROXY ? "" : "(not run: oauth2-proxy is not on PATH) ";

/** The blocks of docs/machines.md about roles and service accounts, as they stand. The tests build on each other, in this order. */
describe("machines", () => {
  const folder = mkdtempSync(join(tmpdir(), "machines-"));
  const statement = JSON.stringify(tokenStatement([AUDIENCE]));
  let emulator: Emulator;
  let google: TokenIssuer;
  let places: Places;
  let issuer: string;
  let trainer: string;

  beforeAll(async () => {
    emulator = await Emulator.start();
    google = await TokenIssuer.start();
    places = await Places.start(googleToken({ email: ACCOUNT, email_verified: true }));
    places.leadCurl(folder);
    trainer = makeRole(emulator, "trainer");
    standIn(folder, "terraform", {
      "-chdir=cdktf.out/stacks/mlflow output -raw bearer_iam_statement": statement,
    });
    standIn(folder, "gcloud", {
      [`auth print-identity-token --impersonate-service-account=${ACCOUNT} --audiences=${AUDIENCE} --include-email`]:
        googleToken({ email: ACCOUNT, email_verified: true }),
    });
  });

  afterAll(async () => {
    await places.stop();
    await google.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  });

  /** As Google writes it: a number as subject. */
  const googleToken = (claims: JsonObject): string => google.token({ aud: AUDIENCE, sub: "112233445566", ...claims });

  /** What a block prints, with the stand-ins, in the hands of somebody; the first failing command ends it. */
  async function printed(block: string, environment: Readonly<Record<string, string>>): Promise<string> {
    const env = { ...environment, HOME: folder, PATH: `${folder}:${environment.PATH ?? ""}` };
    const options = { cwd: folder, env, minutes: 0.5 };
    // Beside this process: the servers behind the addresses are in it.
    const ended = await attemptBesideOthers("bash", ["-euo", "pipefail", "-c", block], options);
    if (ended.status !== 0) throw new Error(`exit ${String(ended.status)} of\n${block}\n${ended.output.slice(-3000)}`);
    return ended.stdout;
  }

  const asTrainer = async (block: string): Promise<string> => printed(block, await sessionOf(emulator, trainer));

  /** A token of a role that has the statement, asked for as the guide does. */
  async function tokenOf(roleArn: string, audience = AUDIENCE): Promise<string> {
    const block = readmeBlock("machinesaws").replace(/^printf[\s\S]*/m, 'printf %s "$token"');
    const asked = block.replace(`--audience ${AUDIENCE}`, `--audience ${audience}`);
    return printed(asked, await sessionOf(emulator, roleArn));
  }

  /** Gives a role what the guide gives to `trainer`. */
  async function permit(roleName: string): Promise<void> {
    const block = readmeBlock("machinespermission").replace("--role-name trainer", `--role-name ${roleName}`);
    await printed(block, emulator.environment);
  }

  test("AWS's issuer is off, then turned on, and its address is told", async () => {
    await permit("trainer");
    await expect(tokenOf(trainer)).rejects.toThrow("OutboundWebIdentityFederationDisabled");
    const lines = (await printed(readmeBlock("machinesissuer"), emulator.environment)).trim().split("\n");
    issuer = lines.at(-1) ?? "";
    expect(issuer).toBe(`${emulator.url}/_emulator/web-identity`);
  });

  test("a role gets exactly the statement of the stack", () => {
    const args = ["iam", "get-role-policy", "--role-name", "trainer", "--policy-name", "mlflow-token"];
    const { stdout } = run("aws", [...args, "--query", "PolicyDocument.Statement"], { env: emulator.environment });
    expect(parse(stdout)).toEqual([parse(statement)]);
  });

  test("a role without it gets no token, and with it none for another audience", async () => {
    const other = makeRole(emulator, "other");
    await expect(tokenOf(other)).rejects.toThrow("AccessDenied");
    await expect(tokenOf(trainer, "other.example.com")).rejects.toThrow("AccessDenied");
    await expect(tokenOf(trainer, `${AUDIENCE} other.example.com`)).rejects.toThrow("AccessDenied");
    await permit("other");
    expect((await tokenOf(other)).split(".")).toHaveLength(3);
  });

  withCurl(
    `${without}a call by hand has a token of the role, for the audience, signed by the account's issuer`,
    async () => {
      expect(await asTrainer(readmeBlock("machinesaws"))).toBe('{"experiments": []}');
      const keys = await (await fetch(`${issuer}/.well-known/jwks.json`)).text();
      const claims = verifiedClaims(places.tokens.at(-1) ?? "", keys);
      expect(claims).toMatchObject({ iss: issuer, sub: trainer, aud: AUDIENCE });
      expect(Number(claims.exp) - Number(claims.iat)).toBe(900);
      expect(claims).not.toHaveProperty("email");
    },
  );

  withCurl(`${without}the subject to list is shown as it stands in the token`, async () => {
    expect(await asTrainer(readmeBlock("machinessubject"))).toBe(`${trainer}\n`);
  });

  test("the client's variables are those of the plugin", async () => {
    const settings = async (...names: readonly string[]): Promise<readonly string[]> => {
      const block = [...names.map((name) => readmeBlock(name)), "env | grep ^MLFLOW_ | sort"].join("\n");
      return (await printed(block, emulator.environment)).trim().split("\n").sort();
    };
    const common = ["MLFLOW_TRACKING_AUTH=id-token", `MLFLOW_TRACKING_URI=https://${AUDIENCE}`];
    const audience = `MLFLOW_ID_TOKEN_AUDIENCE=${AUDIENCE}`;
    const account = `MLFLOW_ID_TOKEN_SERVICE_ACCOUNT=${ACCOUNT}`;
    expect(await settings("machinesclient")).toEqual([audience, "MLFLOW_ID_TOKEN_SOURCE=aws", ...common].sort());
    expect(await settings("machinesclient", "machinesgoogleclient")).toEqual(
      [audience, account, "MLFLOW_ID_TOKEN_SOURCE=gcloud-sa", ...common].sort(),
    );
  });

  test("the plugin gets its tokens by them, about the role and about the service account", async () => {
    const check = `PYTHONPATH='${PLUGIN}' python -m mlflow_id_token check`;
    const whoOf = async (blocks: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> => {
      const output = await printed([...blocks.map((name) => readmeBlock(name)), check].join("\n"), environment);
      return /^who +(.*)$/m.exec(output)?.[1] ?? output;
    };
    expect(await whoOf(["machinesclient"], await sessionOf(emulator, trainer))).toBe(trainer);
    expect(await whoOf(["machinesclient", "machinesgoogleclient"], emulator.environment)).toBe(ACCOUNT);
  });

  withCurl.each(["machinesgoogle", "machinesmetadata"])(
    `${without}a service account's token arrives: %s`,
    async (block) => {
      const before = places.tokens.length;
      expect(await printed(readmeBlock(block), emulator.environment)).toBe('{"experiments": []}');
      expect(places.tokens).toHaveLength(before + 1);
      const [, payload = ""] = (places.tokens.at(-1) ?? "").split(".");
      const claims = object(parse(Buffer.from(payload, "base64url").toString()));
      expect(claims).toMatchObject({ iss: google.url, email: ACCOUNT, aud: AUDIENCE });
    },
  );

  withProxy(`${noProxy}the listed role and account get in, whatever the case; nobody else does`, async () => {
    const proxy = await BearerProxy.start({
      issuers: [issuer, google.url],
      audience: AUDIENCE,
      subjects: [trainer.toUpperCase(), ACCOUNT],
    });
    const stranger = { email: "trainer@other.iam.gserviceaccount.com", email_verified: true };
    const verdicts = {
      "the role": await proxy.verdict(await tokenOf(trainer)),
      "another role of the account": await proxy.verdict(await tokenOf(trainer.replace("trainer", "other"))),
      "the service account": await proxy.verdict(googleToken({ email: ACCOUNT, email_verified: true })),
      "a service account of another project": await proxy.verdict(googleToken(stranger)),
      "the service account, for another audience": await proxy.verdict(
        googleToken({ email: ACCOUNT, email_verified: true, aud: "other.example.com" }),
      ),
      "the service account without --include-email": await proxy.verdict(googleToken({})),
      "a token with another signature": await proxy.verdict(`${(await tokenOf(trainer)).slice(0, -8)}AAAAAAAA`),
    };
    await proxy.stop();
    expect(verdicts).toEqual({
      "the role": 200,
      "another role of the account": 403,
      "the service account": 200,
      "a service account of another project": 403,
      "the service account, for another audience": 401,
      "the service account without --include-email": 403,
      "a token with another signature": 401,
    });
  });

  withProxy(`${noProxy}a role that is named like an address gets in by its domain, as the guide warns`, async () => {
    const named = makeRole(emulator, "ci@example.com");
    await permit("ci@example.com");
    const proxy = await BearerProxy.start({ issuers: [issuer], audience: AUDIENCE, domain: "example.com" });
    const verdicts = [await proxy.verdict(await tokenOf(named)), await proxy.verdict(await tokenOf(trainer))];
    await proxy.stop();
    expect(verdicts).toEqual([200, 403]);
  });

  test("AWS would have refused none of the calls, as far as the gate knows", () => {
    expect(emulator.failures).toBe("");
    expect(emulator.alarms).toEqual([]);
    expect(emulator.lint()).toMatch(/ 0 errors\n$/);
  });
});
