#!/usr/bin/env bash
# Makes the two images that the Dockerfile starts from out of packages of Debian and npm, for machines that reach no registry of images:
# localhost/familiar-faces-base, as debian:bookworm-slim, and localhost/familiar-faces-node, the same with Node and npm.
# base-images.sh [NODE_VERSION [ARCHITECTURE]]
set -euo pipefail
node=${1:-24} arch=${2:-$(dpkg --print-architecture)}
cpu=${arch/amd64/x64}
base=localhost/familiar-faces-base:$arch
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# For another processor, packages are unpacked without their scripts, which couldn't run here: enough for a stage that only copies.
if [ "$arch" = "$(dpkg --print-architecture)" ]; then
  kind=(--variant=minbase --include=usr-is-merged --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr)
else
  kind=(--variant=extract --include=bash,coreutils,dash,findutils,libstdc++6)
fi
# What debian:bookworm-slim leaves out, too.
mmdebstrap --quiet "${kind[@]}" --architectures="$arch" --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  bookworm base.tar
podman import --quiet --arch "$arch" base.tar "$base"

mkdir -p root/bin root/lib/node_modules root/certificates
npm install --silent --no-audit --no-fund --ignore-scripts --force --no-save --prefix npm "node-linux-$cpu@$node" npm@11
cp "npm/node_modules/node-linux-$cpu/bin/node" root/bin/
cp -r npm/node_modules/npm root/lib/node_modules/
ln -s ../lib/node_modules/npm/bin/npm-cli.js root/bin/npm
# In some networks, packages come through a proxy whose certificate the machine knows.
cp -L /etc/ssl/certs/ca-certificates.crt root/certificates/
printf '%s\n' "FROM $base" 'COPY root /usr/local' 'ENV NODE_EXTRA_CA_CERTS=/usr/local/certificates/ca-certificates.crt' > Dockerfile
podman build --quiet --platform "linux/$arch" --tag "localhost/familiar-faces-node:$arch" .
