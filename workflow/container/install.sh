#!/bin/sh
# What both containers hold: the packed program, in a folder of its own. `sh install.sh modulode-VERSION.tgz FOLDER`; the command is FOLDER/bin/modulode.
set -eu
# Without Dawn, which only WebGPU needs. All else is in the package: nothing is fetched.
npm install --global --prefix "$2" --omit=optional --ignore-scripts --offline --no-audit --no-fund "$1"
"$2/bin/modulode" --version
