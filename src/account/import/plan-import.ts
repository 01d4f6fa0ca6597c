import { zipWithoutPhotos } from '../../errors';
import { readGalleryFile } from './gallery-file';
import type { Choices } from './import-choices';
import type { Plan } from './import-plan';
import { planByFolders } from './plan-by-folders';
import { planByManifest } from './plan-by-manifest';
import type { ZipFile } from './zip-file';
import { placeEntries } from './zip-folders';

/**
 * Plans what to do with each file of a zip: by `people.json` if there is one, otherwise by the folders that files are in.
 * @throws galleryFileUnreadable, galleryFileNewer, zipWithoutPhotos
 */
export async function planImport(zip: ZipFile, choices: Choices): Promise<Plan> {
  const placed = placeEntries(zip.entries);
  const manifest = await readGalleryFile(zip, placed);
  const plan = manifest ? planByManifest(placed, manifest) : await planByFolders(placed, choices);
  const ofSystems = zip.entries.length - placed.length;
  if (plan.tasks.length + plan.leftOut === plan.unread.length) throw zipWithoutPhotos();
  return { ...plan, passedOver: plan.passedOver + ofSystems };
}
