// npm run --silent routes: prints docs/routes.md. It starts the app as a test does, with a data folder that it removes
// afterwards.
import { startApp } from '../test/support/app';
import { describeRoutes } from './routes/table';

async function main(): Promise<void> {
  const app = await startApp();
  try {
    process.stdout.write(describeRoutes(app.services));
  } finally {
    await app.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
