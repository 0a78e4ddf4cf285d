/** Pages of other sites, and those that look like ours. */
export const FOREIGN_ORIGINS: readonly string[] = [
  "https://evil.test",
  "http://evil.test",
  "null",
  "http://mlflow.localhost",
  "https://mlflow.localhost:8443",
  "https://mlflow.localhost.",
  "https://mlflow.localhost.evil.test",
  "https://evil.test/mlflow.localhost",
  "https://evilmlflow.localhost",
  "https://a.mlflow.localhost",
  "https://sibling.localhost",
  "https://mlflow.localhost@evil.test",
  "https://mlflow.localhost, https://evil.test",
  "https://evil.test https://mlflow.localhost",
  "http://localhost.evil.test",
  "http://localhost@evil.test",
  "http://localhost:1@evil.test",
  "http://evil.test:localhost",
  "http://127.0.0.1.evil.test",
  "http://evillocalhost:3000",
  "file://",
  "chrome-extension://abcdefghijklmnop",
];

/** What changes something, about `<name>`. */
export const WRITES: readonly (readonly [method: string, path: string, body: string])[] = [
  ["POST", "/api/2.0/mlflow/experiments/create", '{"name":"<name>"}'],
  ["POST", "/ajax-api/2.0/mlflow/experiments/create", '{"name":"<name>"}'],
  ["POST", "/api/2.0/mlflow/registered-models/create", '{"name":"<name>"}'],
  ["PUT", "/api/2.0/mlflow-artifacts/artifacts/<name>", "<name>"],
  ["PATCH", "/api/2.0/mlflow/registered-models/update", '{"name":"<name>"}'],
  ["DELETE", "/api/2.0/mlflow/registered-models/delete", '{"name":"<name>"}'],
];
