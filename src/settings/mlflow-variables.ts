import { Construct } from "constructs";
import { CertificateSource } from "../edge/certificate";
import { NetworkSettings, NetworkSource } from "../network/network";
import { EncryptionKeySource } from "../secrets/encryption-key";
import { ServerKeysSource } from "../secrets/server-keys";
import { DatabaseSource } from "../storage/database";
import { AccessProps, AccessVariables, declareAccessVariables } from "./access";
import { DatabaseVariables, declareDatabaseVariables } from "./database";
import { declareNameVariables, NameVariables } from "./names";
import { declareNetworkVariables } from "./network";
import { declarePublicAddressVariables, PublicAddressVariables } from "./public-address";
import { declareRoleVariables, RoleVariables } from "./roles";
import { declareServiceVariables, ServiceVariables } from "./service";
import { declareStorageVariables, StorageVariables } from "./storage";

/** What of the shape of a stack decides which variables it has. */
export interface VariableSources {
  readonly certificate: CertificateSource;
  readonly redirectHttp: boolean;
  readonly network: NetworkSource;
  readonly database: DatabaseSource;
  readonly serverKeys: ServerKeysSource;
  readonly encryptionKey: EncryptionKeySource;
}

/** Every Terraform variable of the mlflow stack, by the part that uses it. */
export interface MlflowVariables {
  readonly names: NameVariables;
  readonly address: PublicAddressVariables;
  readonly access: AccessVariables;
  readonly roles: RoleVariables;
  readonly network: NetworkSettings;
  readonly service: ServiceVariables;
  readonly database: DatabaseVariables;
  readonly storage: StorageVariables;
}

/** The article's 17 variables by name, type and default, and the new ones (docs/configuration.md). */
export function declareMlflowVariables(
  stack: Construct,
  access: AccessProps,
  sources: VariableSources,
): MlflowVariables {
  const { network, database } = sources;
  return {
    names: declareNameVariables(stack),
    address: declarePublicAddressVariables(stack, sources),
    access: declareAccessVariables(stack, access),
    roles: declareRoleVariables(stack),
    network: declareNetworkVariables(stack, { source: network, withDatabase: database !== "given" }),
    service: declareServiceVariables(stack),
    database: declareDatabaseVariables(stack, database),
    storage: declareStorageVariables(stack, sources),
  };
}
