import { Construct } from "constructs";
import { CertificateSource } from "../edge/certificate";
import { AccessProps, AccessVariables, declareAccessVariables } from "./access";
import { DatabaseVariables, declareDatabaseVariables } from "./database";
import { declareNameVariables, NameVariables } from "./names";
import { declareNetworkVariables, NetworkVariables } from "./network";
import { declarePublicAddressVariables, PublicAddressVariables } from "./public-address";
import { declareServiceVariables, ServiceVariables } from "./service";
import { declareStorageVariables, StorageVariables } from "./storage";

/** Every Terraform variable of the mlflow stack, by the part that uses it. */
export interface MlflowVariables {
  readonly names: NameVariables;
  readonly address: PublicAddressVariables;
  readonly access: AccessVariables;
  readonly network: NetworkVariables;
  readonly service: ServiceVariables;
  readonly database: DatabaseVariables;
  readonly storage: StorageVariables;
}

/** The article's 17 variables by name, type and default, and the new ones (docs/configuration.md). */
export function declareMlflowVariables(
  stack: Construct,
  access: AccessProps,
  certificate: CertificateSource,
): MlflowVariables {
  return {
    names: declareNameVariables(stack),
    address: declarePublicAddressVariables(stack, certificate),
    access: declareAccessVariables(stack, access),
    network: declareNetworkVariables(stack),
    service: declareServiceVariables(stack),
    database: declareDatabaseVariables(stack),
    storage: declareStorageVariables(stack),
  };
}
