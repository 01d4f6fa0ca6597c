#!/usr/bin/env bash
# Builds the image with podman, from base images made here: build-image.sh TAG [ARCHITECTURE]
set -euo pipefail
cd "$(dirname "$0")/../../.."
tag=$1 arch=${2:-$(dpkg --print-architecture)}
podman image exists "localhost/familiar-faces-node:$arch" || test/container/support/base-images.sh 24 "$arch"
# Without --isolation=chroot, podman 4.3 runs no step on machines that have both generations of control groups.
podman build --isolation=chroot --format docker --platform "linux/$arch" --build-arg "BASE_IMAGE=localhost/familiar-faces-base:$arch" \
  --build-arg "NODE_IMAGE=localhost/familiar-faces-node:$arch" --tag "$tag" .
