import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hcpToken } from "../../../src/review/hcp-token";

describe("the token for a host", () => {
  const home = mkdtempSync(join(tmpdir(), "hcp-token-"));
  const login = join(home, ".terraform.d/credentials.tfrc.json");
  const configuration = join(home, ".terraformrc");
  const given = join(home, "ci.tfrc");
  const json = (token: string): string => JSON.stringify({ credentials: { "app.terraform.io": { token } } });
  const hcl = (token: string): string => `
    plugin_cache_dir = "/tmp"
    credentials "app.terraform.io" {
      token = "${token}"
    }
    host "other.test" { services = { "tfe.v2" = "https://other.test/" } }`;
  const token = (env: Record<string, string> = {}, hostname = "app.terraform.io"): Promise<string> =>
    hcpToken(hostname, env, home);

  beforeEach(() => {
    mkdirSync(join(home, ".terraform.d"), { recursive: true });
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  it("comes from the environment, whatever the files say", async () => {
    writeFileSync(login, json("from-login"));
    expect(await token({ TF_TOKEN_app_terraform_io: "from-env" })).toBe("from-env");
  });

  it.each([
    ["TF_TOKEN_my__tfe_example_com", "my-tfe.example.com"],
    ["TF_TOKEN_my-tfe_example_com", "my-tfe.example.com"],
    ["TF_TOKEN_APP_TERRAFORM_IO", "app.terraform.io"],
    ["TF_TOKEN_localhost:8443", "localhost:8443"],
  ])("is found by the name %s", async (name, hostname) => {
    expect(await token({ [name]: "x", TF_TOKEN_other_test: "y" }, hostname)).toBe("x");
  });

  it("is what terraform login has written, before that of .terraformrc", async () => {
    writeFileSync(configuration, hcl("from-configuration"));
    expect(await token()).toBe("from-configuration");
    writeFileSync(login, json("from-login"));
    expect(await token({ TF_TOKEN_app_terraform_io: "" })).toBe("from-login");
  });

  it("is that of TF_CLI_CONFIG_FILE alone, where that is set", async () => {
    writeFileSync(login, json("from-login"));
    writeFileSync(given, hcl("from-ci"));
    expect(await token({ TF_CLI_CONFIG_FILE: given })).toBe("from-ci");
    writeFileSync(given, "");
    await expect(token({ TF_CLI_CONFIG_FILE: given })).rejects.toThrow("There is no token for app.terraform.io.");
  });

  it("is missed with both ways to set it", async () => {
    writeFileSync(login, json("from-login"));
    await expect(token({}, "my-tfe.example.com")).rejects.toThrow(
      "There is no token for my-tfe.example.com. Run terraform login my-tfe.example.com, or set TF_TOKEN_my__tfe_example_com.",
    );
  });

  it("never stands in the message about a file that cannot be read", async () => {
    for (const text of ['{"credentials": {"app.terraform.io": {"token": "canary" }', '{"credentials": ["canary"]}']) {
      writeFileSync(login, text);
      const message = await token().catch(String);
      expect(message).toContain(`${login} cannot be read as a configuration of the Terraform CLI.`);
      expect(message).not.toContain("canary");
    }
  });
});
