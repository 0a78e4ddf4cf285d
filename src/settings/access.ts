import { Token } from "cdktf";
import { Construct } from "constructs";
import { AUDIENCE } from "../auth/audience";
import { ProviderDescription } from "../auth/identity-provider";
import { expression } from "../terraform/expression";
import { declareVariable, matches, Rule } from "../terraform/variable";
import { PUBLIC_EMAIL_DOMAINS } from "./public-email-domains";

/** Who gets in. */
export interface AccessVariables {
  /** Comma-separated e-mail domains for oauth2-proxy; `*` for all. */
  readonly emailDomains: string;
}

export interface AccessProps {
  readonly provider: ProviderDescription;
  /** Whether `allowed_email_domains = ["*"]` is accepted. */
  readonly admitEveryAccount: boolean;
  /** Whether tokens of other issuers than the login's are accepted. */
  readonly otherIssuers: boolean;
}

/** With the longest names and audiences the task definition is still below its 64 KiB. */
const MOST_EMAIL_DOMAINS = 100;
const MOST_AUDIENCES = 50;

/** Who gets in, refused at plan when it would be everybody. */
export function declareAccessVariables(stack: Construct, props: AccessProps): AccessVariables {
  const byMembership = props.provider.gate === "membership";
  // Tokens are no members: beside them, no domain must not mean every domain.
  const mayBeEmpty = byMembership && !props.otherIssuers;
  declareVariable(stack, "allowed_email_domains", {
    type: "list(string)",
    ...(mayBeEmpty ? { default: [] } : {}),
    description: byMembership
      ? `E-mail domains that may sign in, beside being a member. ${mayBeEmpty ? "Empty: every member." : "Tokens of the other issuers need no membership."}`
      : 'E-mail domains whose accounts may sign in, for example ["example.com"]. Everyone let in is an administrator of MLflow.',
    rules: emailDomainRules(props, mayBeEmpty),
  });
  declareVariable(stack, "bearer_audiences", {
    type: "list(string)",
    default: [],
    description:
      "Audiences (usually OAuth client ids of your own) whose ID tokens are accepted as bearer tokens, beside allowed_email_domains. Empty: no bearer tokens.",
    rules: bearerAudienceRules(props.provider),
  });
  declareVariable(stack, "accept_gcloud_user_tokens", {
    type: "bool",
    default: false,
    description:
      "true accepts what 'gcloud auth print-identity-token' prints. Its audience is shared by all gcloud users and services: any service that receives such a token from a colleague can use it here.",
    rules: gcloudRules(props.provider),
  });
  const domains = `join(",", var.allowed_email_domains)`;
  return {
    emailDomains: Token.asString(
      expression(mayBeEmpty ? `length(var.allowed_email_domains) == 0 ? "*" : ${domains}` : domains),
    ),
  };
}

