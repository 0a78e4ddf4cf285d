import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Issuer, IssuerSettings } from "../../src/rehearsal/issuer/issuer";
import { Supervisor } from "../../src/rehearsal/supervisor";
import { authorizationPath, Browser, newSignIn, SignIn, verifiedClaims } from "./issuer-client";
import { selfSignedCertificate } from "./self-signed-certificate";
import { JsonObject } from "./stack-json";

export const ADA = { email: "ada@example.com", name: `Ada <script> & "Countess"`, emailVerified: true };
export const NEW = { email: "new@example.com", name: "New Hire", emailVerified: false };
export const CLIENT = {
  id: "mlflow",
  secret: "for-this-test-only",
  redirectUri: "https://localhost:9/oauth2/callback",
};

/** An issuer with two users and one client, and what its tests ask of it. */
export class IssuerFixture {
  readonly supervisor = new Supervisor();
  readonly settings: IssuerSettings;
  private readonly certificate: string;
  private started: Issuer | undefined;

  constructor() {
    const { certificate, key } = selfSignedCertificate();
    const folder = this.supervisor.subfolder("tls");
    const [certificateFile, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
    writeFileSync(certificateFile, certificate);
    writeFileSync(keyFile, key);
    this.certificate = certificate;
    this.settings = {
      tls: { certificateFile, keyFile, authorityFile: certificateFile },
      client: CLIENT,
      users: [ADA, NEW],
    };
  }

  get issuer(): Issuer {
    if (this.started === undefined) throw new Error("not started");
    return this.started;
  }

  async start(settings: Partial<IssuerSettings> = {}): Promise<void> {
    this.started = await Issuer.start(this.supervisor, { ...this.settings, ...settings });
  }

  browser(): Browser {
    return new Browser(this.issuer.url, this.certificate);
  }

  /** A sign-in as the client of this issuer asks for it. */
  signIn(): SignIn {
    return newSignIn(CLIENT.id, CLIENT.redirectUri);
  }

  /** Begins a sign-in. @returns the path of the login page */
  async loginPage(browser: Browser): Promise<string> {
    const { headers } = await browser.open(authorizationPath(this.signIn()));
    return headers.location ?? "";
  }

  /** Claims of a token that this issuer signed. */
  async claims(token: string): Promise<JsonObject> {
    return verifiedClaims(token, (await this.browser().open("/jwks")).body);
  }
}
