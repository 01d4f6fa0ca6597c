import { createHash, timingSafeEqual } from 'node:crypto';
import { Registry } from 'prom-client';
import { backupsIn, dateOf } from '../backup/backup-folders';
import type { Catalog } from '../catalog/catalog';
import type { Config } from '../config';
import type { RunningEngine } from '../engine/contract';
import { WatchedEngine } from '../engine/watched-engine';
import { onObserved } from '../observations';
import type { Middleware } from '../web/context';
import { createInstruments } from './instruments';
import { measurePhoto } from './measure-photo';
import { measureRequests } from './measure-requests';
import { sizesOf } from './sizes';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** What an app measures of itself, for Prometheus. It knows no names, and no ids of people, galleries or users. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly instruments = createInstruments(this.registry);
  private readonly ends: Array<() => void>;
  private readonly keyHash: Buffer | undefined;
  private refreshSizes: () => Promise<void> = async () => undefined;

  /** Counts each request; to be the first of all middleware. */
  readonly measureRequests: Middleware = measureRequests(this.instruments);

  constructor({ key }: NonNullable<Config['metrics']>) {
    this.keyHash = key === undefined ? undefined : sha256(key);
    const { recognitions, faces, enrolments, signIns, deliveries, backups } = this.instruments;
    this.ends = [
      onObserved('recognition', (seen) => {
        recognitions.inc();
        for (const certainty of seen.faces) faces.inc({ certainty });
      }),
      onObserved('enrolment', (labels) => enrolments.inc({ ...labels })),
      onObserved('sign-in', (labels) => signIns.inc({ ...labels })),
      onObserved('delivery', (labels) => deliveries.inc({ ...labels })),
      onObserved('backup', (labels) => backups.inc({ ...labels })),
    ];
  }

  /** Measures an engine. @returns it, to be used in its place */
  measure(engine: RunningEngine): RunningEngine {
    return new WatchedEngine(engine, () => measurePhoto(this.instruments));
  }

  /** Reads the sizes of a catalog and its data folder, and the age of its backups, from now on. */
  measureSizes(catalog: Catalog, { dataDir, backup }: Pick<Config, 'dataDir' | 'backup'>): void {
    const { lastBackup } = this.instruments;
    const refresh = sizesOf(catalog, dataDir, this.instruments);
    this.refreshSizes = async () => {
      const [newest] = backup ? (await backupsIn(backup.folder)).slice(-1) : [];
      if (newest !== undefined) lastBackup.set(dateOf(newest).getTime() / 1000);
      await refresh();
    };
  }

  /** Whether somebody who asks may see the metrics. @param authorization the header; compared in constant time */
  isAllowed(authorization = ''): boolean {
    if (!this.keyHash) return true;
    const [, key = ''] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    return timingSafeEqual(sha256(key), this.keyHash);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics in Prometheus' text format. Sizes that can't be read stay as they were. */
  async text(): Promise<string> {
    await this.refreshSizes().catch(() => undefined);
    return this.registry.metrics();
  }

  /** Stops measuring. */
  close(): void {
    for (const end of this.ends) end();
  }
}
