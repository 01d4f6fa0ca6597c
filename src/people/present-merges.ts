import type { Notice } from '../web/context';
import { helpers } from '../web/pages/helpers';
import type { Merge } from './merges';
import { undoUrl } from './people-addresses';
import type { UndoneMerge } from './undo-merge';

/** The notice after a merge, with a button to undo it. */
export const mergeNotice = ({ id, kept, name }: Merge): Notice => ({
  kind: 'success',
  text: `${name} was merged into ${kept.name}.`,
  action: { url: undoUrl(id), label: 'Undo' },
});

/** The notice after a merge was undone. */
export function undoneMergeNotice({ restored, formerName, photos, kept }: UndoneMerge): Notice {
  const isRenamed = restored.name !== formerName;
  const as = isRenamed ? `, now named ${restored.name} because the name ${formerName} is taken` : '';
  const rest = kept ? '' : ' The person they were merged into had no other photos and was removed.';
  return {
    kind: isRenamed || !kept ? 'warning' : 'success',
    text: `${formerName} is back with ${helpers.plural(photos, 'photo', 'photos')}${as}.${rest}`,
  };
}
