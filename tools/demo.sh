#!/usr/bin/env bash
# The main job in eight commands: check, explain, mend and convert the messages in examples/.
#
# A rejected message is what some steps are for, so exit code 1 is expected there; 2 (usage) and 3 (incomplete) never are.
# EAD names the command to run; NO_COLOR is honoured, and colour is used on a terminal only.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly EAD=${EAD:-.venv/bin/ead}
readonly OUT=build/demo
bold='' dim='' green='' yellow='' red='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' yellow=$'\e[33m' red=$'\e[31m' plain=$'\e[0m'
fi
steps=0
summary=()

meaning() {
    case $1 in
        0) printf '%s%-20s%s' "$green" 'accepted or done' "$plain" ;;
        1) printf '%s%-20s%s' "$yellow" 'rejected, as planned' "$plain" ;;
        *) printf '%s%-20s%s' "$red" 'failed' "$plain" ;;
    esac
}

# step HEADING ALLOWED ARGUMENT...: ALLOWED is the set of exit codes that are fine here, such as "0" or "01".
step() {
    local heading=$1 allowed=$2 code=0
    shift 2
    steps=$((steps + 1))
    printf '\n%s%d. %s%s\n%s$ ead %s%s\n\n' "$bold" "$steps" "$heading" "$plain" "$dim" "$*" "$plain"
    "$EAD" "$@" || code=$?
    summary+=("$(printf '  exit %d  %s  ead %s' "$code" "$(meaning "$code")" "$*")")
    case $allowed in
        *"$code"*) ;;
        *)
            printf '\n%sstep %d ended with exit code %d, expected one of: %s%s\n' "$red" "$steps" "$code" "$allowed" "$plain" >&2
            exit 1
            ;;
    esac
}

rm -rf "$OUT"
mkdir -p "$OUT"

step 'A message as a national customs system sends it: what is wrong, and where?' 01 validate examples/cds-declarations.xml
step 'An ITMATT-style message with several defects' 1 validate examples/itmatt-defects.xml
step 'What can be mended safely, shown as a difference' 01 fix examples/itmatt-defects.xml - --dry-run
step 'From the CDS declaration to ITMATT-style XML ...' 0 convert examples/cds-declarations.xml "$OUT/itmatt.xml" --to itmatt-xml
step '... on to JSON ...' 0 convert "$OUT/itmatt.xml" "$OUT/itmatt.json" --to itmatt-json
step '... and back to CDS' 0 convert "$OUT/itmatt.json" "$OUT/cds.xml" --to cds-soap
step 'A clean message is accepted' 0 validate examples/itmatt-clean.json
step 'One rule, explained' 0 explain UPU-S10-001

printf '\n%sSummary%s\n' "$bold" "$plain"
printf '%s\n' "${summary[@]}"
printf '\n%d commands, all as expected. The converted messages are in %s/:\n' "$steps" "$OUT"
for file in "$OUT"/*; do
    printf '  %-28s %7d bytes\n' "$file" "$(wc -c <"$file")"
done
