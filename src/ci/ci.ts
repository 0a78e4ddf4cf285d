import { Construct } from "constructs";
import { tokenStatement } from "../auth/aws-token-statement";
import { PolicyStatement } from "../terraform/iam-policy";
import { CiIdentities, describePlatform } from "./ci-identities";
import { CiPolicy } from "./ci-policy";
import { CiRole } from "./ci-role";
import { completeStack } from "./ci-stack";
import { oidcProviderArn } from "./oidc-provider";
import { dataWrites } from "./permissions/data";
import { edgeWrites } from "./permissions/edge";
import { networkWrites } from "./permissions/network";
import { refreshReads, secretReads, unlimitedReads } from "./permissions/read";
import { roleWrites } from "./permissions/roles";
import { CiScope, StatePlace } from "./permissions/scope";
import { serviceWrites } from "./permissions/service";
import { stateReads, stateWrites } from "./permissions/state";
import { CiPlatform, TrustedClaims } from "./platform";
import { TaskBoundary } from "./task-boundary";

export interface CiProps extends Omit<CiScope, "rolePath" | "stacks"> {
  readonly identities: CiIdentities;
  readonly states: StatePlace;
}

/** GitHub ends a job on its machines after six hours. A session that ended would be the end of a longer training. */
const TRACKING_SESSION_SECONDS = 6 * 60 * 60;

/** Two roles for CI, or three, without a password: jobs bring a token of their platform. */
export class Ci extends Construct {
  readonly platform: CiPlatform;
  /** In which the stacks lie. */
  readonly region: string;
  /** Whether the states lie in this account: HCP Terraform keeps them itself. */
  readonly statesAreHere: boolean;
  /** Plans: reads what a refresh needs, and two kinds of secret values. */
  readonly plan: CiRole;
  /** Applies: makes and changes the stacks, and deletes no data. */
  readonly apply: CiRole;
  /** Tracks runs: gets tokens for MLflow, and nothing else. `undefined` without `tracking`. */
  readonly track: CiRole | undefined;
  /** ARN of the policy that bounds every role that CI makes. */
  readonly taskBoundaryArn: string;

  constructor(scope: Construct, id: string, { identities, states, ...props }: CiProps) {
    super(scope, id);
    this.platform = describePlatform(identities);
    this.region = props.aws.region;
    this.statesAreHere = identities.platform !== "hcp-terraform";
    const providerArn = oidcProviderArn(this, "oidc-provider", {
      source: identities.oidcProvider ?? "new",
      platform: this.platform,
    });
    const { rolePath = "/", permissionsBoundaryArn } = identities;
    const ciScope: CiScope = { ...props, stacks: identities.stacks.map(completeStack), rolePath };
    this.taskBoundaryArn = permissionsBoundaryArn ?? new TaskBoundary(this, "task-boundary", ciScope).resource.arn;
    const role = (kind: "plan" | "apply" | "track", claims: TrustedClaims, description: string): CiRole =>
      new CiRole(this, kind, {
        namePrefix: `mlflow-ci-${kind}-`,
        description,
        platform: this.platform,
        providerArn,
        claims,
        path: rolePath,
        permissionsBoundaryArn,
        ...(kind === "track" ? { maxSessionSeconds: TRACKING_SESSION_SECONDS } : {}),
      });

    const { plan, apply, track } = this.platform;
    this.plan = role("plan", plan, "CI plans MLflow: reads, state lock, database password and server keys");
    this.apply = role("apply", apply, "CI applies MLflow: makes and changes, deletes no data");
    this.track = track && role("track", track.claims, "CI tracks runs: gets tokens for MLflow, and nothing else");
    const policy = (name: string, what: string, statements: readonly PolicyStatement[]): CiPolicy =>
      new CiPolicy(this, name, { description: `MLflow in CI: ${what}`, path: rolePath, statements });
    if (track !== undefined)
      this.track?.attach([policy("token", "tokens for MLflow", [tokenStatement([track.audience])])]);
    const reads = [
      policy("lists", "reads that AWS cannot limit", unlimitedReads(ciScope)),
      policy("refresh", "what a plan reads of the stacks", refreshReads(ciScope)),
      policy("state", "states, locks, database password, server keys", [
        ...secretReads(ciScope),
        ...(this.statesAreHere ? stateReads(ciScope, states) : []),
      ]),
    ];
    this.plan.attach(reads);
    this.apply.attach([
      ...reads,
      ...(this.statesAreHere ? [policy("write-state", "writes states", stateWrites(ciScope, states))] : []),
      policy("network", "makes and changes the network", networkWrites(ciScope)),
      policy("edge", "makes and changes load balancer, records, certificate", edgeWrites(ciScope)),
      policy("service", "makes and changes tasks, scaling, log groups", serviceWrites(ciScope)),
      policy("data", "makes and changes database, bucket, server keys", dataWrites(ciScope)),
      policy("roles", "makes and changes bounded roles", roleWrites(ciScope, this.taskBoundaryArn)),
    ]);
  }
}
