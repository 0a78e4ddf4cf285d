import { createHash, generateKeyPairSync, KeyObject } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Program } from "../program";
import { Supervisor } from "../supervisor";
import { get } from "./get";

/** Somebody who can sign in. */
export interface IssuerUser {
  readonly email: string;
  /** The `email_verified` of their tokens. */
  readonly emailVerified: boolean;
  readonly name: string;
}

/** What the issuer signs tokens with: RSA, used as RS256. */
export interface SigningKey {
  /** The `kid` of its tokens. */
  readonly id: string;
  readonly privateKey: KeyObject;
}

/** How the issuer is set up. */
export interface IssuerSettings {
  /** @default - a free one */
  readonly port?: number;
  /** PEM files. The certificate must be valid for `localhost`; the authority is what signed it. */
  readonly tls: { readonly certificateFile: string; readonly keyFile: string; readonly authorityFile: string };
  readonly client: { readonly id: string; readonly secret: string; readonly redirectUri: string };
  readonly users: readonly IssuerUser[];
  /** Life of ID tokens and access tokens. @default 3600 */
  readonly tokenLifetimeSeconds?: number;
  /** To come back as the same issuer; then give the port, too. @default - a new one */
  readonly signingKey?: SigningKey;
}

const START_SECONDS = 30;
const STOP_SECONDS = 5;

/** The OpenID Connect issuer of the rehearsal, in place of Google. Refresh tokens do not outlive it. */
export class Issuer {
  private usersVersion = 0;

  private constructor(
    /** `iss` of its tokens: `https://localhost:<port>`. */
    readonly url: string,
    readonly program: Program,
    readonly signingKey: SigningKey,
    private readonly folder: string,
    private readonly settings: IssuerSettings,
  ) {}

  /**
   * Starts it, and waits until it answers.
   *
   * @throws ProgramError when it cannot start, for example because the port is taken
   */
  static async start(supervisor: Supervisor, settings: IssuerSettings): Promise<Issuer> {
    const signingKey = settings.signingKey ?? newSigningKey();
    const folder = supervisor.subfolder("issuer");
    const config = writeConfig(folder, settings, signingKey);
    // Relative to the project, as in the supervisor.
    const program = supervisor.start("issuer", [process.execPath, "src/rehearsal/issuer/main.mjs", config], {
      env: { PATH: process.env.PATH ?? "" },
    });
    const ready = new RegExp(`^issuer ready (\\S+) \\(process ${program.pid ?? "none"}\\)$`, "m");
    const [, url = ""] = await program.prints(ready, START_SECONDS);
    return new Issuer(url, program, signingKey, folder, settings);
  }

  /** The same as the function of this name. */
  identityToken(email: string, audience: string, lifetimeSeconds?: number): Promise<string> {
    return identityToken({ url: this.url, ...this.settings.tls }, email, audience, lifetimeSeconds);
  }

  /** Changes who has an account: whoever is not among them can neither sign in nor refresh a session. */
  async setUsers(users: readonly IssuerUser[]): Promise<void> {
    this.usersVersion += 1;
    writeConfig(this.folder, { ...this.settings, users }, this.signingKey, this.usersVersion);
    this.program.signal("SIGHUP");
    await this.program.prints(new RegExp(`^users of version ${this.usersVersion}$`, "m"), START_SECONDS);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    await this.program.stop(STOP_SECONDS);
  }
}

/**
 * An ID token for one of the users, as scripts get theirs with `gcloud auth print-identity-token`.
 *
 * @param lifetimeSeconds default: the issuer's
 * @throws Error when it is refused
 */
export async function identityToken(
  issuer: { readonly url: string; readonly authorityFile: string },
  email: string,
  audience: string,
  lifetimeSeconds?: number,
): Promise<string> {
  const address = new URL("/identity-token", issuer.url);
  address.searchParams.set("user", email);
  address.searchParams.set("audience", audience);
  if (lifetimeSeconds !== undefined) address.searchParams.set("lifetime", String(lifetimeSeconds));
  const { status, body } = await get(address, readFileSync(issuer.authorityFile));
  if (status !== 200) throw new Error(`no identity token: ${body.trim()}`);
  return body.trim();
}

function newSigningKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const id = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64url");
  return { id, privateKey };
}

/** @returns the path of the settings; they and the key are for the owner's eyes only */
function writeConfig(
  folder: string,
  settings: IssuerSettings,
  { id, privateKey }: SigningKey,
  usersVersion = 0,
): string {
  const { port = 0, tls, client, users, tokenLifetimeSeconds = 3600 } = settings;
  const [signingKeyFile, configFile] = [join(folder, "signing-key.json"), join(folder, "config.json")];
  const jwk = { ...privateKey.export({ format: "jwk" }), kid: id, alg: "RS256", use: "sig" };
  writeFileSync(signingKeyFile, JSON.stringify(jwk), { mode: 0o600 });
  const config = { port, tls, client, users, usersVersion, tokenLifetimeSeconds, signingKeyFile };
  writeFileSync(configFile, JSON.stringify(config), { mode: 0o600 });
  return configFile;
}
