import { RegisteredContainer } from "./registered-task";
import { Surroundings } from "./surroundings";

/** The endpoints of this machine that stand for those of the cloud. */
export interface Endpoints {
  /** Emulated AWS account, for example `http://127.0.0.1:5000`. */
  readonly aws: string;
  readonly database: { readonly host: string; readonly port: number };
}

/** What a container finds in another place than on AWS, and what is there. */
export interface Substitute {
  readonly variable: string;
  readonly what: string;
}

/** Every environment variable whose value is not that of the registered task definition: endpoints, nothing else. */
export const SUBSTITUTES: readonly Substitute[] = [
  { variable: "AWS_ENDPOINT_URL", what: "the emulated account instead of AWS" },
  { variable: "AWS_CONTAINER_CREDENTIALS_FULL_URI", what: "credentials of the task role, which ECS would offer" },
  { variable: "DB_HOST, DB_PORT", what: "MariaDB on this machine instead of Aurora" },
  { variable: "SSL_CERT_FILE", what: "the authority of this machine's certificates instead of the image's list" },
  {
    variable: "HOME, TMPDIR, DB_CA_FILE, ADMITTED_SUBJECTS_FILE, OAUTH2_PROXY_AUTHENTICATED_EMAILS_FILE",
    what: "folders of this machine instead of the task's volumes",
  },
];

/** The whole environment of a container's processes. @param secrets values by the names of their variables */
export function containerEnvironment(
  { family }: { readonly family: string },
  container: RegisteredContainer,
  secrets: Readonly<Record<string, string>>,
  endpoints: Endpoints,
  surroundings: Surroundings,
): Readonly<Record<string, string>> {
  const { environment } = container;
  const { aws, database } = endpoints;
  return {
    ...Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, surroundings.path(container, value)]),
    ),
    ...secrets,
    AWS_ENDPOINT_URL: aws,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${aws}/_emulator/ecs/${family}/task/credentials`,
    SSL_CERT_FILE: surroundings.authorityFile,
    TMPDIR: surroundings.path(container, "/tmp"),
    ...("DB_HOST" in environment ? { DB_HOST: database.host, DB_PORT: String(database.port) } : {}),
  };
}
