import type { Fault } from '../errors';
import type { Choice, Precision } from './choose-engine';
import type { DescribedPhoto, Stage } from './contract';
import type { DescriptorNetwork, Wanted } from './descriptor-network';

/** The limits of a photo that is taken. */
export interface PhotoLimits {
  photoMegapixels: number;
}

/** What a worker is told when it starts. */
export interface WorkerSettings {
  engine: 'auto' | 'native' | 'wasm';
  precision: 'auto' | Precision;
  /** How many threads compute the networks. */
  threads: number;
  limits: PhotoLimits;
  /** The folder of the networks. */
  weights: string;
  /** The operator's own network, if there is one. */
  own: DescriptorNetwork | null;
  bounds: WorkerBounds;
}

/** The settings as a worker gets them. */
export interface StartedWith extends WorkerSettings {
  /** The number of the app's process. */
  app: number;
}

/** What ends a worker, whatever it is doing. */
export interface WorkerBounds {
  /** The most memory that its process may have, in bytes. */
  memoryBytes: number;
  /** The most that decoding one photo may take of all cores together, in milliseconds. */
  decodingMs: number;
}

/** A photo for a worker to describe. */
export interface Job {
  bytes: Uint8Array;
  wanted: Wanted;
}

/** A worker's result. A fault comes back as a value, because errors lose their class between processes. */
export type Outcome = { photo: DescribedPhoto } | { fault: Pick<Fault, 'status' | 'id' | 'message'> };

/** What a worker tells the app. */
export type WorkerMessage =
  /** What it computes with. Comes first. */
  | ({ tells: 'choice' } & Choice)
  /** It has loaded its networks, and takes a job. */
  | { tells: 'ready' }
  /** It can't load its networks, and ends. */
  | { tells: 'broken'; error: unknown }
  | { tells: 'stage'; stage: Stage }
  /** The job is done. It takes the next one. */
  | { tells: 'outcome'; outcome: Outcome }
  | { tells: 'failure'; error: unknown };

/** Why a worker ended itself in the middle of a photo: it took too long to decode, or too much memory. */
export type Excess = 'time' | 'memory';

/** The worker's end of the pipe in which it leaves an excess, as it has no time to send a message. */
export const EXCESS_FD = 4;
