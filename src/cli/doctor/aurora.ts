import {
  DBEngineVersion,
  DescribeOrderableDBInstanceOptionsCommand,
  paginateDescribeDBEngineVersions,
} from "@aws-sdk/client-rds";
import { AwsClients } from "./aws-clients";
import { Check, Finding } from "./check";
import { findingsOf, unknownVariables } from "./finding";

const NAME = "aurora";
const say = findingsOf(NAME);
const ENGINE = "aurora-mysql";
/** The serverless class, which is not offered with every version in every region. */
const CLASS = "db.serverless";

/** That this region offers the Aurora version, for a serverless instance that can pause. */
export const aurora: Check = {
  name: NAME,
  run: async ({ synthesized, variables, aws, region }) => {
    if (!("database_engine_version" in synthesized.variables)) return [];
    const [wanted, pauses] = [variables.text("database_engine_version"), variables.flag("database_auto_pause")];
    if (wanted === undefined || pauses === undefined)
      return unknownVariables(NAME, "database_engine_version", "database_auto_pause");
    const offered = await engineVersions(aws);
    const fault = judgeVersions({ wanted, pauses, region, offered });
    if (fault !== undefined) return [fault];
    const { OrderableDBInstanceOptions: options = [] } = await aws.rds.send(
      new DescribeOrderableDBInstanceOptionsCommand({ Engine: ENGINE, EngineVersion: wanted, DBInstanceClass: CLASS }),
    );
    if (options.length > 0) return [say.ok(`${region} offers ${wanted}, serverless${pauses ? " and pausing" : ""}.`)];
    return [
      say.problem(
        `${region} does not offer ${CLASS} with ${wanted}.`,
        `Set database_engine_version to another: ${nearest(wanted, offered).join(", ")}.`,
      ),
    ];
  },
};

/** What the stack wants, and all versions of the region. */
export interface VersionQuestion {
  readonly wanted: string;
  /** true: the database pauses, which is a minimum of 0 capacity units. */
  readonly pauses: boolean;
  readonly region: string;
  readonly offered: readonly DBEngineVersion[];
}

/** Why the version will not do. */
export function judgeVersions({ wanted, pauses, region, offered }: VersionQuestion): Finding | undefined {
  const version = offered.find(({ EngineVersion: name }) => name === wanted);
  const candidates = nearest(wanted, offered);
  const choose =
    candidates.length > 0
      ? `Set database_engine_version to one of the nearest that it offers: ${candidates.join(", ")}.`
      : `Look which it offers: aws rds describe-db-engine-versions --engine ${ENGINE} --query 'DBEngineVersions[].EngineVersion'`;
  if (version === undefined) return say.problem(`${region} does not offer Aurora ${wanted}.`, choose);
  if (pauses && !canPause(version)) {
    return say.problem(
      `Aurora ${wanted} cannot pause in ${region}, which database_auto_pause asks for.`,
      `${choose} Or set database_auto_pause to false.`,
    );
  }
  if (version.Status === "deprecated") {
    return say.warning(`Aurora ${wanted} is deprecated in ${region}: AWS may refuse new databases of it.`, choose);
  }
  return undefined;
}

function canPause({ ServerlessV2FeaturesSupport: support }: DBEngineVersion): boolean {
  return support?.MinCapacity === 0;
}

/** The three versions next to the wanted one that a stack can have, the nearest first. */
export function nearest(wanted: string, offered: readonly DBEngineVersion[]): readonly string[] {
  const number = (version: string): number => {
    const [minor = 0, patch = 0] = (/mysql_aurora\.3\.(\d+)\.(\d+)$/.exec(version) ?? []).slice(1).map(Number);
    return minor * 1000 + patch;
  };
  return offered
    .filter((version) => canPause(version) && version.Status !== "deprecated")
    .flatMap(({ EngineVersion: name = "" }) =>
      name.startsWith("8.0.mysql_aurora.3.") && name !== wanted ? [name] : [],
    )
    .sort((one, other) => Math.abs(number(one) - number(wanted)) - Math.abs(number(other) - number(wanted)))
    .slice(0, 3);
}

async function engineVersions({ rds }: AwsClients): Promise<readonly DBEngineVersion[]> {
  const found: DBEngineVersion[] = [];
  for await (const page of paginateDescribeDBEngineVersions({ client: rds }, { Engine: ENGINE })) {
    found.push(...(page.DBEngineVersions ?? []));
  }
  return found;
}
