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
// CI plans and applies by roles of its own when BootstrapStack gets `ci` beside these: see docs/ci-identities.md.
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
