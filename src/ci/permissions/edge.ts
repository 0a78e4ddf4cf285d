import { PolicyStatement } from "../../terraform/iam-policy";
import { allow, CiScope, ofEach } from "./scope";

/** Load balancer by its name, records by their names, certificates as far as AWS can tell them apart: not at all. */
export function edgeWrites(scope: CiScope): readonly PolicyStatement[] {
  const { aws } = scope;
  const balancing = (name: string): string => aws.arn("elasticloadbalancing", name);
  const ofBalancers = ofEach(scope, ({ uniqueName }) =>
    ["loadbalancer", "listener", "listener-rule"].map((kind) => balancing(`${kind}/app/${uniqueName}/*`)),
  );
  return [
    allow(
      [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:CreateRule",
        "elasticloadbalancing:CreateTargetGroup",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteRule",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RemoveTags",
      ],
      [...ofBalancers, balancing("targetgroup/mlflow*/*")],
    ),
    allow(["acm:RequestCertificate"], ["*"]),
    allow(["acm:AddTagsToCertificate", "acm:DeleteCertificate"], [aws.arn("acm", "certificate/*")]),
    allow(["route53:ChangeResourceRecordSets"], [`arn:${aws.partition}:route53:::hostedzone/*`], {
      "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["A", "CNAME"] },
      "ForAllValues:StringLike": {
        // The second is what proves to ACM that the host is ours.
        "route53:ChangeResourceRecordSetsNormalizedRecordNames": ofEach(scope, ({ host }) => [host, `_*.${host}`]),
      },
    }),
    allow(["route53:GetChange"], [`arn:${aws.partition}:route53:::change/*`]),
  ];
}
