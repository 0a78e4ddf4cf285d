#!/usr/bin/env bash
# What CI asks of GitHub, by its REST API with the job's own token (GITHUB_TOKEN):
#
#   ci/github.sh comment <number>  write the review into the one comment of a pull request
#   ci/github.sh fetch-plan        bring the reviewed plan of the merged commit; prints its sha256 as step output
#   ci/github.sh drift-issue       open, update or close the one issue about drift
set -euo pipefail
shopt -s inherit_errexit

out=build/ci
marker="<!-- mlflow plan review"
bot="github-actions[bot]"
drift_title="mlflow: the account is not as main says"
# GitHub takes 65,536 characters.
longest=60000

stop() {
  echo "::error::$1 Nothing was applied. Next: run \"mlflow replan\" on main (docs/ci.md)." >&2
  exit 1
}

# The token comes from a file descriptor: arguments can be read by every process of the machine.
api() {
  local path=$1
  shift
  curl --silent --show-error --fail-with-body --retry 3 --config <(printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN") \
    --header "Accept: application/vnd.github+json" --header "X-GitHub-Api-Version: 2022-11-28" \
    "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$path" "$@"
}

all_pages() {
  local page=1 count=100 items
  while [ "$count" -eq 100 ]; do
    items=$(api "$1?per_page=100&page=$page")
    count=$(jq length <<< "$items")
    printf '%s\n' "$items"
    page=$((page + 1))
  done | jq --slurp add
}

run_url() {
  echo "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
}

shortened_review() {
  head -c "$longest" "$out/review.md"
  if [ "$(wc -c < "$out/review.md")" -gt "$longest" ]; then
    printf '\n\nCut here; the whole review is in the summary of [the run](%s).\n' "$(run_url)"
  fi
}

review_comments() {
  all_pages "issues/$1/comments" | jq --arg bot "$bot" --arg marker "$marker" \
    'map(select(.user.login == $bot and (.body | startswith($marker))))'
}

comment() {
  local id
  mkdir -p "$out"
  {
    # In the first line, where neither a cut nor a text inside of the plan can reach.
    if [ -f "$out/review.md" ]; then
      echo "$marker sha256:$(sha256sum "$out/mlflow.plan" | cut -d ' ' -f 1) -->"
      shortened_review
    else
      echo "$marker -->"
      echo "There is no plan of the last push: [the run]($(run_url)) says why."
    fi
  } | jq --raw-input --slurp '{body: .}' > "$out/comment.json"
  id=$(review_comments "$1" | jq --raw-output '.[0].id // empty')
  if [ -n "$id" ]; then
    api "issues/comments/$id" --request PATCH --data "@$out/comment.json" > /dev/null
  else
    api "issues/$1/comments" --data "@$out/comment.json" > /dev/null
  fi
}

fetch_plan() {
  local pull head number sha256 artifact
  pull=$(api "commits/$GITHUB_SHA/pulls" | jq --compact-output --arg sha "$GITHUB_SHA" --arg branch "$GITHUB_REF_NAME" \
    'first(.[] | select(.merged_at != null and .merge_commit_sha == $sha and .base.ref == $branch))')
  [ -n "$pull" ] || stop "No pull request was merged as $GITHUB_SHA, so nobody reviewed a plan of it."
  number=$(jq .number <<< "$pull")
  head=$(jq --raw-output .head.sha <<< "$pull")

  sha256=$(review_comments "$number" | jq --raw-output \
    'map(.body | split("\n")[0] | capture(" sha256:(?<hash>[0-9a-f]{64}) -->$").hash) | first // empty')
  [ -n "$sha256" ] || stop "Pull request $number has no review that names one plan file."

  artifact=$(api "actions/artifacts?name=mlflow-plan-$head&per_page=100" | jq --raw-output --arg head "$head" \
    '[.artifacts[] | select((.expired | not) and .workflow_run.head_sha == $head)] | max_by(.created_at).id // empty')
  [ -n "$artifact" ] || stop "No plan of pull request $number is stored: its check was red, or it is too old."

  mkdir -p "$out"
  api "actions/artifacts/$artifact/zip" --location --output "$out/artifact.zip"
  unzip -p "$out/artifact.zip" mlflow.plan > "$out/mlflow.plan"
  echo "sha256=$sha256" >> "$GITHUB_OUTPUT"
}

drift_issue() {
  local id
  id=$(all_pages issues | jq --raw-output --arg bot "$bot" --arg title "$drift_title" \
    'map(select(.user.login == $bot and .title == $title))[0].number // empty')
  if [ "$(< "$out/changes")" = yes ]; then
    shortened_review | jq --raw-input --slurp --arg title "$drift_title" '{title: $title, body: .}' > "$out/issue.json"
    if [ -n "$id" ]; then
      api "issues/$id" --request PATCH --data "@$out/issue.json" > /dev/null
    else
      api issues --data "@$out/issue.json" > /dev/null
    fi
  elif [ -n "$id" ]; then
    api "issues/$id" --request PATCH --data '{"state": "closed", "state_reason": "completed"}' > /dev/null
  fi
}

command=${1:-}
case $command in
  comment) comment "$2" ;;
  fetch-plan) fetch_plan ;;
  drift-issue) drift_issue ;;
  *)
    echo "Unknown command \"$command\": comment, fetch-plan or drift-issue." >&2
    exit 1
    ;;
esac
