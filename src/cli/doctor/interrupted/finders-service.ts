import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeClustersCommand, DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { candidates, Finder, FinderTable, ifThere } from "./finder";

const cluster: Finder = async (wanted, { ecs }) => {
  const name = wanted.text("name");
  if (name === undefined) return [];
  const { clusters: found = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [name] }));
  return candidates(found.filter(({ status }) => status === "ACTIVE").map(({ clusterName }) => clusterName));
};

const service: Finder = async (wanted, { ecs }) => {
  const clusterArn = wanted.text("cluster");
  const name = wanted.text("name");
  if (clusterArn === undefined || name === undefined) return [];
  const question = new DescribeServicesCommand({ cluster: clusterArn, services: [name] });
  const found = (await ifThere(ecs.send(question)))?.services ?? [];
  const clusterName = clusterArn.replace(/^.*\//, "");
  return candidates(found.filter(({ status }) => status === "ACTIVE").map(() => `${clusterName}/${name}`));
};

const logGroup: Finder = async (wanted, { logs }) => {
  const name = wanted.text("name");
  if (name === undefined) return [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix: name })) {
    if (logGroups.some(({ logGroupName }) => logGroupName === name)) return candidates([name]);
  }
  return [];
};

const role: Finder = async (wanted, { iam }) => {
  const name = wanted.text("name");
  if (name === undefined) return [];
  const answer = await ifThere(iam.send(new GetRoleCommand({ RoleName: name })));
  return candidates([answer?.Role?.RoleName]);
};

export const SERVICE_FINDERS: FinderTable = {
  aws_cloudwatch_log_group: logGroup,
  aws_ecs_cluster: cluster,
  aws_ecs_service: service,
  aws_iam_role: role,
};
