# Sourced by ./run, ./test and bin/prepare, from the folder of the project.
#
# make_environment LOCK   makes .venv once, and installs again only when the lock or the Python has changed.
# add_packages LOCK       installs the packages of an extra into it, once.
# need PACKAGE…           installs Debian packages where it may, else says how.
#
# .venv/.unfinished is there while work goes on: what was interrupted half-way is made anew on the next start.

venv=.venv

say() { echo "· $*"; }
stop() { echo "$*" >&2; exit 1; }

# Only ./test sets MAY_INSTALL: a command that serves pages does not change the system it runs on.
may_install() { [ "${MAY_INSTALL:-no}" = yes ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

need() {
  may_install || return 1
  say "Installing $* with apt-get, because it is missing here."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"; } \
    >/dev/null </dev/null || { echo "apt-get could not install $*." >&2; return 1; }
}

find_python() {
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$candidate"; return; }
  done
  return 1
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

choose_python() {
  python=$(find_python) || { need python3 python3-venv && python=$(find_python); } ||
    stop "Skatlogs needs Python 3.11 or newer. On Debian and Ubuntu: sudo apt-get install python3 python3-venv"
  command -v uv >/dev/null 2>&1 && return
  has_venv "$python" && return
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  { need "$package" && has_venv "$python"; } ||
    stop "$python cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install $package"
}

works() { [ ! -e $venv/.unfinished ] && $venv/bin/python -c '' 2>/dev/null; }

make_venv() {
  choose_python
  rm -rf $venv
  mkdir $venv
  touch $venv/.unfinished
  say "Making a Python environment in $venv with $("$python" --version)."
  if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --allow-existing --python "$(command -v "$python")" $venv
  else
    "$python" -m venv $venv
  fi
}

install_packages() {
  say "Installing $(grep -c '^[A-Za-z]' "$1") packages from $1 (a minute or so the first time)."
  if command -v uv >/dev/null 2>&1; then
    uv pip install --quiet --python $venv/bin/python --require-hashes -r "$1"
  else
    $venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$1" </dev/null
  fi || stop "The packages could not be installed; the lines above say why. Start again once that is mended."
}

make_environment() {
  works && cmp -s "$1" "$venv/.installed-$1" && return
  works || make_venv
  # An environment made by uv has no pip: without uv it must be made anew.
  command -v uv >/dev/null 2>&1 || $venv/bin/python -c 'import pip' 2>/dev/null || make_venv
  touch $venv/.unfinished
  rm -f $venv/.installed-*
  install_packages "$1"
  # The lock for development covers the other one too.
  case $1 in requirements-dev.lock) cp requirements.lock $venv/.installed-requirements.lock ;; esac
  cp "$1" "$venv/.installed-$1"
  rm -f $venv/.unfinished
}

add_packages() {
  cmp -s "$1" "$venv/.installed-$1" && return
  install_packages "$1"
  cp "$1" "$venv/.installed-$1"
}
