import { replacing, Rewrite } from "./planted-edit";

/** Address of the task definition. */
export const TASK_DEFINITION = "aws_ecs_task_definition.service_task-definition_1CDBFD24";

/** Replaces a text in the definitions of the containers, which hold expressions of Terraform. */
export function containers(old: string, young: string): Rewrite {
  return replacing(TASK_DEFINITION, "container_definitions", old, young);
}
