import {
  awslogs,
  ContainerDefinition,
  environment,
  hardening,
  LogTarget,
  MountPoint,
} from "../ecs/container-definition";

export interface AdmittedSubjectsProps {
  /** The MLflow image: it has a shell, and a user that may write to a volume of Fargate's. */
  readonly image: string;
  /** As `isReadableSubject` allows them: without commas. */
  readonly subjects: readonly string[];
  readonly logs: LogTarget;
}

export const ADMITTED_SUBJECTS_CONTAINER = "admitted-subjects";

const VOLUME = "admitted-subjects";
const DIRECTORY = "/admitted-subjects";

/** Where oauth2-proxy reads the subjects, one a line. */
export const ADMITTED_SUBJECTS_FILE = `${DIRECTORY}/subjects`;

/**
 * Writes the list whole or not at all, readable for the user of oauth2-proxy; constant: the list comes by environment.
 * A failure ends the container with an error, and oauth2-proxy does not start.
 */
export const ADMITTED_SUBJECTS_SCRIPT = `
set -eu
umask 022
test -n "$ADMITTED_SUBJECTS"
printf '%s\\n' "$ADMITTED_SUBJECTS" | tr , '\\n' > "$ADMITTED_SUBJECTS_FILE.new"
mv "$ADMITTED_SUBJECTS_FILE.new" "$ADMITTED_SUBJECTS_FILE"
echo "$(wc -l < "$ADMITTED_SUBJECTS_FILE") admitted subjects written"
`.trim();

export function admittedSubjectsMount(access: { readonly write: boolean }): MountPoint {
  return { sourceVolume: VOLUME, containerPath: DIRECTORY, readOnly: !access.write };
}

/**
 * Hands listed subjects to oauth2-proxy, which reads them from a file and whose image has no shell. They are part of the
 * task definition, so another list is a new deployment.
 */
export function admittedSubjectsContainer(props: AdmittedSubjectsProps): ContainerDefinition {
  return {
    name: ADMITTED_SUBJECTS_CONTAINER,
    image: props.image,
    essential: false,
    entryPoint: ["sh", "-c"],
    command: [ADMITTED_SUBJECTS_SCRIPT],
    environment: environment({
      ADMITTED_SUBJECTS: props.subjects.join(","),
      ADMITTED_SUBJECTS_FILE,
    }),
    mountPoints: [admittedSubjectsMount({ write: true })],
    ...hardening(),
    logConfiguration: awslogs(props.logs),
  };
}
