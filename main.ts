import {
  bootstrapFromEnvironment,
  BootstrapStack,
  dataProtectionFromEnvironment,
  MlflowStack,
  rehearsalFromEnvironment,
  stateFromEnvironment,
  synthesize,
} from "./src";

// The shape of the deployment. Names, sizes and domains are Terraform variables: see docs/configuration.md.
synthesize(
  (app) => new BootstrapStack(app, "bootstrap", bootstrapFromEnvironment(process.env)),
  (app) =>
    new MlflowStack(app, "mlflow", {
      identityProvider: { type: "google" },
      state: stateFromEnvironment(process.env),
      ...dataProtectionFromEnvironment("mlflow", process.env),
      ...rehearsalFromEnvironment(process.env),
    }),
);
