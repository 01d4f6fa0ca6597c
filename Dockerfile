# FamiliarFaces in a container: docs/operations.md says how to build, start and update it.
# Both images need no more than Debian's C and C++ libraries; the first has Node and npm, the second is what the app runs on.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim

# Builds on the machine's own processor for the image's, so that nothing is emulated.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
ARG TARGETARCH
ENV NPM_CONFIG_AUDIT=false NPM_CONFIG_FUND=false NPM_CONFIG_UPDATE_NOTIFIER=false

# /commands has the first process of the container, which passes signals on and takes in orphaned processes, and the command line.
WORKDIR /tini
RUN dpkg --add-architecture "$TARGETARCH" \
  && apt-get update \
  && apt-get download "tini:$TARGETARCH" \
  && dpkg-deb --extract tini_*.deb . \
  && mkdir /commands && cp usr/bin/tini /commands/ && ln -s /app/familiar-faces.js /commands/familiar-faces \
  && rm -rf /tini/* /var/lib/apt/lists/*

WORKDIR /build
COPY package.json package-lock.json check-node.js ./
COPY packages packages
# /app has what the app needs when it runs, for the image's processor, as Node calls it.
RUN npm ci --ignore-scripts \
  && mkdir /app && cp -r package.json package-lock.json packages /app/ && cd /app \
  && npm ci --omit=dev --ignore-scripts --os=linux --cpu="$(echo "$TARGETARCH" | sed s/amd64/x64/)" --libc=glibc \
  && npm cache clean --force

COPY . .
RUN npm run weights \
  && npm run build \
  && npm run slim -- --compiled --arch "$(echo "$TARGETARCH" | sed s/amd64/x64/)" --modules /app/node_modules \
  && find /app/node_modules -type d -empty -delete \
  && cp -r check-node.js config deploy/healthcheck.js dist familiar-faces.js server.js start-flags.js supervise.js weights /app/ \
  && chmod -R a+rX,go-w /app && chmod a+x /app/familiar-faces.js \
  && install -d -m 770 /volumes/data

FROM ${NODE_IMAGE} AS node

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title=FamiliarFaces \
  org.opencontainers.image.description="Self-hosted face recognition" \
  org.opencontainers.image.licenses=MIT
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=build /commands /usr/local/bin
COPY --from=build /app /app
# A new volume takes over the folder's owner. With another user ID, group 0 can write to it.
COPY --from=build --chown=1000:0 /volumes /
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
USER 1000:1000
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["node", "/app/healthcheck.js"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "--max-semi-space-size=2", "server.js"]
