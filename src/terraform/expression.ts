import { IResolvable, ref } from "cdktf";

/**
 * A Terraform expression written out, for what cdktf's functions cannot say (`for`, comparison with `""`, `null`).
 *
 * @param text expression without `${}`; variables are named as `var.<name>`
 */
export function expression(text: string): IResolvable {
  return ref(`(${text})`);
}

/**
 * The value when a condition holds, else an error with a message of ours, at plan and without showing the value.
 * Terraform has no function that only fails; converting the message to a boolean fails and prints it. For ephemeral
 * values, which neither validations nor preconditions can look at.
 *
 * @param value and `condition`: expressions without `${}`
 */
export function valueOrRefusal(value: string, condition: string, message: string): IResolvable {
  return expression(`${condition} ? ${value} : tobool(${JSON.stringify(message)})`);
}
