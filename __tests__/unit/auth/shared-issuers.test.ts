import fc from "fast-check";
import { describeProvider, IdentityProvider } from "../../../src/auth/identity-provider";
import { isSharedIssuer } from "../../../src/auth/shared-issuers";

/** Written down a second time, so that an entry that disappears from the source is noticed. */
const SHARED = [
  "token.actions.githubusercontent.com",
  "github.com",
  "gitlab.com",
  "oidc.circleci.com",
  "agent.buildkite.com",
  "app.terraform.io",
  "api.bitbucket.org",
  "vstoken.dev.azure.com",
  "oidc.vercel.com",
  "oidc.codefresh.io",
  "token.actions.gitea.com",
  "oidc.fly.io",
  "oauth2.sigstore.dev",
  "gitea.com",
  "codeberg.org",
  "slack.com",
  "discord.com",
  "www.linkedin.com",
  "appleid.apple.com",
  "www.facebook.com",
  "login.microsoftonline.com/common",
  "login.microsoftonline.com/organizations",
  "login.microsoftonline.com/consumers",
  "login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad",
];
const HOSTS = SHARED.filter((address) => !address.includes("/"));

const shared = fc.constantFrom(...SHARED);
const letter = fc.constantFrom("a", "z", "B", "0", "9", ".", "_", "~", "-");
const segment = fc.string({ unit: letter, minLength: 1, maxLength: 6 }).filter((name) => !/^\.+$/.test(name));
const below = fc.array(segment, { maxLength: 3 }).map((segments) => segments.map((name) => `/${name}`).join(""));
const casing = fc.infiniteStream(fc.boolean());

function withCasing(text: string, upper: Iterator<boolean>): string {
  return Array.from(text, (small) => (upper.next().value ? small.toUpperCase() : small)).join("");
}

/** One more way to write a shared issuer: upper case, the port that is meant anyway, a dot or a second slash. */
const sharedUrl = fc
  .tuple(
    shared,
    casing,
    fc.constantFrom("", ":443", ":0443"),
    below,
    fc.constantFrom("", "/"),
    fc.constantFrom("", "."),
    fc.constantFrom("/", "//", "/./"),
  )
  .map(([address, upper, port, path, end, dot, slash]) => {
    const [host = "", ...tenant] = address.split("/");
    return (
      withCasing(`https://${host}${dot}${port}${tenant.map((name) => `${slash}${name}`).join("")}`, upper) + path + end
    );
  });

describe("an issuer that the world shares", () => {
  test("is known in every way of writing its address, and everything below it is, too", () => {
    fc.assert(fc.property(sharedUrl, (url) => isSharedIssuer(url)));
  });

  test("is not taken for one whose name only looks alike, because such a one may be somebody's own", () => {
    const lookAlike = fc
      .constantFrom(...HOSTS)
      .chain((host) =>
        fc.constantFrom(
          `https://not${host}`,
          `https://${host}.example`,
          `https://${host}x`,
          `https://${host}.evil.example/realms/ml`,
          `https://login.example.com/${host}`,
          `https://login.example.com/https://${host}`,
          `https://${host.replace(".", "-")}`,
          `https://login.microsoftonline.com/commons`,
          `https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-000000000000/v2.0`,
          `https://login.example.com/common`,
        ),
      );
    fc.assert(fc.property(lookAlike, below, (url, path) => !isSharedIssuer(url + path)));
  });

  test("is never accepted, whatever else the settings say", () => {
    const issuerUrl = fc.oneof(
      sharedUrl,
      sharedUrl.map((url) => url.replace("https://", "http://")),
      sharedUrl.map((url) => url.replace("https://", "https://user@")),
      fc.tuple(shared, below).map(([address, path]) => `https://${address.replace("/", `${path}/../`)}`),
      fc.webUrl({ validSchemes: ["https"], withQueryParameters: true }),
      fc.string(),
    );
    const name = fc.oneof(segment, fc.constantFrom("", "org", "my-team"));
    const provider: fc.Arbitrary<IdentityProvider> = fc.oneof(
      fc.constant({ type: "google" as const }),
      issuerUrl.map((url) => ({
        type: "oidc" as const,
        issuerUrl: url,
        issuerControlsSubjectsAndEmails: true as const,
      })),
      fc.record(
        {
          type: fc.constant("github" as const),
          organization: name,
          team: name,
          users: fc.array(name, { maxLength: 2 }),
        },
        { requiredKeys: ["type"] },
      ),
    );
    fc.assert(
      fc.property(provider, (settings) => {
        const { problems, bearerIssuer } = describeProvider(settings);
        if (problems.length > 0 || bearerIssuer === undefined) return true;
        const { protocol, username, hostname, pathname } = new URL(bearerIssuer);
        const address = `${hostname.replace(/\.$/, "")}${pathname}/`.toLowerCase().replace(/\/+/g, "/");
        return protocol === "https:" && username === "" && !SHARED.some((known) => address.startsWith(`${known}/`));
      }),
      { numRuns: 500 },
    );
  });
});
