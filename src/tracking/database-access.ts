import { ContainerSecret, environment, MountPoint, NameValue } from "../ecs/container-definition";
import { DatabaseConnection } from "../storage/database";

/** Volume that the migration container fills with the certificate authorities and MLflow reads. */
export const DATABASE_CA_VOLUME = "database-ca";
/** Volume on /tmp: the only place that may be written to at run time. Artifacts pass through it. */
export const TEMPORARY_VOLUME = "tmp";

const CA_DIRECTORY = "/database-ca";

/**
 * Seconds to wait for a TCP connection. A paused Aurora resumes in 15 to 30 s, and PyMySQL gives up after 10.
 * A whole number: SQLAlchemy turns it into an int.
 */
export const CONNECT_TIMEOUT_SECONDS = 60;

export function databaseEnvironment(connection: DatabaseConnection): readonly NameValue[] {
  return environment({
    DB_HOST: connection.host,
    DB_PORT: connection.port,
    DB_USERNAME: connection.username,
    DB_NAME: connection.databaseName,
    DB_CA_FILE: `${CA_DIRECTORY}/bundle.pem`,
  });
}

export function databaseSecrets(connection: DatabaseConnection): readonly ContainerSecret[] {
  return [{ name: "DB_PASSWORD", valueFrom: connection.passwordSecretArn }];
}

export function databaseMounts(access: { readonly writeAuthorities: boolean }): readonly MountPoint[] {
  return [
    { sourceVolume: TEMPORARY_VOLUME, containerPath: "/tmp", readOnly: false },
    { sourceVolume: DATABASE_CA_VOLUME, containerPath: CA_DIRECTORY, readOnly: !access.writeAuthorities },
  ];
}
