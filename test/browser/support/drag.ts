import type { Locator, Page } from 'playwright-core';

const COPY = 1;

/** Where the middle of an element is, after it was scrolled into view. */
async function middleOf(place: Locator): Promise<{ x: number; y: number }> {
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error('The place of the drop isn’t shown.');
  return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 20) };
}

/** Drags files and folders from the file manager over an element. @returns what drops them there */
export async function dragFiles(page: Page, place: Locator, files: readonly string[]): Promise<() => Promise<void>> {
  await page.locator('[data-behavior]:not([data-live])').first().waitFor({ state: 'detached' });
  const session = await page.context().newCDPSession(page);
  const point = await middleOf(place);
  const act = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', {
      type,
      ...point,
      data: { items: [], files: [...files], dragOperationsMask: COPY },
    });
  await act('dragEnter');
  await act('dragOver');
  return async () => {
    await act('drop');
    await session.detach();
  };
}

/** Drops files and folders from the file manager on an element. */
export async function dropFiles(page: Page, place: Locator, files: readonly string[]): Promise<void> {
  await (await dragFiles(page, place, files))();
}

/** Drops text or a link of another page on an element. */
export async function dropText(page: Page, place: Locator, mimeType: string, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const point = await middleOf(place);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      type,
      ...point,
      data: { items: [{ mimeType, data }], dragOperationsMask: COPY },
    });
  await session.detach();
}
