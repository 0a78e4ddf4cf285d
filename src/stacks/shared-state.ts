import { IConstruct } from "constructs";
import { isSamePlace } from "../state/hcp-terraform-state";
import { State, statePlace } from "../state/state";
import { Problem } from "../terraform/problem";

/** A stack that says where its state lies. */
export interface StatefulStack extends IConstruct {
  readonly statePlace: string;
}

/** Two stacks of one app with one state would destroy each other's resources. */
export function sharedStateProblems(app: IConstruct, id: string, state: State): Problem[] {
  const place = statePlace(id, state);
  return app.node.children
    .filter(isStateful)
    .filter((stack) => isSamePlace(stack.statePlace, place))
    .map((stack) => ({
      where: `${id}: state${state.type === "s3" ? ".key (TF_STATE_KEY)" : ""}`,
      given:
        stack.statePlace === place
          ? `${place}, which is the state of the stack ${stack.node.id}, too`
          : `${place}, whose workspaces are those of ${stack.statePlace}, of the stack ${stack.node.id}, too`,
      allowed: "a state of its own for each stack",
      fix:
        state.type === "hcp-terraform"
          ? "give each a workspace of its own in main.ts, or tags of which neither list contains the other"
          : "leave TF_STATE_KEY unset in an app of several stacks, and give each its own place in main.ts",
    }));
}

function isStateful(construct: IConstruct): construct is StatefulStack {
  return "statePlace" in construct;
}
