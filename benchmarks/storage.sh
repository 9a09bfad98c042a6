#!/bin/bash
# Compares dray on a registry's storage in S3 with clients that only move the bytes: an image exported from the bucket beside
# the same blobs downloaded in ranges of 16 MB, four at a time, by curl, and whole by the AWS CLI where it is; an image copied
# into the bucket beside its blobs uploaded by both. Prints tables in Markdown to standard output, progress to standard error.
# Fails if any command failed.
#
#   benchmarks/storage.sh IMAGES BUCKET
#
# IMAGES is what make-images.sh made, BUCKET one that is there and empty. The service is named by AWS_ENDPOINT_URL_S3, the keys
# by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Needs curl, python3 and a JDK.
#
#   DRAY       the command to measure, else the checkout's ./dray; it has a heap of 64 MB
#   ROUNDS     how often each command runs, else 5
#   JAVA_HOME  the Java that dray uses, else the one on the PATH
# shellcheck disable=SC2016 # the commands are for another shell
# shellcheck source=benchmarks/measuring.sh
. "$(dirname "$0")/measuring.sh"
[ $# -eq 2 ] && [ -d "$1" ] || usage "IMAGES BUCKET"
: "${AWS_ENDPOINT_URL_S3:?names the service}" "${AWS_ACCESS_KEY_ID:?}" "${AWS_SECRET_ACCESS_KEY:?}"
begin "$1"
export DRAY_JAVA_OPTS=${DRAY_JAVA_OPTS:--Xmx64m} AWS_REGION=${AWS_REGION:-us-east-1}
export IMAGE=$images/large WORK=$work BUCKET=$2
machine curl aws

# Keys in a file, so that no list of processes has them.
umask 077
printf 'user = "%s:%s"\naws-sigv4 = "aws:amz:%s:s3"\nheader = "x-amz-content-sha256: UNSIGNED-PAYLOAD"\n' \
    "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY" "$AWS_REGION" >"$work/curl"

"$DRAY" copy --quiet "oci:$IMAGE:latest" "registry-storage:s3://$BUCKET:bench/large:latest"

cat >"$work/download" <<'SCRIPT'
# download: all blobs over 100 kB, in ranges
rm -rf "$WORK/parts" && mkdir "$WORK/parts"
cd "$IMAGE/blobs/sha256" && find . -size +100k -printf '%f %s\n' | while read -r blob size; do
    for ((at = 0; at < size; at += 16 << 20)); do
        end=$((at + (16 << 20) - 1))
        printf 'url = "%s/%s/docker/registry/v2/blobs/sha256/%s/%s/data"\nrange = "%s-%s"\noutput = "%s/parts/%s-%s"\n' \
            "$AWS_ENDPOINT_URL_S3" "$BUCKET" "${blob:0:2}" "$blob" "$at" "$end" "$WORK" "$blob" "$at"
        printf 'next\n'; cat "$WORK/curl"; printf 'silent\nshow-error\nfail\n'
    done
done >"$WORK/ranges"
{ cat "$WORK/curl"; printf 'silent\nshow-error\nfail\nparallel\nparallel-max = 4\n'; cat "$WORK/ranges"; } >"$WORK/all"
# The last "next" has no address behind it.
python3 - "$WORK/all" <<'PY'
import sys
text = open(sys.argv[1]).read()
open(sys.argv[1], "w").write(text[: text.rindex("next\n")])
PY
curl -K "$WORK/all"
SCRIPT
cat >"$work/upload" <<'SCRIPT'
# upload FOLDER: all blobs over 100 kB, four at a time
cd "$IMAGE/blobs/sha256" && find . -size +100k -printf '%f\n' | xargs -P 4 -I '{}' \
    curl -sSf -K "$WORK/curl" -o /dev/null -T '{}' "$AWS_ENDPOINT_URL_S3/$BUCKET/$1/{}"
SCRIPT

row() { # TASK TOOL LABEL COMMAND [BEFORE]
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" "${5:-true}"
}

section "From S3"
{
    row export "" '`dray export`, verified, to one file' '$DRAY export --quiet --no-sync registry-storage:s3://$BUCKET:bench/large:latest -o $OUT' 'rm -f $OUT'
    row export curl '`curl`, ranges of 16 MB, 4 at a time' 'bash $WORK/download'
    if command -v aws >/dev/null; then
        row export aws '`aws s3 cp --recursive`' 'aws s3 cp --quiet --recursive s3://$BUCKET/docker/registry/v2/blobs $WORK/aws' 'rm -rf $WORK/aws'
    fi
} | measure

section "Into S3"
{
    row copy "" '`dray copy`, verified, as a registry keeps it' '$DRAY copy --quiet oci:$IMAGE:latest registry-storage:s3://$BUCKET/copy-$RANDOM$RANDOM:bench/large:latest'
    row copy curl '`curl`, a blob in one piece, 4 at a time' 'bash $WORK/upload curl-$RANDOM'
    if command -v aws >/dev/null; then
        row copy aws '`aws s3 cp --recursive`, in parts' 'aws s3 cp --quiet --recursive $IMAGE/blobs s3://$BUCKET/aws-$RANDOM'
    fi
} | measure
finish
