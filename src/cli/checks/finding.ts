import type { Logger } from 'pino';
import type { Config } from '../../config';

/** What one look at the installation has found. A fault keeps the app from working; a doubt is probably not meant. */
export interface Finding {
  /** What was looked at, in a word or two. */
  about: string;
  state: 'good' | 'doubt' | 'fault';
  /** A sentence; of doubts and faults with the remedy. */
  message: string;
}

/** What is looked at. */
export interface Installation {
  config: Readonly<Config>;
  log: Logger;
}

/** Looks at one part of the installation. What it throws is a fault. */
export type Check = (installation: Installation) => Promise<Finding[]>;

export const good = (about: string, message: string): Finding => ({ about, state: 'good', message });
export const doubt = (about: string, message: string): Finding => ({ about, state: 'doubt', message });
export const fault = (about: string, message: string): Finding => ({ about, state: 'fault', message });
