import { Emulator } from "./emulator";
import { run } from "./run";
import { Shape } from "./choices";
import { JsonObject, object, parse, text } from "./stack-json";
import { PROJECT } from "./synthesis";

/** What a company already has in its account: a network, a key, a boundary, a snapshot, a zone and a certificate. */
export class LandingZone {
  /** As `emulator/landing_zone.py` tells them: variables, the subnets of each tier, and what does not fit. */
  readonly parts: JsonObject;

  constructor(emulator: Emulator) {
    emulator.seed("example.com");
    const args = ["-m", "emulator.landing_zone", "--endpoint", emulator.url];
    this.parts = object(parse(run("python", args, { cwd: PROJECT, env: emulator.environment }).stdout));
    const [certificate = ""] = emulator.aws("acm list-certificates", "CertificateSummaryList[0].CertificateArn");
    const [zone = ""] = emulator.aws("route53 list-hosted-zones", "HostedZones[?!Config.PrivateZone].Id");
    this.given = { certificate_arn: certificate, hosted_zone_id: zone.replace("/hostedzone/", "") };
  }

  private readonly given: JsonObject;

  get vpcId(): string {
    return text(this.parts.vpc_id);
  }

  /** Values for every variable that a stack of this shape may have. */
  variables(shape: Shape, name: string): JsonObject {
    const internal = shape.loadBalancer === "internal";
    const economy = shape.place.endsWith("economy");
    const { public_subnet_ids: open = null, private_subnet_ids: closed = null, ...parts } = this.parts;
    return {
      ...parts,
      ...this.given,
      hosted_zone: "example.com",
      domain: "example.com",
      dns_record_name: name,
      unique_name: name,
      allowed_email_domains: ["example.com"],
      artifact_bucket_path: "/team-a",
      load_balancer_is_internal: internal,
      load_balancer_ingress_cidrs: internal ? ["10.0.0.0/8", "192.0.2.0/24"] : ["0.0.0.0/0"],
      load_balancer_subnet_ids: internal ? closed : open,
      task_subnet_ids: economy ? open : closed,
      database_auto_pause: economy,
      database_skip_final_snapshot: true,
      server_keys_recovery_window_in_days: 0,
      database_host: "mysql.example.com",
      database_username: "mlflow",
      database_cidrs: ["10.50.21.0/24", "10.50.22.0/24"],
      service_min_capacity: economy ? 1 : 2,
      ...(shape.accountRules ? { iam_role_path: "/ml/" } : { iam_permissions_boundary_arn: "", hosted_zone_id: "" }),
      ...(shape.privateImages
        ? { mlflow_image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml/mlflow:v3.16.1-full" }
        : {}),
    };
  }

  /** Values for a stack of the default shape in another region. */
  twin(name: string): JsonObject {
    return {
      hosted_zone: "example.com",
      domain: "example.com",
      dns_record_name: "elsewhere",
      unique_name: name,
      allowed_email_domains: ["example.com"],
      database_skip_final_snapshot: true,
      server_keys_recovery_window_in_days: 0,
    };
  }
}
