#!/bin/sh
# The job. It gets the session's id.
echo "working with the session $SESSION_UUID"
