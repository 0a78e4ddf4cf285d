import { IResolvable, ref } from "cdktf";

/**
 * A Terraform expression written out, for what cdktf's functions cannot say (`for`, comparison with `""`, `null`).
 *
 * @param text expression without `${}`; variables are named as `var.<name>`
 */
export function expression(text: string): IResolvable {
  return ref(`(${text})`);
}
