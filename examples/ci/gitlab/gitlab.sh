#!/usr/bin/env bash
# What CI asks of GitLab, by its REST API with a project access token (REVIEW_TOKEN):
#
#   ci/gitlab.sh identity <role>  print the exports that let Terraform assume a role by the job's ID token
#   ci/gitlab.sh note             write the review into the one note of the merge request
#   ci/gitlab.sh fetch-plan       bring the reviewed plan of the merged commit; prints its sha256
set -euo pipefail
shopt -s inherit_errexit

out=build/ci
marker="<!-- mlflow plan review"
# GitLab takes 1,000,000 characters.
longest=900000

stop() {
  echo "$1 Nothing was applied. Next: run \"mlflow replan\" on main (docs/ci.md)." >&2
  exit 1
}

# The token comes from a file descriptor: arguments can be read by every process of the machine.
api() {
  local path=$1
  shift
  curl --silent --show-error --fail-with-body --retry 3 --config <(printf 'header = "PRIVATE-TOKEN: %s"\n' "$REVIEW_TOKEN") \
    "$CI_API_V4_URL/$path" "$@"
}

in_project() {
  local path=$1
  shift
  api "projects/$CI_PROJECT_ID/$path" "$@"
}

all_pages() {
  local page=1 count=100 items
  while [ "$count" -eq 100 ]; do
    items=$(in_project "$1?per_page=100&page=$page")
    count=$(jq length <<< "$items")
    printf '%s\n' "$items"
    page=$((page + 1))
  done | jq --slurp add
}

identity() {
  local token
  token=$(mktemp)
  printf %s "$AWS_ID_TOKEN" > "$token"
  printf 'export AWS_WEB_IDENTITY_TOKEN_FILE=%q AWS_ROLE_ARN=%q AWS_ROLE_SESSION_NAME=%q\n' \
    "$token" "$1" "gitlab-job-$CI_JOB_ID"
}

review_notes() {
  local me
  me=$(api user | jq .id)
  all_pages "merge_requests/$1/notes" | jq --argjson me "$me" --arg marker "$marker" \
    'map(select(.author.id == $me and (.body | startswith($marker))))'
}

note() {
  local id
  mkdir -p "$out"
  {
    # In the first line, where neither a cut nor a text inside of the plan can reach.
    if [ -f "$out/review.md" ]; then
      echo "$marker sha256:$(sha256sum "$out/mlflow.plan" | cut -d ' ' -f 1) job:$CI_JOB_ID -->"
      head -c "$longest" "$out/review.md"
    else
      echo "$marker -->"
      echo "There is no plan of the last push: [the job]($CI_JOB_URL) says why."
    fi
  } | jq --raw-input --slurp '{body: .}' > "$out/note.json"
  id=$(review_notes "$CI_MERGE_REQUEST_IID" | jq --raw-output '.[0].id // empty')
  local json=(--header "Content-Type: application/json" --data "@$out/note.json")
  if [ -n "$id" ]; then
    in_project "merge_requests/$CI_MERGE_REQUEST_IID/notes/$id" --request PUT "${json[@]}" > /dev/null
  else
    in_project "merge_requests/$CI_MERGE_REQUEST_IID/notes" "${json[@]}" > /dev/null
  fi
}

fetch_plan() {
  local number line sha256 job
  number=$(in_project "repository/commits/$CI_COMMIT_SHA/merge_requests" |
    jq --raw-output --arg sha "$CI_COMMIT_SHA" --arg branch "$CI_COMMIT_BRANCH" 'first(.[] | select(
      .state == "merged" and .target_branch == $branch and ([.merge_commit_sha, .squash_commit_sha, .sha] | index($sha))
    ) | .iid)')
  [ -n "$number" ] || stop "No merge request was merged as $CI_COMMIT_SHA, so nobody reviewed a plan of it."

  line=$(review_notes "$number" | jq --raw-output '.[0].body // "" | split("\n")[0]')
  [[ $line =~ sha256:([0-9a-f]{64})\ job:([0-9]+)\ --\>$ ]] ||
    stop "Merge request $number has no review that names one plan file."
  sha256=${BASH_REMATCH[1]} job=${BASH_REMATCH[2]}

  mkdir -p "$out"
  in_project "jobs/$job/artifacts" --location --output "$out/artifact.zip" ||
    stop "No plan of merge request $number is stored: its job failed, or it is too old."
  unzip -qo "$out/artifact.zip" "$out/mlflow.plan"
  echo "$sha256"
}

command=${1:-}
case $command in
  identity) identity "$2" ;;
  note) note ;;
  fetch-plan) fetch_plan ;;
  *)
    echo "Unknown command \"$command\": identity, note or fetch-plan." >&2
    exit 1
    ;;
esac
