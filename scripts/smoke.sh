#!/usr/bin/env bash
# Starts the app as the README says, from source and compiled, and asks it for a page.
set -euo pipefail
cd "$(dirname "$0")/.."
data=$(mktemp -d)
trap 'kill "${app:-}" 2>/dev/null || true; rm -rf "$data"' EXIT

answers() { # answers PORT
  for _ in $(seq 60); do
    if node -e "fetch('http://127.0.0.1:$1/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"; then return 0; fi
    sleep 0.5
  done
  echo "The app on port $1 does not answer." >&2
  return 1
}

stops() { # ends the app and wants exit 0
  kill -TERM "$app"
  wait "$app"
  app=
}

PORT=18080 DATA_DIR="$data" LOG_LEVEL=warn node supervise.js & app=$! # what npm start runs
answers 18080
stops
DATA_DIR="$data" PORT=18080 npx familiar-faces check

npm run build
NODE_ENV=production PORT=18081 DATA_DIR="$data" LOG_LEVEL=warn APP_SECRET=$(node -p 'crypto.randomBytes(32).toString("hex")') \
  OIDC_ISSUER=http://127.0.0.1:59999 CLIENT_ID=none CLIENT_SECRET=none node server.js & app=$!
answers 18081
stops
# Compiled, and called in another folder. The provider isn't there, which is no other command's concern.
(cd "$data" && NODE_ENV=production PORT=18081 DATA_DIR="$data" APP_SECRET=$(node -p 'crypto.randomBytes(32).toString("hex")') \
  OIDC_ISSUER=http://127.0.0.1:59999 CLIENT_ID=none CLIENT_SECRET=none node "$OLDPWD/familiar-faces.js" migrate --dry-run)
echo 'The app starts, answers and stops, from source and compiled.'
