import { join } from "node:path";
import { DescribeDBClustersCommand, RDSClient } from "@aws-sdk/client-rds";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Supervisor } from "./supervisor";
import { secretValue } from "./secret-values";

const START_SECONDS = 60;
const PYTHON = ".venv/emulator/bin/python";
const REGION = "eu-west-1";

/** A database as RDS would make it. */
export interface DatabaseOrder {
  readonly name: string;
  readonly username: string;
}

/** Credentials of a role, as ECS offers them to a task. */
interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** An empty AWS account on this machine: `emulator/`, in a process of its own. */
export class EmulatedAccount {
  readonly ecs: ECSClient;
  readonly loadBalancers: ElasticLoadBalancingV2Client;
  private readonly rds: RDSClient;
  private readonly secrets: SecretsManagerClient;

  constructor(
    /** `http://127.0.0.1:<port>` */
    readonly url: string,
    /** Gets one JSON line for each call. */
    readonly callLog: string,
  ) {
    const settings = this.client({ accessKeyId: "testing", secretAccessKey: "testing" });
    this.ecs = new ECSClient(settings);
    this.loadBalancers = new ElasticLoadBalancingV2Client(settings);
    this.rds = new RDSClient(settings);
    this.secrets = new SecretsManagerClient(settings);
  }

  /** Starts one with what the stack takes as given: a public hosted zone, and an issued certificate. */
  static async start(supervisor: Supervisor, hostedZone: string, certificateDomain: string): Promise<EmulatedAccount> {
    const env = { PATH: process.env.PATH ?? "", AWS_REGION: REGION };
    const callLog = join(supervisor.subfolder("account"), "calls");
    const server = [PYTHON, "-m", "emulator", "--port", "0", "--log", callLog];
    const [, url = ""] = await supervisor
      .start("emulator", server, { env })
      .prints(/^emulator ready (\S+)$/m, START_SECONDS);
    const names = ["--hosted-zone", hostedZone, "--certificate-domain", certificateDomain];
    const seed = [PYTHON, "-m", "emulator.seed", "--endpoint", url, ...names];
    await supervisor.start("seed", seed, { env }).succeeds();
    return new EmulatedAccount(url, callLog);
  }

  /** What makes Terraform and the AWS CLI talk to this account and to no other. */
  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: "testing",
      AWS_SECRET_ACCESS_KEY: "testing",
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** The current value of a secret; `undefined` as long as it has none. */
  async secret(name: string): Promise<string | undefined> {
    try {
      return (await this.secrets.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  /** What a container's `valueFrom` is resolved to, with the permissions of the task's execution role. */
  async secretForTask(family: string, valueFrom: string): Promise<string> {
    const client = new SecretsManagerClient(this.client(await this.credentials(family, "execution")));
    try {
      return await secretValue(client, valueFrom);
    } finally {
      client.destroy();
    }
  }

  /** The database that the stack ordered from RDS. @throws Error when it ordered none */
  async databaseOrder(): Promise<DatabaseOrder> {
    const { DBClusters: [cluster] = [] } = await this.rds.send(new DescribeDBClustersCommand({}));
    if (!cluster?.DatabaseName || !cluster.MasterUsername)
      throw new Error("The stack makes no database of its own, and a rehearsal has no other.");
    return { name: cluster.DatabaseName, username: cluster.MasterUsername };
  }

  private client(credentials: Partial<RoleCredentials> & Omit<RoleCredentials, "sessionToken">): {
    endpoint: string;
    region: string;
    credentials: typeof credentials;
  } {
    return { endpoint: this.url, region: REGION, credentials };
  }

  /** As the metadata endpoint of ECS gives them. @throws Error when ECS may not assume the role */
  private async credentials(family: string, role: "task" | "execution"): Promise<RoleCredentials> {
    const response = await fetch(`${this.url}/_emulator/ecs/${family}/${role}/credentials`);
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`No credentials of the ${role} role: ${JSON.stringify(body)}`);
    const text = (key: string): string =>
      String(typeof body === "object" && body !== null ? Reflect.get(body, key) : "");
    return { accessKeyId: text("AccessKeyId"), secretAccessKey: text("SecretAccessKey"), sessionToken: text("Token") };
  }
}
