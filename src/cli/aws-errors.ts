/** An error of AWS, as far as it is asked about here. */
export interface AwsError {
  /** AWS's code, for example `ResourceNotFoundException`. */
  readonly name: string;
  readonly message: string;
  /** HTTP status; `undefined` when AWS did not answer. */
  readonly status: number | undefined;
}

/** Codes with which services say that the caller may not ask. A HEAD of S3 has nothing but the status. */
const DENIED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation|Forbidden|403)$/;

/** A permission is missing, so that nobody could look. */
export class PermissionMissing extends Error {
  constructor(readonly permission: string) {
    super(`not looked at: the credentials lack the permission ${permission}.`);
    this.name = "PermissionMissing";
  }
}

/** The parts of an error, whoever threw it. */
export function awsError(error: unknown): AwsError {
  if (!(error instanceof Error)) return { name: "", message: String(error), status: undefined };
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  const status =
    typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
      ? metadata.httpStatusCode
      : undefined;
  return { name: error.name, message: error.message, status: typeof status === "number" ? status : undefined };
}

/** The permission that is missing, when that is what the error says. */
export function missingPermission(error: unknown): string | undefined {
  if (error instanceof PermissionMissing) return error.permission;
  const { name, message, status } = awsError(error);
  if (!DENIED.test(name) && !(status === 403 && name.startsWith("Unknown"))) return undefined;
  return /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? `that AWS means by "${message}"`;
}

/** For calls whose refusal does not name the permission, as those of S3. */
export async function permitted<T>(permission: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (missingPermission(error) !== undefined) throw new PermissionMissing(permission);
    throw error;
  }
}

/** Answers `undefined` where AWS says, by one of these codes, that there is no such thing. */
export async function unlessMissing<T>(answer: Promise<T>, ...codes: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (codes.includes(awsError(error).name)) return undefined;
    throw error;
  }
}
