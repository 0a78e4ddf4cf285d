import { Rule } from "../terraform/variable";

/** Rules of a list of IPv4 networks, each by its base address and named once. */
export function networkRules(name: string, most: number): Rule[] {
  const networks = `var.${name}`;
  return [
    {
      holds: `length(${networks}) >= 1 && length(${networks}) <= ${most} && length(distinct(${networks})) == length(${networks})`,
      error: `${name} needs 1 to ${most} networks, each named once.`,
    },
    {
      // cidrnetmask refuses IPv6, and cidrsubnet writes the network in its one spelling: /032 would be a second one.
      holds: `alltrue([for cidr in ${networks} : can(cidrnetmask(cidr)) && try(cidrsubnet(cidr, 0, 0) == cidr, false)])`,
      error: `${name} is \${jsonencode(${networks})}. Give IPv4 networks by their base address, for example 203.0.113.0/24.`,
    },
  ];
}
