import { z } from "zod";

/** Blocks and attributes of a resource; only plain attributes name others at their top. */
const expression = z.object({ references: z.array(z.string()).optional() }).catch({});

const resource = z.object({
  address: z.string(),
  expressions: z.record(z.string(), expression).default({}),
});

const format = z.object({
  variables: z.record(z.string(), z.object({ sensitive: z.boolean().default(false) })).default({}),
  resources: z.array(resource).default([]),
});

const document = z.object({ configuration: z.object({ root_module: format }) });

/** By attribute, the one resource that its expression names. */
export type References = Readonly<Record<string, string>>;

/** What the plan's configuration says about its values. */
export interface Configuration {
  /** Variables that are declared and not sensitive: a plan holds the values of sensitive ones in clear. */
  readonly plainVariables: ReadonlySet<string>;
  /** By the address of a resource without its index: what an id will be is only known after the apply, whose it is before. */
  readonly references: ReadonlyMap<string, References>;
}

/** Reads the configuration of a plan, as far as it has one. */
export function readConfiguration(plan: unknown): Configuration {
  const { variables = {}, resources = [] } = document.safeParse(plan).data?.configuration.root_module ?? {};
  return {
    plainVariables: new Set(Object.keys(variables).filter((name) => variables[name]?.sensitive === false)),
    references: new Map(resources.map(({ address, expressions }) => [address, referencesOf(expressions)])),
  };
}

const ADDRESS = /^(?!var\.|local\.|each\.|data\.)[a-z0-9_]+\.[A-Za-z0-9_-]+$/;

function referencesOf(expressions: z.infer<typeof resource>["expressions"]): References {
  return Object.fromEntries(
    Object.entries(expressions).flatMap(([attribute, { references = [] }]) => {
      // `aws_vpc.network.id` stands beside `aws_vpc.network`.
      const [address, ...others] = references.filter((reference) => ADDRESS.test(reference));
      return address === undefined || others.length > 0 ? [] : [[attribute, address]];
    }),
  );
}
