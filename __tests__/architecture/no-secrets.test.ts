import { homedir, hostname, tmpdir } from "node:os";
import { readTree } from "../support/files";
import { SECRET_PATTERNS } from "../support/secret-patterns";
import { StackJson } from "../support/stack-json";
import { PROJECT, scratchFolder, synthesizeProject, trySynthesize } from "../support/synthesis";

const stacks: readonly (readonly [string, StackJson])[] = [
  ["mlflow", StackJson.default()],
  ["bootstrap", StackJson.bootstrap()],
];

describe.each(stacks)("the synthesized JSON of %s", (_name, stack) => {
  it.each(SECRET_PATTERNS)("has no %s", (_what, pattern) => {
    expect(pattern.exec(stack.text)?.[0]).toBeUndefined();
  });

  it("has no word that looks random: 16 or more letters and digits, upper and lower case mixed", () => {
    const words = stack.text.match(/[A-Za-z0-9+=]{16,}/g) ?? [];
    expect(words.filter((word) => [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(word)))).toEqual([]);
  });

  it("has no trace of the machine: no path of it, no host name", () => {
    const places = [PROJECT, homedir(), tmpdir() + "/", process.cwd(), hostname(), "node_modules"];
    expect(places.filter((place) => stack.text.includes(place))).toEqual([]);
    expect(stack.text).not.toMatch(/["\s=]\/(home|root|Users|usr|var|opt|mnt|private|builds|work|workspace|runner)\//);
    expect(stack.text).not.toMatch(/\b[A-Z]:\\\\|file:\/\/(?!\/dev\/stdin\b)/);
  });

  it("has no date but the version of AWS's policy language, and no time", () => {
    expect(new Set(stack.text.match(/\b(19|20)\d\d-\d\d-\d\d/g))).toEqual(new Set(["2012-10-17"]));
    expect(stack.text).not.toMatch(/\b\d\d:\d\d:\d\d\b|\b1[6-9]\d{8}(\d{3})?\b/);
  });
});

/** Variables of a full environment, each with a value that is nowhere else. */
const CANARIES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...stacks.flatMap(([, stack]) => Object.keys(stack.section("variable")).map((name) => `TF_VAR_${name}`)),
    ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION"],
    ...["AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ROLE_ARN", "AWS_CONFIG_FILE", "AWS_ACCOUNT_ID"],
    ...["GITHUB_TOKEN", "GITHUB_SHA", "GITHUB_RUN_ID", "CI", "BUILD_NUMBER", "NPM_TOKEN", "npm_config_registry"],
    ...["TF_TOKEN_app_terraform_io", "TF_CLOUD_ORGANIZATION", "TF_WORKSPACE", "TF_CLI_ARGS", "TF_DATA_DIR"],
    ...["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "OAUTH2_PROXY_CLIENT_SECRET", "OAUTH2_PROXY_COOKIE_SECRET"],
    ...["DB_PASSWORD", "MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_URI", "MLFLOW_CRYPTO_KEK_PASSPHRASE", "DATABASE_URL"],
    ...["HOSTNAME", "USER", "LOGNAME", "MAIL", "PWD", "OLDPWD", "SSH_AUTH_SOCK", "EDITOR", "http_proxy"],
  ].map((name, at) => [name, `canary${at}-${name.toLowerCase()}`]),
);

describe("an environment full of secrets", () => {
  it("leaves every file of the output as it is, and shows nowhere in what is printed", () => {
    const outdir = scratchFolder();
    const { status, stdout, stderr } = trySynthesize(outdir, CANARIES);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(readTree(outdir)).toEqual(readTree(synthesizeProject()));
    expect(Object.values(readTree(outdir)).join()).not.toContain("canary");
  });
});
