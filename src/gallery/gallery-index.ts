import type { Catalog } from '../catalog/catalog';
import { inTurns } from '../concurrency/turns';
import { DescriptorIndex } from './descriptor-index';
import { type EnrolledFace, type EnrolledFaces, groupByPerson } from './enrolled-faces';
import { changedSince, galleryVersion } from './galleries';
import { meanOf } from './nearest';

/** When more people than this have changed, everyone is reloaded. */
const MAX_PEOPLE_AT_ONCE = 1000;

/** Puts the mean of a person's faces into an index. */
function enrol(index: DescriptorIndex, faces: readonly EnrolledFace[]): void {
  const [first] = faces;
  if (first) index.set(first.person, meanOf(faces.map(({ descriptor }) => descriptor)), faces.length);
}

/** The descriptor index of one gallery, and the gallery version that it reflects. */
export class GalleryIndex {
  readonly people = new DescriptorIndex();
  private version: number | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly faces: EnrolledFaces,
    private readonly galleryId: number,
  ) {}

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
    const version = await galleryVersion(this.catalog, this.galleryId);
    const changed =
      this.version === undefined ? undefined : await changedSince(this.catalog, this.galleryId, this.version);
    if (changed && changed.length <= MAX_PEOPLE_AT_ONCE) await this.reload(changed);
    else await this.reloadAll();
    this.version = version;
  }

  private async reload(people: readonly number[]): Promise<void> {
    const faces = groupByPerson(await this.faces.ofPeople(this.galleryId, people));
    for await (const id of inTurns(people)) {
      const own = faces.get(id);
      if (own) enrol(this.people, own);
      else this.people.delete(id);
    }
  }

  private async reloadAll(): Promise<void> {
    const faces = groupByPerson(await this.faces.all(this.galleryId));
    for (const id of this.people.ids()) if (!faces.has(id)) this.people.delete(id);
    for await (const own of inTurns(faces.values())) enrol(this.people, own);
  }
}
