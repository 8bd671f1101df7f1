#!/usr/bin/env bash
# Installs MKL's run-time libraries (libmkl-rt) on Debian: enables the component non-free by a copy of the distribution's own source
# entry, then installs. Does nothing if libmkl-rt is installed already. Needs root.
set -euo pipefail

if dpkg-query --show --showformat='${db:Status-Abbrev}' libmkl-rt 2> /dev/null | grep -q '^ii'; then
    echo "libmkl-rt is installed already."
    exit 0
fi

sources=/etc/apt/sources.list.d
own=$sources/debian.sources
copy=$sources/debian-non-free.sources
if ! apt-cache policy libmkl-rt 2> /dev/null | grep -q 'Candidate: [0-9]'; then
    if [ -f "$own" ]; then
        sed 's/^Components:.*/Components: non-free/' "$own" > "$copy"
    elif [ -f /etc/apt/sources.list ]; then
        copy=$sources/debian-non-free.list
        sed -E -n 's/^(deb +(\[[^]]*\] +)?[^ ]+ +[^ ]+) .*/\1 non-free/p' /etc/apt/sources.list > "$copy"
    else
        echo "Neither $own nor /etc/apt/sources.list exists: enable the component non-free by hand, then install libmkl-rt." >&2
        exit 1
    fi
    echo "Enabled non-free in $copy."
fi

apt-get update
# The package's installation script may ask whether MKL should be the system's BLAS; noninteractive leaves the BLAS unchanged.
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libmkl-rt
