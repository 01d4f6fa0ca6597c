import type { z } from 'zod';
import type { Access } from '../../gallery/access';
import type { AccessPage } from '../../gallery/access-list';
import { isAtLeast } from '../../gallery/memberships';
import type { Person } from '../../gallery/person-rows';
import type { Context, Notice } from '../../web/context';
import { pagesAround } from '../../web/fields';
import { helpers } from '../../web/pages/helpers';
import { copiesUrl, personUrl } from '../people-addresses';
import type { copyQuery } from './copies-schema';
import type { CopyPreview } from './copy-preview';
import type { CopyStep } from './person-copies';

/** Whether whoever looks may edit other galleries than this one. */
export const mayEditOthers = ({ state: { galleries, role } }: Context): boolean =>
  (galleries?.editable ?? 0) > (isAtLeast(role, 'editor') ? 1 : 0);

/** What the page about a copy shows in any case. */
export const presentCopying = (person: Person, moves: boolean) => ({
  person: person.name,
  personUrl: personUrl(person.handle),
  copyUrl: copiesUrl(person.handle),
  verb: moves ? 'Move' : 'Copy',
  moves,
  galleries: [],
  isNarrowed: false,
  chosen: null,
});

/** What it shows before a gallery is chosen: those of a page, or whose names contain a text, and how many more there are. */
export const presentChoice = (
  { handle }: Person,
  { accesses, count, more }: AccessPage,
  { q: search, page, move: moves }: z.output<typeof copyQuery>,
) => ({
  galleries: accesses.map(({ gallery }) => ({ handle: gallery.handle, name: gallery.name })),
  search,
  isNarrowed: search !== '' || page > 1,
  others: count - accesses.length,
  allUrl: copiesUrl(handle, { moves }),
  ...pagesAround(page, more, (number) => copiesUrl(handle, { moves, search, page: number })),
});

/** Who sees the other gallery, in words. */
const audience = (members: number): string =>
  members > 1 ? `You and ${helpers.plural(members - 1, 'other member', 'other members')}.` : 'You alone, so far.';

/** What the page says that copying to a gallery would do. @param after where the next step begins; 0 before the first */
export function presentCopy(
  copying: ReturnType<typeof presentCopying>,
  { gallery }: Access,
  { photos, damaged, members, isAnew, namesake, lookalike }: CopyPreview,
  { name, after }: { name: string; after: number },
) {
  return {
    ...copying,
    chosen: {
      handle: gallery.handle,
      gallery: gallery.name,
      name,
      photos,
      damaged,
      audience: audience(members),
      isAnew,
      after,
      namesake: namesake ?? null,
      lookalike: lookalike ?? null,
    },
  };
}

const counted = (count: number, one: string, many: string): string[] =>
  count > 0 ? [`${helpers.plural(count, one, many)}.`] : [];

/** Says what the last step of a copy or a move has come to. */
export function copyNotice(person: Person, gallery: string, step: CopyStep): Notice {
  const { added, known, refused, damaged, removed } = step;
  const done = helpers.plural(added, 'photo was', 'photos were');
  const sentences = [
    `${done} copied to ${gallery}, as ${step.name}.`,
    ...counted(known, 'photo was there already', 'photos were there already'),
    ...counted(refused, 'photo couldn’t be copied', 'photos couldn’t be copied'),
    ...counted(
      damaged,
      'photo was left out, as its face data is damaged',
      'photos were left out, as their face data is damaged',
    ),
    ...(removed?.isGone ? [`${person.name} is no longer here.`] : []),
    ...(removed && !removed.isGone ? [`${person.name} stays here, with the photos that aren’t there.`] : []),
  ];
  return { kind: refused + damaged > 0 ? 'warning' : 'success', text: sentences.join(' ') };
}
