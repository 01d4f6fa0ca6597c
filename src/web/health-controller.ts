import type Koa from 'koa';
import { createRouter } from './routes';
import type { WebNeeds } from './services';

/** Answers supervisors and load balancers: whether the app is alive, and whether it is ready for work. */
export function register(app: Koa, services: WebNeeds): void {
  const router = createRouter('/health');

  /** Answers while the process is alive. */
  router.get('/live', function tellAlive(ctx) {
    ctx.body = { status: 'ok' };
  });

  /**
   * Answers 200 when the app can do its work, else 503, and says what is wrong with the sign-in. That is a reason for 503 only when
   * it lasts: during an outage of the provider, people who are signed in go on.
   */
  router.get('/ready', async function tellReady(ctx) {
    const [isReady, signIn] = await Promise.all([services.isReady(), services.signInHealth()]);
    const ready = isReady && !signIn?.lasts;
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? 'ok' : 'not ready', ...(signIn && { signIn: signIn.message }) };
  });

  app.use(router.routes()).use(router.allowedMethods());
}
