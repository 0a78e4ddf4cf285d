import { bearerTokenProblems } from "../../src/auth/bearer-rules";
import { BearerTokens } from "../../src/auth/bearer-issuer";
import { describeGoogle } from "../../src/auth/google";
import { object, parse } from "../support/stack-json";
import { PROJECT, readText } from "../support/synthesis";
import { complaintsOf, valueOf } from "./typed-example";

/** Examples of single properties in the guides: `name: { ... },`. */
const examples = ["docs/identity.md", "docs/machines.md"].flatMap((path) =>
  [...readText(PROJECT, path).matchAll(/^```ts\n((bearerTokens|ci): [\s\S]*?)```$/gm)].map(
    ([, block = "", property = ""]) => ({ path, property, block }),
  ),
);

const OWNERS: Readonly<Record<string, string>> = { bearerTokens: "MlflowStackProps", ci: "BootstrapStackProps" };

const typed = ({ property, block }: (typeof examples)[number]): string =>
  `const props: Pick<${OWNERS[property] ?? ""}, "${property}"> = { ${block} };`;

describe("the examples of properties in the guides", () => {
  test("are accepted by the compiler, which would not accept a wrong name in them", () => {
    expect(examples.map(({ property }) => property).sort()).toEqual(["bearerTokens", "bearerTokens", "ci"]);
    expect(complaintsOf(examples.map(typed))).toEqual([]);
    const wrong = examples.map((example) => typed(example).replace("audience:", "audiance:"));
    expect(complaintsOf(wrong)).toHaveLength(wrong.length);
  });

  test("are accepted by the rules beside the article's login", () => {
    const tokens = examples.filter(({ property }) => property === "bearerTokens").map(tokensIn);
    const found = tokens.map((bearerTokens) =>
      bearerTokenProblems({ provider: describeGoogle(), admitsEveryAccount: false, bearerTokens }),
    );
    expect(found).toEqual(tokens.map(() => []));
  });
});

function tokensIn({ block }: { readonly block: string }): BearerTokens {
  const { bearerTokens } = object(parse(JSON.stringify(valueOf(`({ ${block} })`))));
  const tokens: unknown = bearerTokens;
  if (isTokens(tokens)) return tokens;
  throw new Error(`no bearerTokens: ${block}`);
}

/** The compiler has seen the rest. */
function isTokens(value: unknown): value is BearerTokens {
  return typeof value === "object" && value !== null && "issuers" in value;
}
