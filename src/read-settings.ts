import path from 'node:path';
import { type Config, readConfig } from './config';
import { readEnvFile } from './env-file';
import { readSecretFiles } from './secret-files';
import { misspeltSettings } from './setting-names';

/**
 * Reads all settings of an app that starts: those of the environment, of the file `.env` in the working folder, and secrets from files.
 * @param environment wins over the file, and an empty value in it counts as well
 * @returns them, and sentences for the log about names that nothing reads and settings that are probably not meant
 * @throws {ConfigError} with every fault found
 * @throws {StartError} when there is a `.env` that can't be read
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): {
  config: Readonly<Config>;
  doubts: readonly string[];
} {
  const file = readEnvFile(path.resolve('.env'));
  const env = { ...file, ...environment };
  const config = readConfig(env, readSecretFiles(env));
  return { config, doubts: [...misspeltSettings(Object.keys(file), Object.keys(environment)), ...config.doubts] };
}
