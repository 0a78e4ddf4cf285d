import { Recording } from "./recording";

/** Dangers of who may sign in: the recorded plan, and exactly what is found in it. */
export const LOGIN: Readonly<Record<string, Recording>> = {
  "github-team-dropped": {
    "refuse membership-loosened": [
      "aws_ecs_task_definition.service_task-definition: github-team is not asked any more; it was ml.",
    ],
  },
  "login-changed": {
    "refuse identity-provider-changed": [
      "aws_ecs_task_definition.service_task-definition: Tokens of another issuer are accepted: https://token.actions.githubusercontent.com=any.",
    ],
    "human login-setting-changed": ["aws_ecs_task_definition.service_task-definition: --cookie-expire: 168h -> 720h."],
  },
  "login-removed": {
    "refuse login-removed": [
      "aws_ecs_task_definition.service_task-definition: The container oauth2-proxy is no oauth2-proxy any more, or gone.",
    ],
  },
  "provider-changed": {
    "refuse identity-provider-changed": [
      "aws_ecs_task_definition.service_task-definition: provider: google -> oidc.",
      "aws_ecs_task_definition.service_task-definition: oidc-issuer-url: not set -> https://login.example.net.",
    ],
  },
  "proxy-relaxed": {
    "refuse everybody-admitted": ["aws_ecs_task_definition.service_task-definition: E-mail domains gain *."],
    "refuse login-relaxed": [
      "aws_ecs_task_definition.service_task-definition: --cookie-secure: true -> false.",
      "aws_ecs_task_definition.service_task-definition: --cookie-samesite: lax -> none, lax.",
      "aws_ecs_task_definition.service_task-definition: --reverse-proxy: false -> true.",
      "aws_ecs_task_definition.service_task-definition: --skip-auth-route: not set -> ^/public.",
      "aws_ecs_task_definition.service_task-definition: --insecure-oidc-allow-unverified-email: not set -> true.",
    ],
  },
};
