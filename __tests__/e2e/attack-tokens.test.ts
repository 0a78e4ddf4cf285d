import { describeAttacks, describeKnownCases } from "../support/attacks/describe-attacks";
import { KNOWN_TOKENS } from "../support/attacks/known-tokens";
import { TOKEN_CARRIERS } from "../support/attacks/token-carriers";
import { TOKEN_CLAIMS, TOKEN_STRANGERS } from "../support/attacks/token-claims";
import { TOKEN_SIGNATURES } from "../support/attacks/token-signatures";

describeAttacks("a token that the issuer has not signed", TOKEN_SIGNATURES);
describeAttacks("a token that is not for here and now", TOKEN_CLAIMS);
describeAttacks("a token of somebody else", TOKEN_STRANGERS);
describeAttacks("a token in another place", TOKEN_CARRIERS);
describeKnownCases("a token with a peculiarity", KNOWN_TOKENS);
