import { App } from "cdktf";
import { rehearsalFromEnvironment } from "../../../src/settings/rehearsal";
import { bootstrapFromEnvironment } from "../../../src/stacks/bootstrap-environment";
import { problemsOf } from "../../../src/terraform/problem";
import { StackFactory, synthesize } from "../../../src/terraform/synthesize";

const read = (issuer: string | undefined): unknown => rehearsalFromEnvironment({ MLFLOW_REHEARSAL_ISSUER: issuer });

describe("MLFLOW_REHEARSAL_ISSUER", () => {
  it.each([undefined, ""])("%j changes nothing", (issuer) => {
    expect(read(issuer)).toEqual({});
  });

  it.each(["https://localhost:1", "https://localhost:8443", "https://localhost:65535"])(
    "%j signs people in",
    (issuerUrl) => {
      expect(read(issuerUrl)).toEqual({
        identityProvider: { type: "oidc", issuerUrl, issuerControlsSubjectsAndEmails: true },
      });
    },
  );

  it.each([
    "https://login.example.com",
    "https://localhost",
    "https://localhost:0",
    "https://localhost:08443",
    "https://localhost:65536",
    "https://localhost:443443",
    "https://localhost:8443/",
    "https://localhost:8443/realms/ml",
    "https://localhost:8443?a=b",
    "https://localhost:8443\n",
    " https://localhost:8443",
    "https://localhost:8443@login.example.com",
    "https://localhost.example.com:8443",
    "https://a.localhost:8443",
    "https://user@localhost:8443",
    "https://127.0.0.1:8443",
    "https://[::1]:8443",
    "https://LOCALHOST:8443",
    "http://localhost:8443",
    "localhost:8443",
    "${var.domain}",
  ])("%j is a problem: on AWS it could let strangers in", (issuer) => {
    expect(problemsOf(() => read(issuer))).toEqual([
      {
        where: "MLFLOW_REHEARSAL_ISSUER",
        given: JSON.stringify(issuer),
        allowed: "https://localhost:<port>, without anything behind it",
        fix: "leave it unset: npm run rehearse sets it by itself; for an issuer of your own set identityProvider in main.ts",
      },
    ]);
  });

  it("is told together with what is wrong elsewhere in the environment", () => {
    const env = { MLFLOW_REHEARSAL_ISSUER: "https://login.example.com", TF_STATE_BOOTSTRAP: "S3" };
    const factories: StackFactory[] = [
      (): unknown => bootstrapFromEnvironment(env),
      (): unknown => rehearsalFromEnvironment(env),
    ];
    let printed = "";
    const write = jest.spyOn(process.stderr, "write").mockImplementation((chunk) => {
      printed += String(chunk);
      return true;
    });
    const synth = jest.spyOn(App.prototype, "synth");
    synthesize(...factories);
    write.mockRestore();
    expect(synth).not.toHaveBeenCalled();
    expect(process.exitCode).toBe(1);
    process.exitCode = undefined;
    expect(printed).toMatch(/2 problems:\n {2}TF_STATE_BOOTSTRAP\n[^]*\n {2}MLFLOW_REHEARSAL_ISSUER\n/);
  });
});
