# shellcheck shell=bash
# What the scripts say that try packages, each under its own name. Sourced.

tried() {
    echo "${0##*/}: $1"
}
skipped() {
    echo "${0##*/}: skipped: $1"
}
fail() {
    echo "${0##*/}: $1" >&2
    exit 1
}
