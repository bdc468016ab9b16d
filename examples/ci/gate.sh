#!/usr/bin/env bash
# Compares a model with the one it is to replace, and says by its exit code whether it may. Called by the GitHub action, the GitLab template
# and the Jenkins snippet; what to do comes from variables, which dumont-runner reads itself (DUMONT_MODEL, DUMONT_VS, DUMONT_BUDGET …).
#
#   DUMONT_BASE_REF      branch to take the other model from, at the same path, where DUMONT_VS names none
#   DUMONT_ARGUMENTS     further flags, one a line
#   DUMONT_INCONCLUSIVE  pass: an inconclusive comparison (exit code 21) is none to fail for
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

base_ref=${DUMONT_BASE_REF:-${GITHUB_BASE_REF:-${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-${CHANGE_TARGET:-}}}}
if [[ -z ${DUMONT_VS:-} && -n $base_ref ]]; then
  git fetch --quiet --depth=1 origin "refs/heads/$base_ref"
  export DUMONT_VS="$scratch/$(basename "$DUMONT_MODEL")"
  if git cat-file -e "FETCH_HEAD:$DUMONT_MODEL" 2>/dev/null; then
    git cat-file blob "FETCH_HEAD:$DUMONT_MODEL" >"$DUMONT_VS"
    # A pointer of Git LFS stands for the file.
    if head -c 64 "$DUMONT_VS" | grep -q '^version https://git-lfs'; then
      git lfs smudge <"$DUMONT_VS" >"$DUMONT_VS.data" && mv "$DUMONT_VS.data" "$DUMONT_VS"
    fi
  else
    echo "The model is new: $base_ref has no $DUMONT_MODEL, so it is measured alone." >&2
    unset DUMONT_VS
  fi
fi
# Without a baseline there is nothing to hold a limit against.
if [[ -z ${DUMONT_VS:-} ]]; then unset DUMONT_VS DUMONT_MAX_REGRESSION DUMONT_BUDGET DUMONT_PAIRS; fi

arguments=()
while IFS= read -r line; do
  if [[ -n $line ]]; then arguments+=("$line"); fi
done <<<"${DUMONT_ARGUMENTS:-}"

code=0
node "$root/packages/runner/bin/dumont-runner.js" --ci --output dumont.html --output metrics.txt ${arguments[@]+"${arguments[@]}"} || code=$?

case $code in
  0) verdict=pass ;;
  20) verdict=regressed ;;
  21) verdict=inconclusive ;;
  *) verdict=failed ;;
esac
if [[ -n ${GITHUB_OUTPUT:-} ]]; then echo "verdict=$verdict" >>"$GITHUB_OUTPUT"; fi
if [[ $verdict == inconclusive && ${DUMONT_INCONCLUSIVE:-fail} == pass ]]; then code=0; fi
exit "$code"
