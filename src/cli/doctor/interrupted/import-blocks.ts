/** Something in the account, and the resource that it is. */
export interface Orphan {
  /** As Terraform writes it, for example `aws_vpc.network`, `aws_eip.address[0]`. */
  readonly address: string;
  readonly importId: string;
}

/** The `import` blocks that make the next apply take them over. */
export function importBlocks(orphans: readonly Orphan[]): string {
  return orphans
    .map(({ address, importId }) => `import {\n  to = ${address}\n  id = ${hclText(importId)}\n}\n`)
    .join("\n");
}

/** Text in Terraform's language, in which `${` and `%{` would begin a template. */
function hclText(text: string): string {
  return JSON.stringify(text).replace(/([$%])\{/g, "$1$1{");
}
