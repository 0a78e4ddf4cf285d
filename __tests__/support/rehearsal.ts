import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Certificate } from "../../src/rehearsal/certificates";
import { EmulatedAccount } from "../../src/rehearsal/emulated-account";
import { identityToken } from "../../src/rehearsal/issuer/issuer";
import { FACTS_FILE } from "../../src/rehearsal/rehearsal";
import { JsonObject, object, parse, text } from "./stack-json";

/** Tests that need oauth2-proxy: they skip by name where it is not on the PATH. */
export const describeWithLogin = process.env.E2E_LOGIN === "yes" ? describe : describe.skip;

/** The rehearsal that runs for the whole ring. */
class RunningRehearsal {
  readonly folder = process.env.E2E_FOLDER ?? "";
  private readonly facts: JsonObject = object(parse(readFileSync(join(this.folder, FACTS_FILE), "utf8")));

  readonly url = text(this.facts.url);
  readonly issuer = text(this.facts.issuer);
  readonly audience = text(this.facts.audience);
  readonly authorityFile = text(this.facts.authorityFile);
  readonly taskDefinition = text(this.facts.taskDefinition);
  readonly account = new EmulatedAccount(text(this.facts.account), text(this.facts.callLog));

  /** Certificate of its database; a test's own database server is trusted by the registered task with it, too. */
  get databaseTls(): Certificate {
    const file = (name: string): string => join(this.folder, "database-tls", name);
    return { certificateFile: file("server.pem"), keyFile: file("server.key"), authorityFile: file("client.pem") };
  }

  /** The authority of its certificates, as PEM. */
  get authority(): string {
    return readFileSync(this.authorityFile, "utf8");
  }

  /** What one of its programs has printed so far: `task-mlflow`, `task-oauth2-proxy`, `issuer`, ... */
  log(program: string): string {
    return readFileSync(join(this.folder, "logs", `${program}.log`), "utf8");
  }

  /** An ID token of the rehearsal's issuer. */
  token(email = "alice@example.com", audience = this.audience): Promise<string> {
    return identityToken({ url: this.issuer, authorityFile: this.authorityFile }, email, audience);
  }
}

let running: RunningRehearsal | undefined;

/** The rehearsal of this ring, which `e2e-setup.ts` has started. */
export function theRehearsal(): RunningRehearsal {
  return (running ??= new RunningRehearsal());
}
