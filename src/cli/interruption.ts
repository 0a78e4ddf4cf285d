/** Resolves when somebody ends the command: by Ctrl-C, `kill`, or the end of the terminal. @returns the signal's name */
export function untilInterrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => {
        resolve(signal);
      });
    }
  });
}
