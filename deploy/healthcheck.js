// HEALTHCHECK of the container: exits with 0 when the app is ready, and prints what it says of itself, which `docker inspect` shows.
const PATIENCE_MS = 8000;
const address = `http://127.0.0.1:${process.env.PORT || 8080}/health/ready`;

fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) })
  .then(async (answer) => {
    console.log(await answer.text());
    process.exitCode = answer.ok ? 0 : 1;
  })
  .catch((error) => {
    console.log(`FamiliarFaces doesn't answer at ${address} (${error.cause?.code ?? error.message}).`);
    process.exitCode = 1;
  });
