import { DangerRule, Finding } from "../danger";
import { Plan } from "../plan";
import { listed } from "./changes";
import { ContainerChange, containerChanges, isMlflow } from "./task-containers";

interface Image {
  /** With registry, without tag and digest. */
  readonly repository: string;
  readonly tag: string;
  /** Empty: the tag may mean something else tomorrow. */
  readonly digest: string;
}

function parseImage(reference: string): Image {
  const [name = "", digest = ""] = reference.split("@");
  const [, repository = name, tag = ""] = /^(.*?)(?::([^:/]+))?$/.exec(name) ?? [];
  return { repository, tag, digest };
}

interface ImageChange {
  readonly address: string;
  readonly containers: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly old: Image;
  readonly young: Image;
}

/** Containers that get another image; those that share it are one change. */
function imageChanges(plan: Plan, wanted: (change: ContainerChange) => boolean = () => true): readonly ImageChange[] {
  const changes = new Map<string, ImageChange>();
  for (const change of containerChanges(plan).filter(wanted)) {
    const [before, after] = [change.before?.image, change.after?.image];
    if (before === undefined || after === undefined || before === after) continue;
    const key = `${change.address} ${before} ${after}`;
    const containers = [...(changes.get(key)?.containers ?? []), change.name];
    const images = { old: parseImage(before), young: parseImage(after) };
    changes.set(key, { address: change.address, containers, before, after, ...images });
  }
  return [...changes.values()];
}

function finding({ address, containers, before, after }: ImageChange): Finding {
  return { address, what: `${listed(containers)}: ${before} -> ${after}.` };
}

export const IMAGE_REPOSITORY: DangerRule = {
  id: "image-from-elsewhere",
  verdict: "refuse",
  title: "An image comes from another repository",
  why: "Whoever can push there runs code with the database password, the artifacts and everybody's sessions.",
  fix: "Check who owns the new repository. A copy in your own registry is fine: say so.",
  find: ({ plan }) =>
    imageChanges(plan)
      .filter(({ old, young }) => old.repository !== young.repository)
      .map(finding),
};

export const IMAGE_UNPINNED: DangerRule = {
  id: "image-unpinned",
  verdict: "human",
  title: "An image is no longer pinned by its digest",
  why: "A tag can be moved: the next task may run something else than what was tested.",
  fix: "Append @sha256:... of the image that you tested.",
  find: ({ plan }) =>
    imageChanges(plan)
      .filter(({ old, young }) => old.digest !== "" && young.digest === "")
      .map(finding),
};

export const IMAGE_MOVED: DangerRule = {
  id: "image-changed-under-tag",
  verdict: "human",
  title: "Another image under the same tag",
  why: "Releases do not change: either the tag was moved, or the digest is of something else.",
  fix: "Compare the digest with the one that the project publishes.",
  find: ({ plan }) =>
    imageChanges(plan)
      .filter(({ old, young }) => old.repository === young.repository && old.tag === young.tag)
      .filter(({ old, young }) => old.digest !== "" && young.digest !== "")
      .map(finding),
};

/** MLflow changes its schema with minor and major versions, and only forwards: see docs/operations.md. */
export const MLFLOW_MIGRATES: DangerRule = {
  id: "mlflow-migration",
  verdict: "human",
  title: "MLflow's new version may change the database's schema",
  why: "The schema has no way back: the old version does not start on it. A migration that is killed needs the snapshot.",
  fix: "Take a snapshot first: aws rds create-db-cluster-snapshot.",
  find: ({ plan }) =>
    versionChanges(plan)
      .filter(({ step }) => step !== "down")
      .map(finding),
};

export const MLFLOW_DOWN: DangerRule = {
  id: "mlflow-downgrade",
  verdict: "refuse",
  title: "MLflow goes back to an older version",
  why: "The schema has no way back: the older version refuses to start on it.",
  fix: "Restore the snapshot that was taken before the upgrade, into a second stack.",
  find: ({ plan }) =>
    versionChanges(plan)
      .filter(({ step }) => step === "down")
      .map(finding),
};

type VersionChange = ImageChange & { readonly step: "up" | "down" | "unreadable" };

function versionChanges(plan: Plan): readonly VersionChange[] {
  return imageChanges(plan, ({ before }) => before !== undefined && isMlflow(before))
    .filter(({ old, young }) => old.tag !== young.tag)
    .flatMap((change) => {
      const step = versionStep(change.old.tag, change.young.tag);
      return step === "same" ? [] : [{ ...change, step }];
    });
}

function versionStep(before: string, after: string): VersionChange["step"] | "same" {
  const [old, young] = [schemaVersion(before), schemaVersion(after)];
  if (old === undefined || young === undefined) return "unreadable";
  if (old === young) return "same";
  return young > old ? "up" : "down";
}

/** Major and minor version as one number that grows with them. */
function schemaVersion(tag: string): number | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)(?:\.\d+)?(?![\d.])/.exec(tag) ?? [];
  return major === undefined || minor === undefined ? undefined : Number(major) * 100_000 + Number(minor);
}
