import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Catalog } from '../../catalog/catalog';
import type { Leases } from '../../catalog/leases';
import { everyHour } from '../../concurrency/schedule';
import type { RunningEngine } from '../../engine/contract';
import type { DescriptorNetwork } from '../../engine/descriptor-network';
import { isFault } from '../../errors';
import { countBehind } from '../../gallery/description-rows';
import { describeSayings } from '../../gallery/description-sayings';
import { type Gallery, requireGallery, standingGalleries } from '../../gallery/galleries';
import { galleryState } from '../../gallery/gallery-changes';
import type { NewDescriptions } from '../../gallery/new-descriptions';
import type { MatchSettings } from '../../gallery/thresholds';
import type { Viewer } from '../../gallery/viewer';
import type { PhotoStore } from '../../storage/photo-store';
import { countAllResults } from '../all-results';
import type { Recognitions } from '../recognitions';
import { GalleryDescriber } from './describe-gallery';
import { findNameChanges } from './name-changes';
import type { Pending } from './pending';
import type { Progress } from './progress';
import { useNext } from './use-next';

interface Dependencies {
  catalog: Catalog;
  leases: Leases;
  engine: RunningEngine;
  recognitions: Recognitions;
  stores: Record<Pending['kind'], PhotoStore>;
  match: MatchSettings;
}

/** How long after the start the first look is taken: what people ask for comes first. */
const FIRST_LOOK_MS = 1000;
/** The pauses until a gallery is looked through again after another network counts in it: photos that were being described then come in by the old one. */
const LATER_LOOKS_MS = [2000, 20_000, 120_000, 600_000];

/**
 * Describes the faces of galleries anew, where another network than the preferred one has described them, or by fewer chips. Old and new descriptors
 * lie side by side until all is done; then the new ones count at once where no name changes by that, and otherwise once the user says so. It
 * goes on after a crash with what is left: rows say what has been tried.
 */
export class Redescription implements NewDescriptions {
  private readonly describer: GalleryDescriber;
  private readonly progress = new Map<number, Progress>();
  /** What a gallery's preview was made of. */
  private readonly seen = new Map<number, string>();
  private readonly waiting = new Set<number>();
  private readonly stopping = new AbortController();
  private readonly stopLooking: () => void;
  /** Resolves when all galleries have been looked through once. */
  private readonly looked: Promise<void>;
  private running: Promise<void> | undefined;

  constructor(
    private readonly deps: Dependencies,
    private readonly log: Logger,
  ) {
    this.describer = new GalleryDescriber(deps);
    const look = async () => void (await this.look());
    this.stopLooking = everyHour(look, log, 'failed to look for faces to describe anew');
    const first = pause(FIRST_LOOK_MS, undefined, { ref: false, signal: this.stopping.signal });
    this.looked = first.then(look, () => undefined);
  }

  private get network(): DescriptorNetwork | undefined {
    return this.deps.engine.networks[0];
  }

  /** Looks through all galleries for faces to describe anew. */
  private async look(): Promise<void> {
    try {
      for (const id of await standingGalleries(this.deps.catalog)) this.wake(id);
    } catch (error) {
      this.log.error({ err: error }, 'failed to look for faces to describe anew');
    }
  }

  /** Describes what is to be described in a gallery. Returns at once. */
  wake(galleryId: number): void {
    if (this.stopping.signal.aborted) return;
    this.waiting.add(galleryId);
    this.running ??= this.work().finally(() => {
      this.running = undefined;
    });
  }

  /** Resolves when nothing is to be described. */
  async settled(): Promise<void> {
    await this.looked;
    while (this.running) await this.running;
  }

  private async work(): Promise<void> {
    for (const id of this.waiting) {
      this.waiting.delete(id);
      try {
        await this.renew(id);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.progress.delete(id);
        if (isFault(error, 'account_deleted')) continue;
        this.log.error({ err: error, galleryId: id }, 'failed to describe faces anew');
      }
    }
  }

