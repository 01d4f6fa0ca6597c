import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { startApp } from './app';
import { temporaryFolder } from './app-process';
import { signIn } from './browser';
import { type CommandEnd, runCommand, startCommand } from './cli';
import { ADA_IN_SAMPLE_1, BEA, cropFace } from './photos';

/** A data folder of an app that is stopped, in which people have signed in, and a folder for what they import. */
export interface CommandHome {
  env: Record<string, string>;
  dataDir: string;
  /** A folder of its own for each test that wants one. */
  folder(name: string): string;
  run(...args: string[]): Promise<CommandEnd>;
  start(...args: string[]): ReturnType<typeof startCommand>;
  remove(): Promise<void>;
}

/** Makes a home in which these people have signed in. */
export async function commandHome(...names: string[]): Promise<CommandHome> {
  const app = await startApp();
  for (const name of names) await signIn(app.url, name);
  await app.stop();
  const root = temporaryFolder();
  const env = { DATA_DIR: app.dataDir, RECOGNITION_WORKERS: '1' };
  return {
    ...{ env, dataDir: app.dataDir },
    folder(name) {
      const made = path.join(root, name);
      mkdirSync(made, { recursive: true });
      return made;
    },
    run: (...args) => runCommand(args, env, { folder: root }),
    start: (...args) => startCommand(args, env, { folder: root }),
    async remove() {
      for (const folder of [root, app.dataDir]) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Fills a folder as people do: a folder for each person, a text that is called a photo, and what programs leave. */
export async function fillWithPeople(folder: string): Promise<void> {
  for (const name of ['Ada Lovelace', 'Bea']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, 'Ada Lovelace', 'one.jpg'), await cropFace(ADA_IN_SAMPLE_1));
  writeFileSync(path.join(folder, 'Bea', 'one.jpg'), await cropFace(BEA));
  writeFileSync(path.join(folder, 'Bea', 'two.jpg'), 'This is no photo.');
  writeFileSync(path.join(folder, 'Bea', 'Thumbs.db'), 'x');
}
