/** Pattern of an audience: 1 to 256 characters that are one setting of oauth2-proxy, which splits at commas and `=`. */
export const AUDIENCE = "[A-Za-z0-9][A-Za-z0-9._:/~-]{0,255}";
