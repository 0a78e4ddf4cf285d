import { Bucket, GetBucketTaggingCommand, paginateListBuckets, S3Client } from "@aws-sdk/client-s3";
import { candidates, carriesTags, Finder, ifThere, Tag } from "./finder";

/** What Terraform appends to a prefix: time and a counter. */
const GENERATED = /^\d{16,}[0-9a-f]+$/;

/**
 * A bucket by its name, or by its prefix and tags. The provider tags a bucket in a call of its own; killed in between it has
 * no tags at all, so such a one counts when no tagged one is there and its name was generated.
 */
export const bucket: Finder = async (wanted, { s3 }) => {
  const name = wanted.text("bucket");
  const prefix = name ?? wanted.text("bucket_prefix");
  if (prefix === undefined) return [];
  const found = await bucketsWithPrefix(s3, prefix);
  if (name !== undefined) return candidates(found.filter((each) => each === name));
  const tagged: string[] = [];
  const bare: string[] = [];
  for (const each of found) {
    const tags = await bucketTags(s3, each);
    if (carriesTags(wanted, tags)) tagged.push(each);
    else if (tags.length === 0 && GENERATED.test(each.slice(prefix.length))) bare.push(each);
  }
  return candidates(tagged.length > 0 ? tagged : bare);
};

/** In the client's region alone: the list is of the whole account. */
async function bucketsWithPrefix(client: S3Client, prefix: string): Promise<readonly string[]> {
  const region = await client.config.region();
  const found: Bucket[] = [];
  for await (const { Buckets = [] } of paginateListBuckets({ client, pageSize: 1000 }, { Prefix: prefix })) {
    found.push(...Buckets);
  }
  return found.flatMap(({ Name, BucketRegion = region }) =>
    Name?.startsWith(prefix) === true && BucketRegion === region ? [Name] : [],
  );
}

async function bucketTags(client: S3Client, name: string): Promise<readonly Tag[]> {
  const answer = await ifThere(client.send(new GetBucketTaggingCommand({ Bucket: name })));
  return answer?.TagSet ?? [];
}
