# Makes and starts the PostgreSQL of the tests: start.sh PROGRAMS FOLDER PORT
# It runs as the user who may own it, keeps nothing, and stops itself: once FOLDER/used has not
# been touched for ten minutes, a watcher stops the server and removes the folder.
set -eu
programs=$1 folder=$2 port=$3
"$programs/initdb" -D "$folder/data" -U parfocal -A trust -E UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1
"$programs/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 30 -o "-h 127.0.0.1 -p $port -k $folder -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c shared_buffers=32MB" start >/dev/null 2>&1 </dev/null
setsid sh -c '
while sleep 20; do
  if [ -z "$(find "$2/used" -mmin -10 2>/dev/null)" ]; then
    exec 9<"$2.lock"
    flock 9
    if [ -z "$(find "$2/used" -mmin -10 2>/dev/null)" ]; then
      "$1/pg_ctl" -D "$2/data" -m immediate stop
      find "$2" -mindepth 1 -delete
      exit 0
    fi
    exec 9<&-
  fi
done' watcher "$programs" "$folder" </dev/null >/dev/null 2>&1 &
