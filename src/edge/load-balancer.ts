import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { IResolvable } from "cdktf";
import { Construct } from "constructs";
import { OAUTH2_PROXY_PORT, REQUEST_TIMEOUT_SECONDS } from "../ecs/request-path";
import { Network } from "../network/network";
import { SecurityGroup } from "../network/security-group";
import { suppress } from "../terraform/suppress";
import { Certificate } from "./certificate";

export interface LoadBalancerProps {
  readonly name: string;
  readonly network: Network;
  /** true: without public addresses. */
  readonly internal: IResolvable;
  readonly certificate: Certificate;
  /** The one host name that is served; everything else gets 404. */
  readonly host: string;
  /** IPv4 networks that may connect. */
  readonly ingressCidrs: string[];
  /** true: port 80 is open, too, and answers with a redirect to HTTPS. */
  readonly redirectHttp: boolean;
}

/** The only door: HTTPS on 443, TLS 1.2 or 1.3, one host name, one target. Port 80 is closed or redirects. */
export class LoadBalancer extends Construct {
  readonly resource: Lb;
  readonly targetGroup: LbTargetGroup;
  readonly listener: LbListener;
  /** What ties the target group to the load balancer. ECS refuses a service whose target group has none yet. */
  readonly rule: LbListenerRule;
  readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.securityGroup = new SecurityGroup(this, "security-group", {
      name: `${props.name}-lb`,
      description: "Load balancer in front of MLflow",
      vpcId: props.network.id,
    });
    this.securityGroup.allowFromNetworks(props.ingressCidrs, "https", 443, "People and clients, HTTPS only");
    this.resource = new Lb(this, "Default", {
      name: props.name,
      loadBalancerType: "application",
      internal: props.internal,
      subnets: props.network.loadBalancerSubnetIds(props.internal),
      securityGroups: [this.securityGroup.id],
      dropInvalidHeaderFields: true,
      // A little above the proxy's own timeout, so that its answer arrives instead of a 504 of the load balancer.
      idleTimeout: REQUEST_TIMEOUT_SECONDS + 10,
      dependsOn: [...props.network.internetAccess],
    });
    acceptFindings(this.resource);
    this.targetGroup = this.addTargetGroup(props);
    this.listener = this.addListener(props);
    if (props.redirectHttp) this.addRedirect(props);
    this.rule = new LbListenerRule(this, "rule", {
      listenerArn: this.listener.arn,
      priority: 1,
      condition: [{ hostHeader: { values: [props.host] } }],
      action: [{ type: "forward", targetGroupArn: this.targetGroup.arn }],
    });
  }

  private addTargetGroup(props: LoadBalancerProps): LbTargetGroup {
    const targetGroup = new LbTargetGroup(this, "target-group", {
      // A target group in use cannot be deleted, and two cannot share a name: a prefix lets the new one come first.
      namePrefix: "mlflow",
      port: OAUTH2_PROXY_PORT,
      protocol: "HTTP",
      targetType: "ip",
      vpcId: props.network.id,
      // A stopping task finishes its requests.
      deregistrationDelay: String(REQUEST_TIMEOUT_SECONDS),
      healthCheck: {
        path: "/ping",
        matcher: "200",
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      lifecycle: { createBeforeDestroy: true },
    });
    suppress(
      targetGroup,
      "CKV_AWS_378",
      "TLS ends at the load balancer. From there to the tasks is one hop inside the VPC, from one security group to another on one port; a load balancer would not check the certificate of a target anyway.",
    );
    return targetGroup;
  }

  private addRedirect(props: LoadBalancerProps): void {
    const rule = this.securityGroup.allowFromNetworks(props.ingressCidrs, "http", 80, "Browsers on their way to HTTPS");
    suppress(
      rule,
      "CKV_AWS_260",
      "Asked for by redirectHttp. The listener behind it answers with a redirect to HTTPS and forwards nothing.",
    );
    new LbListener(this, "http", {
      loadBalancerArn: this.resource.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }],
    });
  }

  private addListener(props: LoadBalancerProps): LbListener {
    return new LbListener(this, "https", {
      loadBalancerArn: this.resource.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: props.certificate.arn,
      ...(props.certificate.preconditions === undefined
        ? {}
        : { lifecycle: { precondition: [...props.certificate.preconditions] } }),
      // Whoever does not ask for the public name, such as a scanner, learns nothing.
      defaultAction: [
        {
          type: "fixed-response",
          fixedResponse: { contentType: "text/plain", messageBody: "Not found", statusCode: "404" },
        },
      ],
    });
  }
}

function acceptFindings(loadBalancer: Lb): void {
  suppress(
    loadBalancer,
    "CKV2_AWS_28",
    "No web application firewall, which costs by month, rule and request, and whose common rules refuse bodies over 8 KB, as runs and artifacts have. oauth2-proxy lets nothing through but its own sign-in and health pages without a session or a token; other host names get 404.",
  );
  suppress(
    loadBalancer,
    "CKV_AWS_91",
    "Access logs need a second bucket and cost by request. Who asked for what, and what was refused, is in the log group of oauth2-proxy.",
  );
  suppress(
    loadBalancer,
    "CKV_AWS_150",
    "It holds no data. AWS's protection would refuse a destroy half way, with other resources gone already; what holds data has prevent_destroy, which refuses at plan.",
  );
}
