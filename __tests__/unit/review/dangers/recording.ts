/** What is found in a recorded plan, as `address: sentence`, by verdict and danger. */
export type Recording = Readonly<Record<string, readonly string[]>>;
