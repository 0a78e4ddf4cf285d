import {
  adoptionFromEnvironment,
  BootstrapStack,
  bootstrapStateFromEnvironment,
  dataProtectionFromEnvironment,
  MlflowStack,
  stateFromEnvironment,
  statesProtectionFromEnvironment,
  synthesize,
} from "./src";

// The shape of the deployment. Names, sizes and domains are Terraform variables: see docs/configuration.md.
synthesize(
  (app) =>
    new BootstrapStack(app, "bootstrap", {
      state: bootstrapStateFromEnvironment(process.env),
      ...adoptionFromEnvironment(process.env),
      ...statesProtectionFromEnvironment(process.env),
    }),
  (app) =>
    new MlflowStack(app, "mlflow", {
      identityProvider: { type: "google" },
      state: stateFromEnvironment(process.env),
      ...dataProtectionFromEnvironment("mlflow", process.env),
    }),
);
