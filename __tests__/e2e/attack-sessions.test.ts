import { COOKIES, KNOWN_COOKIES } from "../support/attacks/cookies";
import { describeAttacks, describeKnownCases } from "../support/attacks/describe-attacks";

describeAttacks("a session that was not given", COOKIES);
describeKnownCases("a session with a peculiarity", KNOWN_COOKIES);
