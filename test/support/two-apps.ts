import { rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApp, type TestApp } from './app';
import { temporaryFolder } from './app-process';
import { elementAt } from './elements';

/** Two apps over one data folder, as two processes, behind a balancer that gives them requests in turn. */
export interface TwoApps {
  /** The balancer's: what people see. */
  url: string;
  one: TestApp;
  other: TestApp;
  close(): Promise<void>;
}

/** Starts them. With accounts of their own, as others reach them. */
export async function startTwoApps(env: Record<string, string> = {}): Promise<TwoApps> {
  const dataDir = temporaryFolder();
  const apps: TestApp[] = [];
  let next = 0;
  const balancer = http.createServer((request, response) => {
    const { hostname, port } = new URL(elementAt(apps, next++ % apps.length).url);
    const { method, url, headers } = request;
    const passed = http.request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    passed.on('error', (error) => response.destroy(error));
    request.pipe(passed);
  });
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(balancer.address() as AddressInfo).port}`;
  const shared = { HOST: '0.0.0.0', PROCESSES: '2', DATA_DIR: dataDir, PUBLIC_URL: url, ...env };
  const one = await startApp(shared);
  const other = await startApp(shared);
  apps.push(one, other);
  return {
    ...{ url, one, other },
    async close() {
      balancer.closeAllConnections();
      await new Promise((resolve) => balancer.close(resolve));
      for (const each of apps) await each.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
