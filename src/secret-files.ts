import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SECRETS, type SecretName } from './env';

/** Where Docker, Podman and Kubernetes put secrets by default (https://docs.docker.com/compose/how-tos/use-secrets/). */
const CONTAINER_FOLDER = '/run/secrets';
/** Several secrets of any sensible length; an address of the wrong file is more likely beyond it. */
const MAX_BYTES = 16 * 1024;

/** What files say of the secret settings. */
export interface SecretFiles {
  values: Partial<Record<SecretName, string>>;
  /** A sentence with its remedy for each file that can't be used, by the setting that it was meant for. None quotes a secret. */
  faults: ReadonlyArray<readonly [name: SecretName, fault: string]>;
}

/** A fault of a file, to be put behind its place. */
class FileFault extends Error {}

/**
 * Reads the secrets that are given as files: those that `<NAME>_FILE` names, systemd's credentials (`$CREDENTIALS_DIRECTORY`) and those of a
 * container, named like the setting, in capitals or small letters. To be called once, at the start.
 * @param env the settings as texts; an empty one counts as not set
 * @param containerFolder where a container's secrets are
 */
export function readSecretFiles(
  env: Readonly<Record<string, string | undefined>>,
  containerFolder = CONTAINER_FOLDER,
): SecretFiles {
  const values: SecretFiles['values'] = {};
  const faults: Array<[SecretName, string]> = [];
  for (const name of SECRETS) {
    const places = placesOf(name, env, containerFolder);
    const [place] = places;
    if (env[name]?.trim() && place) places.unshift({ file: '', says: 'its value' });
    if (places.length > 1) {
      const all = places.map(({ says }) => says).join(' and ');
      faults.push([name, `${name} is given more than once, by ${all}: keep one of them`]);
    } else if (place) {
      try {
        values[name] = readSecret(place.file);
      } catch (error) {
        faults.push([name, `${place.says} ${(error as FileFault).message}`]);
      }
    }
  }
  return { values, faults };
}

/** A file with a secret, and how a fault calls it. */
interface Place {
  file: string;
  says: string;
}

function placesOf(name: SecretName, env: Readonly<Record<string, string | undefined>>, containerFolder: string) {
  const places: Place[] = [];
  const named = env[`${name}_FILE`]?.trim();
  if (named) places.push({ file: path.resolve(named), says: `${name}_FILE (${named})` });
  for (const folder of new Set([env['CREDENTIALS_DIRECTORY'] || containerFolder, containerFolder]))
    for (const file of [name, name.toLowerCase()].map((each) => path.join(folder, each)))
      if (existsSync(file) && places.every((each) => each.file !== file)) places.push({ file, says: file });
  return places;
}

/** Reads a secret, without the line break that editors and `echo` leave at its end. @throws {FileFault} */
function readSecret(file: string): string {
  const bytes = readBytes(file);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileFault('is no text in UTF-8: put the secret alone into it');
  }
  const secret = text.replace(/[\r\n]+$/, '');
  if (secret.trim() === '') throw new FileFault('is empty: put the secret into it');
  if (/\p{Cc}/u.test(secret)) throw new FileFault('has several lines: put the secret alone into it, on one line');
  return secret;
}

function readBytes(file: string): Buffer {
  try {
    const stats = statSync(file);
    // Docker makes a folder where a file that is to be mounted is missing. A pipe could make the start wait forever.
    if (!stats.isFile()) throw new FileFault('is no file: perhaps the file that was to be mounted is missing');
    const bytes = stats.size > MAX_BYTES ? undefined : readFileSync(file);
    if (!bytes || bytes.length > MAX_BYTES) throw new FileFault('is larger than 16 kB: put the secret alone into it');
    return bytes;
  } catch (error) {
    if (error instanceof FileFault) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new FileFault('doesn’t exist: correct the path, or make the file');
    const who = process.getuid ? `the user with the ID ${process.getuid()}` : 'this user';
    throw new FileFault(`can’t be read (${code || message}): make it readable for ${who}, who runs the app`);
  }
}
