/** Port of oauth2-proxy: the only one of a task that anything may connect to. The article's value. */
export const OAUTH2_PROXY_PORT = 8080;

/** Port of MLflow on the task's loopback interface. The article's value. */
export const MLFLOW_PORT = 4180;

/**
 * Longest time in seconds that one request may wait for MLflow: an artifact is written to S3 before MLflow answers.
 * The load balancer's idle timeout and the draining time of a stopping task follow from it.
 */
export const REQUEST_TIMEOUT_SECONDS = 300;
