import type { Notice } from '../web/context';
import { helpers } from '../web/pages/helpers';
import type { Merge } from './merges';
import { undoUrl } from './people-addresses';
import type { UndoneMerge } from './undo-merge';

/** What is told of two people who became one, and how to take it back. */
export const mergeNotice = ({ id, kept, name }: Merge): Notice => ({
  kind: 'success',
  text: `${name} and ${kept.name} are one person now.`,
  action: { url: undoUrl(id), label: 'Undo' },
});

/** What is told of two people who were parted again. */
export function undoneMergeNotice({ restored, formerName, photos, kept }: UndoneMerge): Notice {
  const isRenamed = restored.name !== formerName;
  const as = isRenamed ? ` as ${restored.name}, since somebody else is named ${formerName} by now` : '';
  const rest = kept ? '' : ' The person they were merged with had no other photo, and is gone.';
  return {
    kind: isRenamed || !kept ? 'warning' : 'success',
    text: `${formerName} is back, with ${helpers.plural(photos, 'photo', 'photos')}${as}.${rest}`,
  };
}
