#!/usr/bin/env bash
# Builds the image with podman, from base images made here: build-image.sh TAG [ARCHITECTURE]
set -euo pipefail
cd "$(dirname "$0")/../../.."
own=$(dpkg --print-architecture)
tag=$1 arch=${2:-$own}
for each in "$own" "$arch"; do
  podman image exists "localhost/familiar-faces-node:$each" || test/container/support/base-images.sh 24 "$each"
done
# Podman 4.3 doesn't know BUILDPLATFORM by itself where it is asked for another processor. Without --isolation=chroot, it runs no step on machines that have both generations of control groups.
podman build --isolation=chroot --format docker --platform "linux/$arch" --build-arg "BUILDPLATFORM=linux/$own" \
  --build-arg "BUILD_IMAGE=localhost/familiar-faces-node:$own" --build-arg "NODE_IMAGE=localhost/familiar-faces-node:$arch" \
  --build-arg "BASE_IMAGE=localhost/familiar-faces-base:$arch" --tag "$tag" .
