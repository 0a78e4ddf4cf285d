"""What AWS refuses and no model says: one function per operation, listed in ``RULES``.

A rule is written where a value of ours is free (a variable, a setting, a text) and AWS limits it. Sources
are AWS's API references and user guides; a rule that is not sure says nothing.

Several look at what moto holds (``emulator.gate.held``), for what one call may name depends on others.
"""

from collections.abc import Callable, Iterator

from emulator.gate.findings import Finding
from emulator.gate.requests import Call
from emulator.gate.rules import deletions
from emulator.gate.rules.databases import create_cluster, modify_cluster, restore_cluster, subnet_group
from emulator.gate.rules.instances import instance
from emulator.gate.rules.keys import key_policy, log_group_key, usable_keys
from emulator.gate.rules.listeners import listener, listener_rule
from emulator.gate.rules.load_balancers import attributes, load_balancer, subnets_of
from emulator.gate.rules.operations import bucket, log_retention, scalable_target, scaling_policy
from emulator.gate.rules.places import nat_gateway
from emulator.gate.rules.records import records
from emulator.gate.rules.roles import boundary, changed_trust, inline_policy, managed_policy, new_role
from emulator.gate.rules.security_groups import described_rules, security_group
from emulator.gate.rules.services import service
from emulator.gate.rules.tables import table
from emulator.gate.rules.target_groups import target_group, target_group_attributes
from emulator.gate.rules.task_definitions import task_definition

RULES: dict[str, Callable[[Call], Iterator[Finding]]] = {
    "application-autoscaling:PutScalingPolicy": scaling_policy,
    "application-autoscaling:RegisterScalableTarget": scalable_target,
    "dynamodb:CreateTable": table,
    "dynamodb:UpdateTable": usable_keys,
    "ec2:AuthorizeSecurityGroupEgress": described_rules,
    "ec2:AuthorizeSecurityGroupIngress": described_rules,
    "ec2:CreateNatGateway": nat_gateway,
    "ec2:CreateSecurityGroup": security_group,
    "ec2:DeleteSecurityGroup": deletions.security_group,
    "ec2:DeleteSubnet": deletions.subnet,
    "ec2:DetachInternetGateway": deletions.internet_gateway,
    "ec2:ModifySecurityGroupRules": described_rules,
    "ec2:UpdateSecurityGroupRuleDescriptionsEgress": described_rules,
    "ec2:UpdateSecurityGroupRuleDescriptionsIngress": described_rules,
    "ecs:CreateService": service,
    "ecs:DeleteCluster": deletions.ecs_cluster,
    "ecs:RegisterTaskDefinition": task_definition,
    "ecs:UpdateService": service,
    "elbv2:CreateListener": listener,
    "elbv2:CreateLoadBalancer": load_balancer,
    "elbv2:CreateRule": listener_rule,
    "elbv2:CreateTargetGroup": target_group,
    "elbv2:ModifyListener": listener,
    "elbv2:ModifyLoadBalancerAttributes": attributes,
    "elbv2:ModifyRule": listener_rule,
    "elbv2:ModifyTargetGroup": target_group,
    "elbv2:ModifyTargetGroupAttributes": target_group_attributes,
    "elbv2:SetSubnets": subnets_of,
    "iam:CreatePolicy": managed_policy,
    "iam:CreatePolicyVersion": managed_policy,
    "iam:CreateRole": new_role,
    "iam:PutRolePermissionsBoundary": boundary,
    "iam:PutRolePolicy": inline_policy,
    "iam:UpdateAssumeRolePolicy": changed_trust,
    "kms:CreateKey": key_policy,
    "kms:PutKeyPolicy": key_policy,
    "logs:AssociateKmsKey": log_group_key,
    "logs:CreateLogGroup": log_group_key,
    "logs:PutRetentionPolicy": log_retention,
    "rds:CreateDBCluster": create_cluster,
    "rds:CreateDBInstance": instance,
    "rds:CreateDBSubnetGroup": subnet_group,
    "rds:DeleteDBCluster": deletions.db_cluster,
    "rds:DeleteDBClusterParameterGroup": deletions.parameter_group,
    "rds:DeleteDBSubnetGroup": deletions.subnet_group,
    "rds:ModifyDBCluster": modify_cluster,
    "rds:ModifyDBSubnetGroup": subnet_group,
    "rds:RestoreDBClusterFromSnapshot": restore_cluster,
    "route53:ChangeResourceRecordSets": records,
    "s3:CreateBucket": bucket,
    "s3:CreateMultipartUpload": usable_keys,
    "s3:GetObject": usable_keys,
    "s3:PutObject": usable_keys,
    "secretsmanager:CreateSecret": usable_keys,
    "secretsmanager:GetSecretValue": usable_keys,
    "secretsmanager:PutSecretValue": usable_keys,
}


def rule_findings(call: Call) -> Iterator[Finding]:
    """Ask the one rule for this operation, if there is one."""
    rule = RULES.get(call.name)
    if rule is not None:
        yield from rule(call)
