#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes build/xdpflow_VERSION_ARCHITECTURE.deb from the files of this working tree, and prints its path.
# They are copied to build/deb/source, where packaging/debian becomes debian/; what has been compiled there before is used again.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
readonly stage=build/deb/source

die() {
    printf 'deb: %s\n' "$*" >&2
    exit 1
}

# 0.1.0~git20261120142254.4f04d18: sorts by time, and before 0.1.0. Committed files only, or it says so.
find_version() {
    local number commit
    number=$(sed -n 's/^project(xdpflow VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
    [ -n "$number" ] || die "CMakeLists.txt names no version"
    if commit=$(TZ=UTC git log -1 --date=format-local:%Y%m%d%H%M%S --format='%cd.%h %ct' 2>/dev/null); then
        version=$number~git${commit% *}
        time=${commit#* }
        if [ -n "$(git status --porcelain)" ]; then version+=.changed; fi
    else
        version=$number~local
        time=$(stat -c %Y CMakeLists.txt)
    fi
}

source_files() {  # without git: all but what was built
    if git ls-files -z --cached --others --exclude-standard 2>/dev/null; then return; fi
    find . \( -name .git -o -path ./build \) -prune -o -type f -print0
}

copy_source() {
    mkdir -p "$stage"
    find "$stage" -mindepth 1 -maxdepth 1 ! -name 'obj-*' -exec rm -rf {} +
    source_files | tar --create --null --files-from=- --ignore-failed-read | tar --extract --directory "$stage"
    cp -a packaging/debian "$stage/debian"
}

# debian/control needs what packaging/packages.txt says for a build.
fill_in() {
    local needs
    needs=$(awk '/^\[/ { wanted = $1 == "[build]"; next } wanted && NF && $1 !~ /^#/ { printf ", %s", $1 }' packaging/packages.txt)
    sed -i "s/@build_depends@/$needs/" "$stage/debian/control"
    cat >"$stage/debian/changelog" <<END
xdpflow ($version) unstable; urgency=medium

  * Built from the project's source tree.

 -- $(sed -n 's/^Maintainer: //p' "$stage/debian/control")  $(date --utc --rfc-email --date="@$time")
END
}

find_version
copy_source
fill_in
(cd "$stage" && dpkg-buildpackage --build=binary --no-sign --no-pre-clean >&2)
rm -f build/xdpflow_*.deb
mv "build/deb/xdpflow_${version}"_*.deb build/
rm -f build/deb/xdpflow_*
echo build/xdpflow_*.deb
