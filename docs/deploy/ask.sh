#!/bin/bash
# Asks the admin port of the broker that runs beside it: ask.sh GET /readyz
# Ends with 0 where the answer is 200. Needs nothing but bash: an image of a JRE need not have curl.
set -eu
method=$1
path=$2

exec 3<>"/dev/tcp/127.0.0.1/${PUSHCORE_ADMIN:-8001}"
printf '%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n' "$method" "$path" >&3
printf 'Authorization: Bearer %s\r\n\r\n' "${PUSHCORE_ADMIN_TOKEN:-}" >&3
read -r -t 4 _ status _ <&3
[ "$status" = 200 ]
