import type { Leases } from '../../catalog/leases';
import { SharedTurns } from '../../catalog/shared-turns';
import { Turns } from '../../concurrency/turns';
import { mergeUnlike, nameTakenThere, sameGallery } from '../../errors';
import { actAs, currentActor } from '../../events/actor';
import { type Gallery, requireGallery, tellIn } from '../../gallery/galleries';
import { memberIds } from '../../gallery/memberships';
import { lookUnlike } from '../../gallery/own-photos';
import { findPerson, type Person, type PersonReference, requirePerson } from '../../gallery/person-rows';
import { restorePersonDetails } from '../../gallery/restore-person';
import { type CopyPreview, type PreviewDependencies, previewCopy } from './copy-preview';
import { requireMayCopy } from './copying-rights';
import { type CopierDependencies, PhotoCopier } from './photo-copier';
import { copyOfCover, countPhotos, PhotosThere, type PhotoToCopy, photosToCopy } from './photos-to-copy';
import { removeCopied } from './remove-copied';

/** A person who is to be copied to another gallery. */
export interface CopyRequest {
  userId: number;
  source: Gallery;
  /** The person's, in the source. */
  handle: string;
  target: Gallery;
  /** Their name there, as `readName` returns it. */
  name: string;
  /** Whether somebody of that name there gets the photos. */
  joins: boolean;
  /** Whether they do even if the two don't look alike. */
  insists: boolean;
  /** Whether what was copied is deleted in the source in the end. */
  moves: boolean;
  /** The id of the photo with which an earlier step ended; 0 for the first step. */
  after: number;
}

/** What a step has done. */
export interface CopyStep {
  /** The person's name there. */
  name: string;
  added: number;
  /** How many photos were there already. */
  known: number;
  /** How many can't be copied: their file or their face wasn't found. */
  refused: number;
  /** After the last step: how many were left out in all steps, as what is stored of their face is damaged. */
  damaged: number;
  /** Where the next step begins; undefined after the last one. */
  next: number | undefined;
  /** After the last step of a move: how many photos were deleted here, and whether the person is gone. */
  removed: { deleted: number; isGone: boolean } | undefined;
}

/** How many photos a step copies: so many that no request takes minutes. Describing a face takes about ten times as long as copying it. */
const MOST = { copied: 200, described: 20 };

/** Copies and moves people between galleries that somebody may edit both. A step that breaks off leaves whole photos, which the next one finds. */
export class PersonCopies {
  private readonly copier: PhotoCopier;
  private readonly turns: SharedTurns;

  constructor(private readonly deps: CopierDependencies & PreviewDependencies & { leases: Leases }) {
    this.copier = new PhotoCopier(deps);
    this.turns = new SharedTurns(deps.leases, 'copies into gallery');
  }

  /** Finds out what copying a person would do. It changes nothing. @param name theirs there, as `readName` returns it */
  preview(source: Gallery, person: Person, target: Gallery, name: string): Promise<CopyPreview> {
    return previewCopy(this.deps, source, person, target, name);
  }

  /**
   * Copies some of a person's photos, or all if there are few. The last step of a move deletes here what is there.
   * @throws galleryNotFound for a gallery that one isn't a member of, roleTooWeak, sameGallery, personNotFound, nameTakenThere, mergeUnlike,
   *   storageFull, storageUnavailable, quotaReached; then what was copied so far stays
   */
  copy(request: CopyRequest, signal: AbortSignal): Promise<CopyStep> {
    const work = () => this.turns.run(request.target.id, () => this.step(request, signal));
    return actAs({ ...currentActor(), isCopying: true }, work);
  }

  private async step(request: CopyRequest, signal: AbortSignal): Promise<CopyStep> {
    const { catalog } = this.deps;
    const { source, target, name } = request;
    if (source.id === target.id) throw sameGallery();
    await requireMayCopy(catalog, request);
    const person = await requirePerson(catalog, source.id, request.handle);
    const known = await findPerson(catalog, target.id, name);
    if (known) await this.requireOne(request, person, known);
    const there = await PhotosThere.of(catalog, target, known);
    const most = source.network === target.network ? MOST.copied : MOST.described;
    const { photos, next } = await photosToCopy(catalog, person.id, request.after, most);
    const done = await this.copyAll(request, { person, known, there }, photos, signal);
    if (next !== undefined) return { ...done, name, next, damaged: 0, removed: undefined };
    const { damaged } = await countPhotos(catalog, person.id);
    if (!request.moves) return { ...done, name, next, damaged, removed: undefined };
    const now = await findPerson(catalog, target.id, name);
    const removed = await removeCopied(this.deps, source, person, await PhotosThere.of(catalog, target, now));
    return { ...done, name, next, damaged, removed };
  }

  private async copyAll(
    request: CopyRequest,
    { person, known, there }: { person: Person; known: Person | undefined; there: PhotosThere },
    photos: readonly PhotoToCopy[],
    signal: AbortSignal,
  ) {
    const { catalog } = this.deps;
    const { source, target, name } = request;
    const members = await memberIds(catalog, target.id);
    const done = { added: 0, known: 0, refused: 0 };
    let copied: PersonReference | undefined = known;
    const turns = new Turns();
    try {
      for (const photo of photos) {
        if (turns.isOver) await turns.next();
        signal.throwIfAborted();
        await requireMayCopy(catalog, request); // a role may be lost meanwhile
        if (there.has(photo)) {
          done.known++;
          continue;
        }
        const addedBy = photo.addedBy !== null && members.has(photo.addedBy) ? photo.addedBy : null;
        const whose = { name, personId: copied?.id, addedBy };
        const result = await this.copier.copy(await requireGallery(catalog, target.id), photo, whose, signal);
        if (typeof result === 'string') done[result]++;
        else {
          copied = result.person;
          done.added++;
        }
      }
    } finally {
      if (copied && done.added > 0) {
        const cover = await copyOfCover(catalog, person, copied.id);
        await restorePersonDetails(catalog, target, name, { createdAt: (known ?? person).createdAt, cover });
        const told = { photos: done.added, person: copied.handle, name: copied.name };
        await tellIn(catalog, target.id, { type: 'person.received', ...told });
        await tellIn(catalog, source.id, { ...told, type: 'person.copied', person: person.handle, name: person.name });
      }
    }
    return done;
  }

  private async requireOne({ source, target, joins, insists }: CopyRequest, one: Person, other: Person): Promise<void> {
    if (!joins) throw nameTakenThere(other.name);
    if (insists || source.network !== target.network) return;
    if (await lookUnlike(this.deps.catalog, one.id, other.id)) throw mergeUnlike(one.name, other.name);
  }
}
