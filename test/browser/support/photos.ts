import type { Locator } from 'playwright-core';

/** Chooses photos in a file field, as from a camera's folder. */
export function choosePhotos(field: Locator, photos: Readonly<Record<string, Buffer>>): Promise<void> {
  return field.setInputFiles(
    Object.entries(photos).map(([name, buffer]) => ({ name, mimeType: 'image/jpeg', buffer })),
  );
}
