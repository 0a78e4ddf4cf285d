import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, ListResourceTagsCommand, paginateListKeys } from "@aws-sdk/client-kms";
import {
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSubnetGroupsCommand,
  DBClusterParameterGroup,
  ListTagsForResourceCommand,
  paginateDescribeDBClusterParameterGroups,
} from "@aws-sdk/client-rds";
import {
  DescribeSecretCommand,
  DescribeSecretResponse,
  paginateListSecrets,
  SecretListEntry,
} from "@aws-sdk/client-secrets-manager";
import { bucket } from "./find-bucket";
import {
  Candidate,
  candidates,
  carriesTags,
  filterByAnswer,
  Finder,
  FinderTable,
  foreignUnlessTagged,
  ifThere,
} from "./finder";
import type { PlannedResource } from "./planned-resource";
import type { AwsClients } from "../aws-clients";

const databaseCluster: Finder = async (wanted, { rds }) => {
  const DBClusterIdentifier = wanted.text("cluster_identifier");
  if (DBClusterIdentifier === undefined) return [];
  const answer = await ifThere(rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier })));
  return (answer?.DBClusters ?? []).map(({ DBClusterIdentifier: importId = "", TagList }) => {
    return { importId, ...foreignUnlessTagged(wanted, TagList) };
  });
};

const databaseInstance: Finder = async (wanted, { rds }) => {
  const DBInstanceIdentifier = wanted.text("identifier");
  if (DBInstanceIdentifier === undefined) return [];
  const answer = await ifThere(rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier })));
  return (answer?.DBInstances ?? []).map(({ DBInstanceIdentifier: importId = "", TagList }) => {
    return { importId, ...foreignUnlessTagged(wanted, TagList) };
  });
};

const subnetGroup: Finder = async (wanted, { rds }) => {
  const DBSubnetGroupName = wanted.text("name");
  if (DBSubnetGroupName === undefined) return [];
  const answer = await ifThere(rds.send(new DescribeDBSubnetGroupsCommand({ DBSubnetGroupName })));
  return candidates((answer?.DBSubnetGroups ?? []).map((found) => found.DBSubnetGroupName));
};

const parameterGroup: Finder = async (wanted, { rds }) => {
  const prefix = wanted.text("name_prefix");
  if (prefix === undefined) return [];
  const found: DBClusterParameterGroup[] = [];
  for await (const page of paginateDescribeDBClusterParameterGroups({ client: rds }, {})) {
    found.push(...(page.DBClusterParameterGroups ?? []));
  }
  const named = found.filter(
    ({ DBClusterParameterGroupName: name, DBParameterGroupFamily: family }) =>
      name?.startsWith(prefix) === true && family === wanted.text("family"),
  );
  const ours = await filterByAnswer(named, async ({ DBClusterParameterGroupArn }) => {
    const question = new ListTagsForResourceCommand({ ResourceName: DBClusterParameterGroupArn });
    return carriesTags(wanted, (await rds.send(question)).TagList);
  });
  return candidates(ours.map(({ DBClusterParameterGroupName }) => DBClusterParameterGroupName));
};

const secret: Finder = async (wanted, { secrets }) => {
  const names = await secretNames(wanted, secrets);
  const found: Candidate[] = [];
  for (const SecretId of names) {
    const answer = await ifThere(secrets.send(new DescribeSecretCommand({ SecretId })));
    if (answer !== undefined) found.push(...secretCandidate(wanted, answer));
  }
  return found;
};

/** The name, or those with its prefix and tags. */
async function secretNames(wanted: PlannedResource, client: AwsClients["secrets"]): Promise<readonly string[]> {
  const name = wanted.text("name");
  const prefix = wanted.text("name_prefix");
  if (name !== undefined) return [name];
  if (prefix === undefined) return [];
  const found: SecretListEntry[] = [];
  const filters = { Filters: [{ Key: "name" as const, Values: [prefix] }] };
  for await (const { SecretList = [] } of paginateListSecrets({ client }, filters)) found.push(...SecretList);
  const ours = found.filter(({ Name, Tags }) => Name?.startsWith(prefix) === true && carriesTags(wanted, Tags));
  return ours.flatMap(({ Name }) => (Name === undefined ? [] : [Name]));
}

/** One that waits for its deletion keeps its name, and cannot be imported. */
function secretCandidate(
  wanted: PlannedResource,
  { ARN, Name, DeletedDate, VersionIdsToStages = {}, Tags }: DescribeSecretResponse,
): readonly Candidate[] {
  if (ARN === undefined) return [];
  const command = `aws secretsmanager restore-secret --secret-id ${ARN}`;
  return [
    {
      importId: ARN,
      ...(DeletedDate === undefined ? {} : { first: { command, reason: "the secret waits for its deletion" } }),
      ...(Object.keys(VersionIdsToStages).length === 0 ? {} : { valued: Name ?? ARN }),
      ...foreignUnlessTagged(wanted, Tags),
    },
  ];
}

const table: Finder = async (wanted, { dynamodb }) => {
  const TableName = wanted.text("name");
  if (TableName === undefined) return [];
  const answer = await ifThere(dynamodb.send(new DescribeTableCommand({ TableName })));
  return candidates([answer?.Table?.TableName]);
};

/** Keys have no name: description and tags tell. */
const key: Finder = async (wanted, { kms }) => {
  const ids: string[] = [];
  for await (const { Keys = [] } of paginateListKeys({ client: kms }, {})) {
    ids.push(...Keys.flatMap(({ KeyId }) => (KeyId === undefined ? [] : [KeyId])));
  }
  const ours = await filterByAnswer(ids, async (KeyId) => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    const { KeyManager, KeyState, Description } = KeyMetadata ?? {};
    if (KeyManager !== "CUSTOMER" || KeyState === "PendingDeletion") return false;
    if (Description !== wanted.text("description")) return false;
    const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
    return carriesTags(
      wanted,
      Tags.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
    );
  });
  return candidates(ours);
};

export const DATA_FINDERS: FinderTable = {
  aws_db_subnet_group: subnetGroup,
  aws_dynamodb_table: table,
  aws_kms_key: key,
  aws_rds_cluster: databaseCluster,
  aws_rds_cluster_instance: databaseInstance,
  aws_rds_cluster_parameter_group: parameterGroup,
  aws_s3_bucket: bucket,
  aws_secretsmanager_secret: secret,
};
