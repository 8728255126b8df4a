#!/bin/sh
# Prints running, success or failed for a Slurm job, as Snakemake asks. Slurm forgets ended jobs after some minutes; accounting, where it is on, remembers them.
state=$(scontrol -o show job "$1" 2>/dev/null | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p')
[ -n "$state" ] || state=$(sacct -X -n -j "$1" -o State 2>/dev/null | head -n 1 | tr -d ' +')
case "$state" in
  COMPLETED) echo success ;;
  PENDING | RUNNING | CONFIGURING | COMPLETING | SUSPENDED | REQUEUED | REQUEUE_HOLD | RESIZING | SIGNALING | STAGE_OUT) echo running ;;
  *) echo failed ;;
esac
