import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";

/** A server's certificate and key, and the authority that its clients must trust: paths of PEM files. */
export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly authorityFile: string;
}

/**
 * Makes an authority of its own in a folder, and one certificate that it issued. The authority's key is not kept, so it
 * never issues another.
 *
 * @param python - the interpreter of `.venv/rehearsal`
 * @param folder - there already, and empty
 * @param hosts - DNS names and IP addresses that the certificate is for
 */
export function makeAuthority(python: string, folder: string, hosts: readonly string[]): Certificate {
  const command = ["-I", "-m", "trustme", "--quiet", "--dir", folder, "--identities", ...hosts];
  execFileSync(python, command, { env: {}, stdio: ["ignore", "ignore", "pipe"] });
  const certificate = {
    certificateFile: join(folder, "server.pem"),
    keyFile: join(folder, "server.key"),
    authorityFile: join(folder, "client.pem"),
  };
  for (const file of Object.values(certificate)) chmodSync(file, 0o600);
  return certificate;
}
