/** Tells somebody who waits what is done, with the seconds since the start. */
export class Progress {
  private readonly started = Date.now();

  /** @param write gets whole lines */
  constructor(private readonly write: (line: string) => void) {}

  /** Tells of a step when it is done; a failure is told by whoever catches it. */
  async step<T>(what: string, work: Promise<T>): Promise<T> {
    const result = await work;
    const seconds = Math.round((Date.now() - this.started) / 1000);
    this.write(`${String(seconds).padStart(4)} s  ${what}`);
    return result;
  }
}
