/**
 * Memory in MiB by CPU units: smallest, largest and step. Source: AWS, RegisterTaskDefinition. The two that do not go in
 * steps are 256 (512, 1024, 2048) and 32768 (61440, 122880, 249856).
 */
export const FARGATE_RANGES: Readonly<Record<string, readonly [number, number, number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};
