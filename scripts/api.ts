// npm run --silent docs:api: prints docs/api.md.
import { describeCalls } from './api/book';

process.stdout.write(describeCalls());
