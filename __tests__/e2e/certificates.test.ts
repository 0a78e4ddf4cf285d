import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Certificate, makeAuthority } from "../../src/rehearsal/certificates";
import { REHEARSAL_PYTHON } from "../support/database-client";
import { PROJECT } from "../support/synthesis";

const HOSTS = ["mlflow.example.com", "issuer.example.com", "127.0.0.1", "::1"];

let folders: readonly string[];
let made: readonly Certificate[];

beforeAll(() => {
  execFileSync(join(PROJECT, "src/rehearsal/setup.sh"), { stdio: ["ignore", "ignore", "inherit"] });
  folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), "authority-")));
  made = folders.map((folder) => makeAuthority(REHEARSAL_PYTHON, folder, HOSTS));
}, 600_000);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const read = (path: string): X509Certificate => new X509Certificate(readFileSync(path));

describe("the certificate authorities", () => {
  it("issue a certificate for every host and for no other", () => {
    for (const { certificateFile, keyFile } of made) {
      const certificate = read(certificateFile);
      expect(["mlflow.example.com", "issuer.example.com"].map((name) => certificate.checkHost(name))).not.toContain(
        undefined,
      );
      expect(["127.0.0.1", "::1"].map((address) => certificate.checkIP(address))).not.toContain(undefined);
      expect([certificate.checkHost("localhost"), certificate.checkHost("example.com")]).toEqual([
        undefined,
        undefined,
      ]);
      expect(certificate.ca).toBe(false);
      expect(certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile)))).toBe(true);
    }
  });

  it("vouch for their own certificate and not for the other's", () => {
    const verdicts = made.map(({ authorityFile }) =>
      made.map(({ certificateFile }) => read(certificateFile).verify(read(authorityFile).publicKey)),
    );
    expect(verdicts).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it("leave files that only their owner can read", () => {
    const files = made.flatMap(({ certificateFile, keyFile, authorityFile }) => [
      certificateFile,
      keyFile,
      authorityFile,
    ]);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual(files.map(() => 0o600));
  });
});
