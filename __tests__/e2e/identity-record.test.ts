import { presentHash, readRecord, verdictOnRecord } from "../support/identity-record";

/** With the program, the attacks themselves run, and renew the record when they are refused; in CI nothing does. */
const renews = process.env.E2E_LOGIN === "yes" && !process.env.CI;

(renews ? describe.skip : describe)("the identity record", () => {
  it("is of these flags and these attacks", () => {
    const said = verdictOnRecord(readRecord(), presentHash());
    if (process.env.E2E_LOGIN !== "yes") process.stderr.write(`${said}\n`);
    expect(said).toContain("last passed with oauth2-proxy v");
  });
});
