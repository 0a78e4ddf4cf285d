import { DataAwsIamOpenidConnectProvider } from "@cdktf/provider-aws/lib/data-aws-iam-openid-connect-provider";
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import { OidcProviderSource } from "./ci-identities";
import { CiPlatform } from "./platform";

/** The account's OpenID Connect provider of an issuer: made, or looked up and left as it is. Returns its ARN. */
export function oidcProviderArn(
  scope: Construct,
  id: string,
  { source, platform }: { readonly source: OidcProviderSource; readonly platform: CiPlatform },
): string {
  const url = `https://${platform.issuer}`;
  switch (source) {
    case "new":
      // No thumbprints: AWS checks these issuers by its own list of authorities.
      return new IamOpenidConnectProvider(scope, id, { url, clientIdList: [platform.audience] }).arn;
    case "given":
      return new DataAwsIamOpenidConnectProvider(scope, id, {
        url,
        lifecycle: {
          postcondition: [
            {
              condition: `\${contains(self.client_id_list, "${platform.audience}")}`,
              errorMessage: `The account's provider of ${url} does not accept the audience ${platform.audience}. Add it (aws iam add-client-id-to-open-id-connect-provider), or remove the provider and let this stack make it.`,
            },
          ],
        },
      }).arn;
  }
}
