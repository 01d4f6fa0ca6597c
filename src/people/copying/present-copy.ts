import type { Access } from '../../gallery/access';
import { isAtLeast } from '../../gallery/memberships';
import type { Person } from '../../gallery/person-rows';
import type { Context, Notice } from '../../web/context';
import { helpers } from '../../web/pages/helpers';
import { copiesUrl, personUrl } from '../people-addresses';
import type { CopyPreview } from './copy-preview';
import type { CopyStep } from './person-copies';

/** The other galleries that whoever looks may edit. */
export const targetsOf = ({ state: { galleries = [], gallery } }: Context): Access[] =>
  galleries.filter((each) => each.gallery.id !== gallery?.id && isAtLeast(each.role, 'editor'));

/** What the page about a copy shows before a gallery is chosen. */
export const presentChoice = (person: Person, targets: readonly Access[], moves: boolean) => ({
  person: person.name,
  personUrl: personUrl(person.handle),
  copyUrl: copiesUrl(person.handle),
  verb: moves ? 'Move' : 'Copy',
  moves,
  galleries: targets.map(({ gallery: { handle, name } }) => ({ handle, name })),
  chosen: null,
});

/** Who sees the other gallery, in words. */
const audience = (members: number): string =>
  members > 1 ? `You and ${helpers.plural(members - 1, 'other member', 'other members')}.` : 'You alone, so far.';

/** What the page says that copying to a gallery would do. @param after where the next step begins; 0 before the first */
export function presentCopy(
  choice: ReturnType<typeof presentChoice>,
  { gallery }: Access,
  { photos, damaged, members, isAnew, namesake, lookalike }: CopyPreview,
  { name, after }: { name: string; after: number },
) {
  return {
    ...choice,
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
