# FamiliarFaces in a container: docs/operations.md says how to build, start and update it.
# BASE_IMAGE is what the app runs on: Debian with its C and C++ libraries. NODE_IMAGE has Node for it, and BUILD_IMAGE Node and npm for the machine
# that builds.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim
ARG BUILD_IMAGE=${NODE_IMAGE}

# Both first stages run on the building machine's own processor, so that nothing is emulated.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS compiled
ENV NPM_CONFIG_AUDIT=false NPM_CONFIG_FUND=false NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /build
COPY package.json package-lock.json check-node.js ./
COPY packages packages
RUN npm ci --ignore-scripts && npm cache clean --force
COPY . .
RUN npm run weights \
  && npm run build \
  && mkdir /app \
  && cp -r check-node.js config deploy/healthcheck.js dist familiar-faces.js package.json packages server.js start-flags.js supervise.js weights /app/ \
  && chmod -R a+rX,go-w /app && chmod a+x /app/familiar-faces.js

# What the app needs for the image's processor.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS modules
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
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages packages
# Node has another name for the processor than Docker.
RUN echo "$TARGETARCH" | sed s/amd64/x64/ > /arch \
  && npm ci --omit=dev --ignore-scripts --os=linux --cpu="$(cat /arch)" --libc=glibc \
  && npm cache clean --force
RUN --mount=type=bind,from=compiled,source=/build,target=/build \
  npm --prefix /build run slim -- --compiled --arch "$(cat /arch)" --modules /app/node_modules \
  && rm -rf node_modules/.bin \
  && find node_modules -type d -empty -delete \
  && chmod -R a+rX,go-w node_modules \
  && install -d -m 770 /volumes/data

# Podman 4.3 would go on with the platform of the stages before.
FROM --platform=$TARGETPLATFORM ${NODE_IMAGE} AS node

FROM --platform=$TARGETPLATFORM ${BASE_IMAGE}
LABEL org.opencontainers.image.title=FamiliarFaces \
  org.opencontainers.image.description="Self-hosted face recognition" \
  org.opencontainers.image.licenses=MIT
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=modules /commands /usr/local/bin
COPY --from=modules /app/node_modules /app/node_modules
COPY --from=compiled /app /app
# A new volume takes over the folder's owner. With another user ID, group 0 can write to it.
COPY --from=modules --chown=1000:0 /volumes /
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
USER 1000:1000
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["node", "/app/healthcheck.js"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "--max-semi-space-size=2", "server.js"]
