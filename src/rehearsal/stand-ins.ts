/** What of the cloud is not there, and what is there instead. Told at every start and in docs/rehearsal.md. */
export interface StandIn {
  readonly cloud: string;
  readonly here: string;
}

/** Programs. What they change in the environment of the containers is in `SUBSTITUTES`. */
export const STAND_INS: readonly StandIn[] = [
  { cloud: "AWS account", here: "moto with a gate (emulator/): S3, Secrets Manager, IAM and the rest of the API" },
  {
    cloud: "ECS Fargate",
    here: "processes of this machine, in the order and with the health checks of the definition",
  },
  { cloud: "container images", here: "mlflow and its packages in .venv/rehearsal, oauth2-proxy from the PATH" },
  { cloud: "Aurora MySQL", here: "MariaDB, which takes encrypted connections only" },
  { cloud: "RDS certificate authorities", here: "one for this rehearsal, fetched as those of RDS would be" },
  { cloud: "identity provider", here: "an OpenID Connect issuer with three test users, by provider type oidc" },
  { cloud: "load balancer", here: "a TLS front that follows the registered listeners, rules, attributes and checks" },
  { cloud: "Route 53", here: "mlflow.localhost, which browsers resolve by themselves" },
];
