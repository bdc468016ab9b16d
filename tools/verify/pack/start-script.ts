/** What starts a packed folder: `sh` is all that it needs. Pure. */

/** @param entry the program's path from the folder */
export function startScript(entry: string): string {
  return `#!/bin/sh
# Verifies what is claimed of GPUs on this machine: sh verify-gpu.sh [--unit cuda] [--provider-from <wheel or folder>] [--output table.md]
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
# What was copied through a file system without modes has lost them.
[ -x "$here/bin/node" ] || chmod +x "$here"/bin/*
if [ -z "$DUMONT_BWRAP" ] && [ -x "$here/bin/bwrap" ] && ! command -v bwrap >/dev/null 2>&1; then
  export DUMONT_BWRAP="$here/bin/bwrap"
fi
exec "$here/bin/node" --no-warnings "$here/${entry}" "$@"
`;
}
