import { describeAttacks } from "../support/attacks/describe-attacks";
import { CONNECTIONS, STRIPPED } from "../support/attacks/connections";
import { HEADERS } from "../support/attacks/headers";
import { HOSTS } from "../support/attacks/hosts";
import { ODD_METHODS, ODD_PATHS } from "../support/attacks/paths";
import { SMUGGLING } from "../support/attacks/smuggling";

describeAttacks("a header of nobody", [...HEADERS, ...STRIPPED]);
describeAttacks("another host", HOSTS);
describeAttacks("a way around", ODD_PATHS);
describeAttacks("another method", ODD_METHODS);
describeAttacks("a request whose end is not clear", SMUGGLING);
describeAttacks("an odd connection", CONNECTIONS);