  private async renew(galleryId: number): Promise<void> {
    const { network } = this;
    const { catalog, engine } = this.deps;
    if (!network) return;
    const gallery = await requireGallery(catalog, galleryId);
    const isOther = gallery.network !== network.id;
    const show = (left: number, total: number) => {
      if (isOther && this.progress.get(galleryId)?.state !== 'ready')
        this.progress.set(galleryId, { state: 'running', left, total });
    };
    await this.describer.describeAll({ id: galleryId, network }, show, this.stopping.signal);
    await describeSayings(catalog, galleryId, network.id);
    if (!isOther) return;
    const seen = await this.contentsOf(gallery);
    const changes = await findNameChanges(
      { ...this.deps, networks: engine.networks, log: this.log },
      gallery,
      network.id,
      this.stopping.signal,
    );
    const behind = await countBehind(catalog, galleryId, network.id);
    this.progress.set(galleryId, { state: 'ready', changes, behind });
    this.seen.set(galleryId, seen);
    const isGone = engine.networks.every(({ id }) => id !== gallery.network);
    if ((changes.count === 0 && behind === 0) || isGone) await this.use(gallery);
  }

  /** How far a gallery's faces are described anew; undefined when the preferred network's descriptors count. */
  progressOf({ id, network }: Gallery): Progress | undefined {
    if (!this.network || network === this.network.id) return undefined;
    return this.progress.get(id) ?? { state: 'running', left: undefined, total: 0 };
  }

  /** Says what differs between two states of a gallery whose names may differ. */
  private async contentsOf(gallery: Gallery): Promise<string> {
    const { catalog } = this.deps;
    const [{ version }, results] = [await galleryState(catalog, gallery.id), await countAllResults(catalog, gallery)];
    return `${version} ${results} ${gallery.strictness}`;
  }

  /** As `progressOf`, with the changes in the viewer's own results. If the gallery has changed since, what would change is found out anew, and no name is told that may be gone. */
  async review({ gallery, userId }: Viewer): Promise<Progress | undefined> {
    const progress = this.progressOf(gallery);
    if (progress?.state !== 'ready') return progress;
    const { changes } = progress;
    const isCurrent = this.seen.get(gallery.id) === (await this.contentsOf(gallery));
    if (!isCurrent) this.wake(gallery.id);
    const listed = isCurrent ? changes.listed.filter((each) => each.userId === userId) : [];
    return { ...progress, changes: { ...changes, listed } };
  }

  /** How many names would change by using what was described anew; undefined unless the user has to decide. */
  wouldChange(gallery: Gallery): { names: number; photos: number } | undefined {
    const progress = this.progressOf(gallery);
    return progress?.state === 'ready' ? { names: progress.changes.count, photos: progress.behind } : undefined;
  }

  /**
   * Makes what was described anew count, in one transaction. Does nothing when it counts already.
   * @returns whether it counts from now on; false while it isn't ready
   * @throws accountDeleted
   */
  async use({ id }: Gallery): Promise<boolean> {
    const { network } = this;
    if (!network || this.progress.get(id)?.state !== 'ready') return false;
    await useNext(this.deps.catalog, id, network);
    this.progress.delete(id);
    this.seen.delete(id);
    this.log.info({ galleryId: id, network: network.id }, 'faces described anew count');
    this.wake(id); // photos that came meanwhile
    this.lookLater(id).catch(() => undefined); // the app is being closed
    return true;
  }

  private async lookLater(galleryId: number): Promise<void> {
    for (const ms of LATER_LOOKS_MS) {
      await pause(ms, undefined, { ref: false, signal: this.stopping.signal });
      this.wake(galleryId);
    }
  }

  async close(): Promise<void> {
    this.stopLooking();
    this.stopping.abort(new Error('The app is being closed.'));
    await this.running;
  }
}
