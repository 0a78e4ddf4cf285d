import { Limit } from "./container-limits";
import { leaves } from "./json-walk";
import { JsonObject, parse, text } from "./stack-json";

/** Endpoints of a private registry behind its account, as AWS publishes them: usual, FIPS, dual-stack, China. */
const registries = (region: string): readonly string[] => [
  `dkr.ecr.${region}.amazonaws.com`,
  `dkr.ecr-fips.${region}.amazonaws.com`,
  `dkr-ecr.${region}.on.aws`,
  `dkr-ecr-fips.${region}.on.aws`,
  `dkr.ecr.${region}.amazonaws.com.cn`,
];

/** ARNs, without their partition, of the private repositories that a task's images come from. */
function repositories({ mlflow_image: mlflow, oauth2_proxy_image: proxy }: JsonObject): readonly string[] {
  const arns = [mlflow, proxy].flatMap((image) => {
    const [host = "", ...path] = text(image).split("/");
    const [, account = "", registry = ""] = /^(\d{12})\.(.*)$/.exec(host) ?? [];
    const [region = ""] = registry.split(".").slice(registry.startsWith("dkr-") ? 1 : 2);
    const repository = path
      .join("/")
      .replace(/@.*$/, "")
      .replace(/:[^:/]*$/, "");
    return registries(region).includes(registry) ? [`:ecr:${region}:${account}:repository/${repository}`] : [];
  });
  return [...new Set(arns)].sort();
}

/** The policy for private images is there when there are some. */
export const policyCount: Limit = (value, variables) => Number(value) === (repositories(variables).length > 0 ? 1 : 0);

/** No wildcard but the one that ends a path, no policy variable, no way out of the folder; exactly the images. */
export const policy: Limit = (value, variables) => {
  const strings = leaves(parse(text(value))).map((leaf) => String(leaf.value));
  const paths = strings.filter((path) => !/^(s3:[\w]+|\d{4}-\d\d-\d\d)$/.test(path));
  const images = strings.flatMap((path) => (/^arn:[\w-]+(:ecr:.*)$/.exec(path) ?? []).slice(1)).sort();
  const isForImages = strings.includes("ecr:BatchGetImage");
  return (
    text(value).length <= 10_240 &&
    paths.every((path) => !/[?$]|\*.|\/\.\.?(\/|$)|\/\//.test(path)) &&
    (!isForImages || images.join() === repositories(variables).join())
  );
};
