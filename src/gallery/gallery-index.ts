import type { Catalog } from '../catalog/catalog';
import { DESCRIPTOR_LENGTH, type Described, lengthOf } from '../catalog/descriptors';
import { inTurns } from '../concurrency/turns';
import { DescriptorIndex } from './descriptor-index';
import { type EnrolledFace, type EnrolledFaces, groupByPerson } from './enrolled-faces';
import { changedSince, galleryState } from './gallery-changes';
import { meanOf } from './nearest';

/** When more people than this have changed, everyone is reloaded. */
const MAX_PEOPLE_AT_ONCE = 1000;

const of = (wanted: string, faces: readonly EnrolledFace[]) => faces.filter(({ network }) => network === wanted);

/** Puts the mean of a person's faces into an index. */
function enrol(index: DescriptorIndex, faces: readonly EnrolledFace[]): void {
  const [first] = faces;
  if (first) index.set(first.person, meanOf(faces.map(({ descriptor }) => descriptor)), faces.length);
}

const indexFor = (network: string) => new DescriptorIndex(lengthOf(network) ?? DESCRIPTOR_LENGTH);

/** The descriptor index of one gallery, and the gallery's state that it reflects. It holds the descriptors of one network alone. */
export class GalleryIndex {
  private index = indexFor('');
  private network = '';
  private version: number | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly faces: EnrolledFaces,
    private readonly galleryId: number,
    /** The network to take instead of the gallery's. */
    private readonly next?: string,
  ) {}

  /** Everyone with a photo whose descriptor counts. */
  get people(): DescriptorIndex {
    return this.index;
  }

  /** Whether a face can be compared with the people: the same network has described them. */
  knows({ network, descriptor }: Described): boolean {
    return network === this.network && descriptor.length === lengthOf(network);
  }

  /**
   * Brings the index up to at least this version of the gallery. Concurrent calls share one run, and start another one if its
   * version isn't enough for them.
   * @returns whether the index was behind
   */
  async catchUp(version: number): Promise<boolean> {
    if (this.version !== undefined && this.version >= version) return false;
    while (this.version === undefined || this.version < version) {
      this.running ??= this.advance().finally(() => {
        this.running = undefined;
      });
      await this.running;
    }
    return true;
  }

  private async advance(): Promise<void> {
    // The version is read first: a change that is committed after that is either loaded now or has a newer version.
    const { version, network: own } = await galleryState(this.catalog, this.galleryId);
    const network = this.next ?? own;
    const isOther = network !== this.network;
    const changed =
      this.version === undefined || isOther
        ? undefined
        : await changedSince(this.catalog, this.galleryId, this.version);
    if (changed && changed.length <= MAX_PEOPLE_AT_ONCE) await this.reload(changed);
    else if (isOther) await this.replace(network);
    else await this.reloadAll(this.index, network);
    this.version = version;
  }

  private async reload(people: readonly number[]): Promise<void> {
    const faces = groupByPerson(of(this.network, await this.faces.ofPeople(this.galleryId, people)));
    for await (const id of inTurns(people)) {
      const own = faces.get(id);
      if (own) enrol(this.index, own);
      else this.index.delete(id);
    }
  }

  private async reloadAll(index: DescriptorIndex, network: string): Promise<void> {
    const faces = groupByPerson(of(network, await this.faces.all(this.galleryId)));
    for (const id of index.ids()) if (!faces.has(id)) index.delete(id);
    for await (const own of inTurns(faces.values())) enrol(index, own);
  }

  /** Begins anew with the descriptors of another network. Who is searching the old ones finishes with them. */
  private async replace(network: string): Promise<void> {
    const index = indexFor(network);
    await this.reloadAll(index, network);
    [this.index, this.network] = [index, network];
  }
}
