import { findDangers } from "../../../src/review/dangers";
import { readPlan } from "../../../src/review/plan";
import { LockedProviders, readLockFile } from "../../../src/review/lock-file";
import { recordedPlan } from "../../support/recorded-plan";

const AWS = "registry.terraform.io/hashicorp/aws";
const HASH = "h1:edXOJWE4ORX8Fm+dpVpICzMZJat4AX0VRCAy/xkcOc0=";

const provider = (address: string, version: string, ...hashes: readonly string[]): string => `
provider "${address}" {
  version     = "${version}"
  constraints = "~> ${version}"
  hashes = [
${hashes.map((hash) => `    "${hash}",`).join("\n")}
  ]
}
`;

const HEAD = `# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.
`;

describe("the provider lock file", () => {
  it("holds the version and the hashes of each provider", async () => {
    const text = `${HEAD}${provider(AWS, "5.100.0", HASH, "zh:05")}${provider("example.com/acme/tool", "1.0.0")}`;
    expect(await readLockFile(text)).toEqual(
      new Map([
        [AWS, { version: "5.100.0", hashes: [HASH, "zh:05"] }],
        ["example.com/acme/tool", { version: "1.0.0", hashes: [] }],
      ]),
    );
  });

  it("may hold none", async () => {
    expect(await readLockFile(HEAD)).toEqual(new Map());
  });

  it.each([
    ["another format", '{"provider": {}}', /no provider lock file[\s\S]*:1,1-2/],
    ["another file of Terraform", 'resource "aws_lb" "a" {}', /no provider lock file[\s\S]*resource/],
    ["no version", `provider "${AWS}" {}`, /provider\.registry\.terraform\.io\/hashicorp\/aws\.0\.version/],
    ["no address", 'provider "aws" { version = "1" }', /provider\.aws:/],
    ["a provider twice", provider(AWS, "1.0.0") + provider(AWS, "2.0.0"), /locked more than once/],
  ])("is refused with %s", async (_what, text, message) => {
    await expect(readLockFile(text)).rejects.toThrow(message);
    await expect(readLockFile(text)).rejects.toThrow("terraform init writes one");
  });
});

describe("a change of the provider lock file", () => {
  const found = async (base: string, head: string): Promise<Record<string, readonly string[]>> => {
    const locks: { base: LockedProviders; head: LockedProviders } = {
      base: await readLockFile(base),
      head: await readLockFile(head),
    };
    const dangers = findDangers({ plan: readPlan(recordedPlan("another-environment")), locks });
    return Object.fromEntries(
      dangers.map(({ rule, findings }) => [rule.id, findings.map(({ address, what }) => `${address}: ${what}`)]),
    );
  };
  const locked = provider(AWS, "5.100.0", HASH, "zh:05");

  it("is no danger where there is none", async () => {
    expect(await found(locked, HEAD + provider(AWS, "5.100.0", "zh:05", HASH))).toEqual({});
  });

  it("needs somebody who reads the changelog when the version is another one", async () => {
    expect(await found(locked, provider(AWS, "5.101.0", "zh:06"))).toEqual({
      "provider-changed": [`${AWS}: Version 5.100.0 -> 5.101.0.`],
    });
  });

  it("is refused when hashes change under the same version", async () => {
    expect(await found(locked, provider(AWS, "5.100.0", HASH, "zh:06", "zh:07"))).toEqual({
      "provider-hashes-changed": [`${AWS}: 5.100.0: 2 hashes are new, 1 are gone.`],
    });
  });

  it("is refused when a provider of somebody else comes, and looked at when it is HashiCorp's", async () => {
    const added = provider("registry.terraform.io/acme/aws", "9.0.0") + provider("example.com/hashicorp/aws", "9.0.0");
    expect(await found(locked, locked + added + provider("registry.terraform.io/hashicorp/tls", "4.0.0"))).toEqual({
      "provider-from-elsewhere": [
        "example.com/hashicorp/aws: It is new, in version 9.0.0.",
        "registry.terraform.io/acme/aws: It is new, in version 9.0.0.",
      ],
      "provider-changed": ["registry.terraform.io/hashicorp/tls: It is new, in version 4.0.0."],
    });
  });

  it("is looked at when a provider is no longer locked", async () => {
    expect(await found(locked, "")).toEqual({ "provider-changed": [`${AWS}: It is not locked any more.`] });
  });
});
