/** The header without which there is no request. */
export const HOST = "Host: mlflow.localhost";

/** Bytes of a request, as lines. */
export function lines(...all: readonly string[]): string {
  return all.join("\r\n");
}