function emailDomainRules({ admitEveryAccount }: AccessProps, mayBeEmpty: boolean): Rule[] {
  const domains = "var.allowed_email_domains";
  const every = (condition: string): string => `alltrue([for domain in ${domains} : ${condition}])`;
  // No leading dot for "and its sub-domains": `.co.uk` would be half a country.
  const name = "^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$";
  const publicDomains = `^(${PUBLIC_EMAIL_DOMAINS.map((domain) => domain.replaceAll(".", "\\.")).join("|")})$`;
  // project.iam.gserviceaccount.com is one project; everything above it, and the shared names beside it, is everybody's.
  const foreignServiceAccounts = "(^|\\.)gserviceaccount\\.com$";
  const oneProject = "^[a-z][a-z0-9-]+\\.iam\\.gserviceaccount\\.com$";
  const rules: Rule[] = [
    {
      holds: every(
        `${admitEveryAccount ? 'domain == "*" || ' : ""}${matches("domain", name)} && ${matches("domain", "^.{1,253}$")}`,
      ),
      error: `allowed_email_domains is \${jsonencode(${domains})}. Give whole domains in lower case, each sub-domain by itself, such as example.com. The wildcard * is refused${admitEveryAccount ? " beside other text" : " unless the stack's admitEveryAccount says so in words"}.`,
    },
    {
      holds: every(`!${matches("domain", publicDomains)}`),
      error: `allowed_email_domains is \${jsonencode(${domains})}. Everybody can get an address at a public mail provider, so the whole world would be let in. Give a domain of your organization.`,
    },
    {
      holds: every(`!${matches("domain", foreignServiceAccounts)} || ${matches("domain", oneProject)}`),
      error: `allowed_email_domains is \${jsonencode(${domains})}. Everybody can make Google service accounts. Name the one project: PROJECT.iam.gserviceaccount.com.`,
    },
    {
      holds: every(`!${matches("domain", "^gcp-sa-.*gserviceaccount\\.com$")}`),
      error: `allowed_email_domains is \${jsonencode(${domains})}. The names gcp-sa-... are those of Google's own services, the same for all customers. Name a project of your own.`,
    },
  ];
  const fewEnough: Rule = {
    holds: `length(${domains}) <= ${MOST_EMAIL_DOMAINS}`,
    error: `allowed_email_domains holds \${length(${domains})} domains. Give at most ${MOST_EMAIL_DOMAINS}: they are part of the task definition, which AWS limits to 64 KiB.`,
  };
  if (mayBeEmpty) return [...rules, fewEnough];
  return [
    {
      holds: `length(${domains}) > 0`,
      error:
        'allowed_email_domains is empty, so nobody could sign in. Give at least one domain, for example ["example.com"].',
    },
    ...rules,
    fewEnough,
  ];
}

function bearerAudienceRules({ bearerIssuer, sharedUserAudience }: ProviderDescription): Rule[] {
  if (bearerIssuer === undefined) {
    return [
      {
        holds: "length(var.bearer_audiences) == 0",
        error:
          "bearer_audiences must be empty: tokens of this identity provider, as it is set up, do not prove that somebody may come in. Its page in docs/identity says why.",
      },
    ];
  }
  const charset: Rule = {
    holds: `alltrue([for audience in var.bearer_audiences : ${matches("audience", `^${AUDIENCE}$`)}])`,
    error:
      "bearer_audiences is ${jsonencode(var.bearer_audiences)}. Give audiences of at most 256 letters, digits and ._:/~- characters, for example 123-abc.apps.googleusercontent.com.",
  };
  const fewEnough: Rule = {
    holds: `length(var.bearer_audiences) <= ${MOST_AUDIENCES}`,
    error: `bearer_audiences holds \${length(var.bearer_audiences)} audiences. Give at most ${MOST_AUDIENCES}: they are part of the task definition, which AWS limits to 64 KiB.`,
  };
  if (sharedUserAudience === undefined) return [charset, fewEnough];
  return [
    charset,
    fewEnough,
    {
      holds: `!contains(var.bearer_audiences, "${sharedUserAudience}")`,
      error: `bearer_audiences holds ${sharedUserAudience}, which all gcloud users share. If you mean that, set accept_gcloud_user_tokens = true instead and read its description.`,
    },
  ];
}

function gcloudRules({ sharedUserAudience }: ProviderDescription): Rule[] {
  if (sharedUserAudience === undefined) {
    return [
      {
        holds: "!var.accept_gcloud_user_tokens",
        error:
          "accept_gcloud_user_tokens is true, but only the identity provider google accepts gcloud's tokens. Set it to false.",
      },
    ];
  }
  return [
    {
      holds: `!(var.accept_gcloud_user_tokens && contains(var.allowed_email_domains, "*"))`,
      error:
        "accept_gcloud_user_tokens is true and allowed_email_domains holds *: every gcloud user in the world would be an administrator. Give your own domains.",
    },
  ];
}
