import {
  DescribeAddressesCommand,
  DescribeFlowLogsCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  Filter,
  RouteTable,
} from "@aws-sdk/client-ec2";
import type { AwsClients } from "../aws-clients";
import { Candidate, candidates, carriesTags, Finder, FinderTable, ifThere } from "./finder";

const vpc: Finder = async (wanted, { ec2 }) => {
  const { Vpcs: found = [] } = await ec2.send(new DescribeVpcsCommand(by({ cidr: wanted.text("cidr_block") })));
  return candidates(found.filter(({ Tags }) => carriesTags(wanted, Tags)).map(({ VpcId }) => VpcId));
};

/** Networks in one VPC do not overlap. */
const subnet: Finder = async (wanted, { ec2 }) => {
  const vpcId = wanted.text("vpc_id");
  if (vpcId === undefined) return [];
  const filters = by({ "vpc-id": vpcId, "cidr-block": wanted.text("cidr_block") });
  const { Subnets: found = [] } = await ec2.send(new DescribeSubnetsCommand(filters));
  return candidates(found.map(({ SubnetId }) => SubnetId));
};

/** Attached to the VPC, or not yet attached to any: the provider makes it first. */
const internetGateway: Finder = async (wanted, { ec2 }) => {
  const vpcId = wanted.text("vpc_id");
  if (vpcId === undefined) return [];
  const { InternetGateways: found = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
  const attached = found.filter(({ Attachments = [] }) => Attachments.some(({ VpcId }) => VpcId === vpcId));
  const free = found.filter(({ Attachments = [], Tags }) => Attachments.length === 0 && carriesTags(wanted, Tags));
  return candidates((attached.length > 0 ? attached : free).map(({ InternetGatewayId }) => InternetGatewayId));
};

const routeTable: Finder = async (wanted, { ec2 }) => {
  const vpcId = wanted.text("vpc_id");
  if (vpcId === undefined) return [];
  const { RouteTables: found = [] } = await ec2.send(new DescribeRouteTablesCommand(by({ "vpc-id": vpcId })));
  return candidates(found.filter(({ Tags }) => carriesTags(wanted, Tags)).map(({ RouteTableId }) => RouteTableId));
};

const route: Finder = async (wanted, { ec2 }) => {
  const tableId = wanted.text("route_table_id");
  const destination = wanted.text("destination_cidr_block");
  if (tableId === undefined || destination === undefined) return [];
  const routes = (await oneRouteTable(ec2, tableId))?.Routes ?? [];
  const exists = routes.some((each) => each.DestinationCidrBlock === destination && each.GatewayId !== "local");
  return exists ? candidates([`${tableId}_${destination}`]) : [];
};

const routeTableAssociation: Finder = async (wanted, { ec2 }) => {
  const tableId = wanted.text("route_table_id");
  const subnetId = wanted.text("subnet_id");
  if (tableId === undefined || subnetId === undefined) return [];
  const associations = (await oneRouteTable(ec2, tableId))?.Associations ?? [];
  return associations.some(({ SubnetId }) => SubnetId === subnetId) ? candidates([`${subnetId}/${tableId}`]) : [];
};

const natGateway: Finder = async (wanted, { ec2 }) => {
  const subnetId = wanted.text("subnet_id");
  if (subnetId === undefined) return [];
  const Filter = by({ "subnet-id": subnetId }).Filters;
  const { NatGateways: found = [] } = await ec2.send(new DescribeNatGatewaysCommand({ Filter }));
  return candidates(
    found
      .filter(({ State, Tags }) => (State === "available" || State === "pending") && carriesTags(wanted, Tags))
      .map(({ NatGatewayId }) => NatGatewayId),
  );
};

const elasticIp: Finder = async (wanted, { ec2 }) => {
  const { Addresses: found = [] } = await ec2.send(new DescribeAddressesCommand({}));
  return candidates(found.filter(({ Tags }) => carriesTags(wanted, Tags)).map(({ AllocationId }) => AllocationId));
};

const vpcEndpoint: Finder = async (wanted, { ec2 }) => {
  const vpcId = wanted.text("vpc_id");
  if (vpcId === undefined) return [];
  const filters = by({ "vpc-id": vpcId, "service-name": wanted.text("service_name") });
  const { VpcEndpoints: found = [] } = await ec2.send(new DescribeVpcEndpointsCommand(filters));
  return candidates(
    found
      .filter(({ State, Tags }) => !/^delet/i.test(State ?? "") && carriesTags(wanted, Tags))
      .map(({ VpcEndpointId }) => VpcEndpointId),
  );
};

const flowLog: Finder = async (wanted, { ec2 }): Promise<readonly Candidate[]> => {
  const vpcId = wanted.text("vpc_id");
  if (vpcId === undefined) return [];
  const Filter = by({ "resource-id": vpcId }).Filters;
  const { FlowLogs: found = [] } = await ec2.send(new DescribeFlowLogsCommand({ Filter }));
  return candidates(found.filter(({ Tags }) => carriesTags(wanted, Tags)).map(({ FlowLogId }) => FlowLogId));
};

export const NETWORK_FINDERS: FinderTable = {
  aws_eip: elasticIp,
  aws_flow_log: flowLog,
  aws_internet_gateway: internetGateway,
  aws_nat_gateway: natGateway,
  aws_route: route,
  aws_route_table: routeTable,
  aws_route_table_association: routeTableAssociation,
  aws_subnet: subnet,
  aws_vpc: vpc,
  aws_vpc_endpoint: vpcEndpoint,
};

async function oneRouteTable(ec2: AwsClients["ec2"], id: string): Promise<RouteTable | undefined> {
  const answer = await ifThere(ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [id] })));
  return answer?.RouteTables?.[0];
}

/** Filters of EC2, all of which must hold. */
function by(values: Readonly<Record<string, string | undefined>>): { Filters: Filter[] } {
  return {
    Filters: Object.entries(values).flatMap(([Name, value]) =>
      value === undefined ? [] : [{ Name, Values: [value] }],
    ),
  };
}
