#!/bin/sh
# Runs a command with a browser session of its own, and ends the session in every case.
#
#   ./with-session.sh COMMAND [ARGUMENT...]
#
# The command finds the session's id in SESSION_UUID. The exit code is that of the command.
set -eu

stack="job-${JOB_ID:-$$}"
job=""

end_session() {
  code=$?
  # A second signal must not interrupt the destroy.
  trap '' INT TERM HUP
  if [ -n "$job" ]; then kill -s TERM "$job" 2>/dev/null || true; fi
  pulumi destroy --stack "$stack" --yes --skip-preview --non-interactive --remove || code=1
  exit "$code"
}

pulumi stack init "$stack" --non-interactive
trap end_session EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

pulumi up --stack "$stack" --yes --skip-preview --non-interactive
SESSION_UUID=$(pulumi stack output sessionUUID --stack "$stack")
export SESSION_UUID

# In the background, so that the shell reacts to a signal at once.
"$@" &
job=$!
wait "$job"
