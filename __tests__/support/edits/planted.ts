import { PLANTED_ACCOUNT } from "./planted-account";
import { PLANTED_CONTAINERS } from "./planted-containers";
import { PLANTED_EDGE } from "./planted-edge";
import { PlantedEdit } from "./planted-edit";
import { PLANTED_LOGIN } from "./planted-login";
import { PLANTED_NETWORK } from "./planted-network";
import { PLANTED_STORAGE } from "./planted-storage";

/** All planted edits. */
export const PLANTED_EDITS: readonly PlantedEdit[] = [
  ...PLANTED_STORAGE,
  ...PLANTED_NETWORK,
  ...PLANTED_EDGE,
  ...PLANTED_LOGIN,
  ...PLANTED_CONTAINERS,
  ...PLANTED_ACCOUNT,
];
