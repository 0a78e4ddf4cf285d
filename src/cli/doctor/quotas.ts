import { DescribeAddressesCommand, paginateDescribeVpcs } from "@aws-sdk/client-ec2";
import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from "@aws-sdk/client-service-quotas";
import { AwsClients } from "./aws-clients";
import { awsError, missingPermission, unlessMissing } from "../aws-errors";
import { Check, Context, Finding } from "./check";
import { isDeployed } from "./deployed";
import { findingsOf, unknownVariables } from "./finding";

const NAME = "quotas";
const say = findingsOf(NAME);

/** A quota by AWS's codes. */
interface Quota {
  readonly service: string;
  readonly code: string;
  /** What is counted, in the plural. */
  readonly what: string;
}

const VPCS: Quota = { service: "vpc", code: "L-F678F1CE", what: "VPCs" };
const ADDRESSES: Quota = { service: "ec2", code: "L-0263D0A3", what: "Elastic IP addresses" };
const FARGATE: Quota = { service: "fargate", code: "L-3032A538", what: "vCPUs on Fargate" };

/** The quotas that a new or a busy account may exceed. */
export const quotas: Check = {
  name: NAME,
  run: async (context) => {
    const { synthesized, aws } = context;
    const vpcs = Object.keys(synthesized.resources("aws_vpc")).length;
    const addresses = Object.keys(synthesized.resources("aws_eip")).length;
    // What is deployed counts already.
    const isNew = (vpcs > 0 || addresses > 0) && (await isDeployed(context)) !== true;
    return [
      ...(isNew ? await room(aws, VPCS, vpcs, countVpcs) : []),
      ...(isNew ? await room(aws, ADDRESSES, addresses, countAddresses) : []),
      ...(await fargate(context)),
    ];
  },
};

async function room(
  aws: AwsClients,
  quota: Quota,
  needed: number,
  count: (aws: AwsClients) => Promise<number>,
): Promise<readonly Finding[]> {
  if (needed === 0) return [];
  const most = await valueOf(aws, quota);
  return [typeof most === "string" ? say.skipped(most) : judgeRoom(quota, { needed, most, used: await count(aws) })];
}

/** Whether what the stack makes fits beside what is there. */
export function judgeRoom(
  { what, service, code }: Quota,
  { needed, used, most }: { readonly needed: number; readonly used: number; readonly most: number },
): Finding {
  const numbers = `${used} of ${most} ${what} of this region are in use, and the stack makes ${needed}`;
  if (used + needed <= most) return say.ok(`${numbers}.`);
  return say.problem(
    `${numbers}: too many.`,
    `Delete what nobody needs, or ask for more: ${request(service, code, used + needed)}`,
  );
}

async function fargate({ aws, variables, synthesized }: Context): Promise<readonly Finding[]> {
  if (!("service_cpu" in synthesized.variables)) return [];
  const cpu = variables.number("service_cpu");
  const [fewest, most] = [variables.number("service_min_capacity"), variables.number("service_max_capacity")];
  if (cpu === undefined || fewest === undefined || most === undefined)
    return unknownVariables(NAME, "service_cpu", "service_min_capacity", "service_max_capacity");
  const quota = await valueOf(aws, FARGATE);
  return [typeof quota === "string" ? say.skipped(quota) : judgeFargate({ quota, vcpu: cpu / 1024, fewest, most })];
}

/** How many tasks of which size, and how many vCPUs all tasks of the account may have at once. */
export interface FargateQuestion {
  readonly quota: number;
  readonly vcpu: number;
  readonly fewest: number;
  readonly most: number;
}

/** Twice, because an update starts new tasks before it stops the old ones. */
export function judgeFargate({ quota, vcpu, fewest, most }: FargateQuestion): Finding {
  const { what, service, code } = FARGATE;
  const needed = 2 * most * vcpu;
  const ask = `Ask for more: ${request(service, code, needed)}`;
  if (quota < fewest * vcpu) {
    return say.problem(
      `the account may use ${quota} ${what} in this region, but ${fewest} x ${vcpu} are needed for service_min_capacity tasks: they would not start.`,
      `${ask}, or lower service_cpu.`,
    );
  }
  if (quota < needed) {
    return say.warning(
      `the account may use ${quota} ${what} in this region, but an update at service_max_capacity needs 2 x ${most} x ${vcpu} = ${needed}: scaling or updates would stall.`,
      `${ask}, or lower service_max_capacity.`,
    );
  }
  return say.ok(`${quota} ${what}, of which the stack uses at most ${needed}.`);
}

function request(service: string, code: string, value: number): string {
  return `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${Math.ceil(value)}`;
}

/** The value for this account, else AWS's default; or why nobody knows. */
async function valueOf({ quotas: client }: AwsClients, { service, code, what }: Quota): Promise<number | string> {
  const request = { ServiceCode: service, QuotaCode: code };
  try {
    const own = await unlessMissing(client.send(new GetServiceQuotaCommand(request)), "NoSuchResourceException");
    const general =
      own?.Quota?.Value === undefined
        ? await unlessMissing(client.send(new GetAWSDefaultServiceQuotaCommand(request)), "NoSuchResourceException")
        : own;
    return general?.Quota?.Value ?? `AWS does not tell how many ${what} the account may have.`;
  } catch (error) {
    const permission = missingPermission(error);
    const reason =
      permission === undefined ? awsError(error).name : `the credentials lack the permission ${permission}`;
    return `AWS does not tell how many ${what} the account may have: ${reason}.`;
  }
}

async function countVpcs({ ec2 }: AwsClients): Promise<number> {
  let count = 0;
  for await (const page of paginateDescribeVpcs({ client: ec2 }, {})) count += (page.Vpcs ?? []).length;
  return count;
}

async function countAddresses({ ec2 }: AwsClients): Promise<number> {
  const { Addresses: addresses = [] } = await ec2.send(new DescribeAddressesCommand({}));
  return addresses.length;
}
