# Runs "$@" on a screen, a session bus and a keyring of its own, and ends them whatever happens.
# Started as: dbus-run-session -- sh -c "$(cat session.sh)" session program arguments...
set -u
work=$(mktemp -d)
screen=
keyring=
tidy() {
  trap - EXIT INT TERM HUP
  [ -z "$keyring" ] || kill "$keyring" 2>/dev/null
  [ -z "$screen" ] || kill "$screen" 2>/dev/null
  wait 2>/dev/null
  rm -rf "$work"
}
trap tidy EXIT
trap 'exit 130' INT TERM HUP

mkdir -m 700 "$work/runtime"
mkdir "$work/data" "$work/config" "$work/cache"
export XDG_RUNTIME_DIR="$work/runtime" XDG_DATA_HOME="$work/data"
export XDG_CONFIG_HOME="$work/config" XDG_CACHE_HOME="$work/cache"
unset WAYLAND_DISPLAY XAUTHORITY

# The server picks a free display number by itself and writes it once it takes connections.
Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp 3>"$work/display" >/dev/null 2>"$work/xvfb.log" &
screen=$!
tries=0
until [ -s "$work/display" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 200 ] || ! kill -0 "$screen" 2>/dev/null; then
    echo "Xvfb did not start:" >&2
    cat "$work/xvfb.log" >&2
    exit 1
  fi
  sleep 0.1
done
DISPLAY=:$(cat "$work/display")
export DISPLAY

# The newline is the password of the login collection; without it there would be no collection.
printf '\n' | gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &
keyring=$!

"$@"
