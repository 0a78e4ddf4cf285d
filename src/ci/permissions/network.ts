import { PolicyStatement } from "../../terraform/iam-policy";
import { allow, CiScope } from "./scope";

/** Calls that make something in the network, by what they make. */
const MAKES = [
  "ec2:AllocateAddress",
  "ec2:AuthorizeSecurityGroupEgress",
  "ec2:AuthorizeSecurityGroupIngress",
  "ec2:CreateFlowLogs",
  "ec2:CreateInternetGateway",
  "ec2:CreateNatGateway",
  "ec2:CreateRouteTable",
  "ec2:CreateSubnet",
  "ec2:CreateVpc",
  "ec2:CreateVpcEndpoint",
] as const;

const CREATE_GROUP = "ec2:CreateSecurityGroup";

/** Calls about something that is there: what it is joined with, what is changed, what is taken away. */
const CHANGES = [
  "ec2:AssociateRouteTable",
  "ec2:AttachInternetGateway",
  "ec2:AuthorizeSecurityGroupEgress",
  "ec2:AuthorizeSecurityGroupIngress",
  "ec2:CreateFlowLogs",
  "ec2:CreateNatGateway",
  "ec2:CreateRoute",
  "ec2:CreateRouteTable",
  "ec2:CreateSubnet",
  "ec2:CreateTags",
  "ec2:CreateVpcEndpoint",
  "ec2:DeleteFlowLogs",
  "ec2:DeleteNatGateway",
  "ec2:DeleteRoute",
  "ec2:DeleteRouteTable",
  "ec2:DeleteTags",
  "ec2:DisassociateAddress",
  "ec2:DisassociateRouteTable",
  "ec2:ModifyVpcAttribute",
  "ec2:ModifyVpcEndpoint",
  "ec2:ReleaseAddress",
  "ec2:ReplaceRouteTableAssociation",
  "ec2:RevokeSecurityGroupEgress",
  "ec2:RevokeSecurityGroupIngress",
] as const;

/**
 * The network by its tags: what is made must carry the tag `project`, and what is changed must have it. The only thing
 * without it is the default security group of a new VPC, which AWS makes.
 */
export function networkWrites({ aws, project }: CiScope): readonly PolicyStatement[] {
  const anything = aws.arn("ec2", "*");
  const groups = aws.arn("ec2", "security-group/*");
  const made = { StringEquals: { "aws:RequestTag/project": project } };
  return [
    allow(MAKES, [anything], made),
    allow(CHANGES, [anything], { StringEquals: { "aws:ResourceTag/project": project } }),
    // In a given VPC, too, which nobody has to tag. A new group opens nothing, and has the tag before it can.
    allow([CREATE_GROUP], [groups, aws.arn("ec2", "vpc/*")]),
    allow(["ec2:CreateTags"], [anything], {
      StringEquals: {
        "aws:RequestTag/project": project,
        "ec2:CreateAction": [...MAKES, CREATE_GROUP].map((action) => action.replace("ec2:", "")),
      },
    }),
    allow(["ec2:CreateTags"], [groups], { ...made, Null: { "aws:ResourceTag/project": "true" } }),
    // The provider waits until the addresses of a load balancer are gone.
    allow(["ec2:DescribeNetworkInterfaces"], ["*"]),
  ];
}
