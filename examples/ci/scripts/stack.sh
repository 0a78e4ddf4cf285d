#!/usr/bin/env bash
# What CI does with the mlflow stack, the same on GitHub and on GitLab. Run it from the project's folder:
#
#   ci/stack.sh lock [-platform=...]  write the provider lock file that is committed
#   ci/stack.sh init                  initialize the synthesized JSON with exactly that lock file
#   ci/stack.sh plan                  write build/ci/mlflow.plan, its JSON and whether it changes anything
#   ci/stack.sh review [<base>]       write build/ci/review.md and the verdict; lines added since <base> are accepted
#   ci/stack.sh verdict 0|2           fail when the verdict is higher
#   ci/stack.sh apply <sha256>        apply build/ci/mlflow.plan, if it is that file and still what main says
set -euo pipefail
shopt -s inherit_errexit

stack=cdktf.out/stacks/mlflow
lock=ci/terraform.lock.hcl
accepted=ci/accepted-dangers
out=build/ci
plan=$out/mlflow.plan

stop() {
  echo "${GITHUB_ACTIONS:+::error::}$1" >&2
  exit 1
}

in_stack() {
  terraform -chdir="$stack" "$@"
}

make_lock() {
  [ $# -gt 0 ] || set -- -platform={linux,darwin}_{amd64,arm64} -platform=windows_amd64
  npm run --silent synth
  if [ -f "$lock" ]; then cp "$lock" "$stack/.terraform.lock.hcl"; fi
  in_stack providers lock "$@"
  cp "$stack/.terraform.lock.hcl" "$lock"
}

init() {
  [ -f "$lock" ] || stop "$lock is missing. Run ci/stack.sh lock and commit the file."
  cp "$lock" "$stack/.terraform.lock.hcl"
  in_stack init -input=false -no-color -lockfile=readonly
}

plan_into() {
  mkdir -p "$out"
  local status=0
  in_stack plan -input=false -no-color -detailed-exitcode -lock-timeout=10m \
    -var-file="$PWD/ci/variables.hcl" -out="$PWD/$1" || status=$?
  case $status in
    0) echo no > "$out/changes" ;;
    2) echo yes > "$out/changes" ;;
    *) exit "$status" ;;
  esac
}

make_plan() {
  rm -f "$out/review.md" "$out/verdict"
  plan_into "$plan"
  in_stack show -json "$PWD/$plan" > "$out/plan.json"
}

# The acceptances that are new since a commit: an old line is a record, it accepts nothing any more.
new_acceptances() {
  [ -f "$accepted" ] || return 0
  comm -13 <(git show "$1:$accepted" 2> /dev/null | sort) <(sort "$accepted") | sed -e '/^#/d' -e '/^[[:space:]]*$/d'
}

review() {
  local arguments=(--plan-file "$plan") status=0 line
  if [ $# -gt 0 ]; then
    git rev-parse --quiet --verify "$1^{commit}" > /dev/null || stop "The checkout has no commit $1 to compare with."
    if git show "$1:$lock" > "$out/base.lock.hcl" 2> /dev/null; then
      arguments+=(--base-lock "$out/base.lock.hcl" --head-lock "$lock")
    fi
    while IFS= read -r line; do arguments+=(--allow "$line"); done < <(new_acceptances "$1")
  fi
  npm run --silent review -- "$out/plan.json" "${arguments[@]}" > "$out/review.md" || status=$?
  case $status in
    0 | 2 | 3) echo "$status" > "$out/verdict" ;;
    *) rm -f "$out/review.md" && stop "The plan could not be reviewed." ;;
  esac
}

verdict() {
  local found
  found=$(< "$out/verdict")
  if [ "$found" -gt "$1" ]; then
    stop "The review names a danger. Change the code, or accept it: add a line <id>=<reason> to $accepted."
  fi
}

# What a plan changes, without what a refresh finds new in attributes that the plan leaves alone.
changes() {
  in_stack show -json "$PWD/$1" | jq -S '[.resource_changes[]? | select(.change.actions != ["no-op"]) | {
    address,
    actions: .change.actions,
    unknown: .change.after_unknown,
    after: ((.change.before // {}) as $before | (.change.after // {}) | with_entries(select($before[.key] != .value)))
  }]'
}

apply() {
  local next="Nothing was applied. Next: run \"mlflow replan\" on main (docs/ci.md)."
  [ -f "$plan" ] || stop "There is no plan file. $next"
  sha256sum --check --status <<< "$1  $plan" || stop "The plan file is not the reviewed one. $next"
  unzip -p "$plan" tfconfig/m-/cdk.tf.json | cmp --silent - "$stack/cdk.tf.json" ||
    stop "main synthesizes another JSON than the one that was planned. $next"
  unzip -p "$plan" .terraform.lock.hcl | cmp --silent - "$lock" ||
    stop "main has another $lock than the one that was planned with. $next"

  # Who may push a branch may write the comment and the artifact, too: so the plan file is not believed, but compared.
  plan_into "$out/now.plan"
  if [ "$(< "$out/changes")" = no ]; then
    echo "The account is as main says: nothing to apply."
    return
  fi
  cmp --silent <(changes "$plan") <(changes "$out/now.plan") ||
    stop "A plan of main has other changes now than the reviewed one. $next"
  in_stack apply -input=false -no-color -lock-timeout=10m "$PWD/$plan" ||
    stop "Terraform did not apply everything. Next: mend the cause it names and run \"mlflow replan\" on main (docs/ci.md)."
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  lock) make_lock "$@" ;;
  init) init ;;
  plan) make_plan ;;
  review) review "$@" ;;
  verdict) verdict "$1" ;;
  apply) apply "$1" ;;
  *) stop "Unknown command \"$command\": lock, init, plan, review, verdict or apply." ;;
esac
