#!/bin/sh
# A desktop session for one test: a keychain that is open, a display, and the driver of the real window.
# Started under dbus-run-session; the driver's port is the only argument.
set -eu
printf 'throw-away' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
exec xvfb-run -a -s "-screen 0 1280x900x24" WebKitWebDriver --port="$1"
