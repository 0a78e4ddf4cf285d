import fc from "fast-check";
import { Supervisor } from "../../src/rehearsal/supervisor";
import { BearerConfiguration, isAccepted, LOGINS } from "../support/bearer/configuration";
import { configurations, tokensFor } from "../support/bearer/configurations";
import { IssuerStandIns } from "../support/bearer/issuer-stand-ins";
import { MEASURED, PLANTED, SYNTHESIZED } from "../support/bearer/measured";
import { ProxyProcess } from "../support/bearer/proxy-process";
import { ProxySettings, settingsOf, Token, verdictOf } from "../support/bearer/proxy-verdict";
import { RenderedContainer, RenderedContainers, renderContainers } from "../support/bearer/rendered-containers";
import { isStranger } from "../support/bearer/stranger";
import { describeWithLogin } from "../support/rehearsal";

const SEED = 20_261_124;
const SAMPLED = 8;
const TOKENS_OF_EACH_VERDICT = 8;

/** Accepted configurations with other issuers, chosen by chance and always the same. */
function sampled(): readonly BearerConfiguration[] {
  return fc
    .sample(configurations, { numRuns: 2000, seed: SEED })
    .filter((each) => LOGINS[each.login].provider !== undefined && each.issuers.length > 1 && isAccepted(each))
    .slice(0, SAMPLED);
}

/** Tokens of all verdicts, and of each only some. */
function someTokens(settings: ProxySettings, configuration: BearerConfiguration): readonly Token[] {
  const all = fc
    .sample(fc.shuffledSubarray([...tokensFor(configuration)], { minLength: 1 }), { numRuns: 20, seed: SEED })
    .flat();
  return [200, 401, 403].flatMap((verdict) =>
    all.filter((token) => verdictOf(settings, token) === verdict).slice(0, TOKENS_OF_EACH_VERDICT),
  );
}

/** The settings that rendered containers hold. */
function settingsIn(containers: RenderedContainers): Omit<ProxySettings, "ownVerifier"> {
  const { command = [], environment = {} } = containers.get("oauth2-proxy") ?? {};
  return {
    enabled: command.includes("--skip-jwt-bearer-tokens=true"),
    extraJwtIssuers: environment.OAUTH2_PROXY_EXTRA_JWT_ISSUERS ?? "",
    emailDomains: environment.OAUTH2_PROXY_EMAIL_DOMAINS ?? "",
    subjects: containers.get("admitted-subjects")?.environment.ADMITTED_SUBJECTS ?? "",
  };
}

describeWithLogin("oauth2-proxy with tokens of several issuers", () => {
  let supervisor: Supervisor;
  const chosen = [...SYNTHESIZED, ...sampled()];
  let issuers: IssuerStandIns;
  let rendered: readonly RenderedContainers[];

  beforeAll(async () => {
    supervisor = new Supervisor();
    issuers = await IssuerStandIns.start(supervisor);
    rendered = renderContainers(supervisor, chosen);
  }, 60_000);

  afterAll(() => supervisor.stop(), 30_000);

  /** What the real one answers to each of these tokens. */
  async function measured(
    name: string,
    containers: RenderedContainers,
    tokens: readonly Token[],
  ): Promise<readonly number[]> {
    const proxy = await ProxyProcess.start(supervisor, name, containers, issuers);
    return Promise.all(tokens.map((token) => proxy.verdict(issuers.token(token))));
  }

  it("is told by the stack what the rules were asked about", () => {
    expect(chosen).toHaveLength(SYNTHESIZED.length + SAMPLED);
    for (const [index, configuration] of chosen.entries()) {
      const { ownVerifier, ...expected } = settingsOf(configuration);
      expect(["string", "undefined"]).toContain(typeof ownVerifier);
      const { subjects, ...others } = settingsIn(rendered[index] ?? new Map());
      expect(others).toEqual({ ...others, ...expected, subjects: undefined });
      expect(new Set(subjects.split(","))).toEqual(new Set(expected.subjects.split(",")));
    }
  });

  it.each(PLANTED)("answers as in the table: $name", async ({ name, settings }) => {
    const [containers = new Map()] = rendered;
    const rows = MEASURED.map(({ token }) => token);
    const expected = MEASURED.map(({ title, verdicts }) => [title, verdicts[name]]);
    const answers = await measured(`table-${name.replaceAll(" ", "-")}`, planted(containers, settings), rows);
    expect(MEASURED.map(({ title }, index) => [title, answers[index]])).toEqual(expected);
    expect(MEASURED.map(({ title, token }) => [title, verdictOf(settings, token)])).toEqual(expected);
  });

  it("answers as the rules suppose, for accepted configurations and all kinds of tokens, and lets no stranger in", async () => {
    const pairs = chosen.map(async (configuration, index) => {
      const settings = settingsOf(configuration);
      const tokens = someTokens(settings, configuration);
      const answers = await measured(`configuration-${index}`, rendered[index] ?? new Map(), tokens);
      return tokens.map((token, at) => ({
        configuration,
        token,
        answer: answers[at],
        supposed: verdictOf(settings, token),
      }));
    });
    const all = (await Promise.all(pairs)).flat();
    expect(all.filter(({ answer, supposed }) => answer !== supposed)).toEqual([]);
    expect(all.filter((each) => each.answer === 200 && isStranger(each.configuration, each.token))).toEqual([]);
    for (const verdict of [200, 401, 403])
      expect(all.filter(({ answer }) => answer === verdict).length).toBeGreaterThan(30);
  }, 120_000);
});

/** The same containers with other settings: such as the rules refuse, too. */
function planted(containers: RenderedContainers, settings: ProxySettings): RenderedContainers {
  const [proxy, writer] = [containers.get("oauth2-proxy"), containers.get("admitted-subjects")];
  if (proxy === undefined || writer === undefined) throw new Error("the first configuration lists subjects");
  const { OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE: file = "", ...environment } = proxy.environment;
  const withFile: Readonly<Record<string, string>> =
    settings.subjects === "" ? {} : { OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE: file };
  const plantedProxy: RenderedContainer = {
    ...proxy,
    environment: {
      ...environment,
      ...withFile,
      OAUTH2_PROXY_EMAIL_DOMAINS: settings.emailDomains,
      OAUTH2_PROXY_EXTRA_JWT_ISSUERS: settings.extraJwtIssuers,
    },
  };
  const plantedWriter: RenderedContainer = {
    ...writer,
    environment: { ...writer.environment, ADMITTED_SUBJECTS: settings.subjects },
  };
  const both = new Map([["oauth2-proxy", plantedProxy]]);
  return settings.subjects === "" ? both : both.set("admitted-subjects", plantedWriter);
}
