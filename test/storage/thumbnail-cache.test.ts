import { expect } from 'chai';
import { ThumbnailCache } from '../../src/storage/thumbnail-cache';
import { rejection } from '../support/rejection';

describe('cached thumbnails', () => {
  let cache: ThumbnailCache;
  let made: string[];
  beforeEach(() => {
    cache = new ThumbnailCache();
    made = [];
  });

  const get = (name: string, bytes = 1) =>
    cache.get(name, async () => {
      made.push(name);
      return Buffer.alloc(bytes, name);
    });

  it('are made once, even for requests at the same time', async () => {
    const [one, other] = await Promise.all([get('a'), get('a')]);
    expect(one).to.equal(other);
    expect(await get('a')).to.equal(one);
    expect(await get('b')).to.not.equal(one);
    expect(made).to.deep.equal(['a', 'b']);
  });

  it('are made again when the photo was removed', async () => {
    await get('a');
    cache.drop('a');
    await get('a');
    expect(made).to.deep.equal(['a', 'a']);
  });

  it('are not kept when the photo is removed while one is being made', async () => {
    const making = get('a');
    cache.drop('a');
    expect(await making).to.not.equal(undefined);
    await get('a');
    expect(made).to.deep.equal(['a', 'a']);
  });

  it('are tried again after a failure, or after there was no photo', async () => {
    const failed = cache.get('a', () => Promise.reject(new Error('damaged')));
    const waiting = cache.get('a', async () => Buffer.alloc(1));
    expect((await rejection(failed)).message).to.equal('damaged');
    expect((await rejection(waiting)).message, 'whoever waited hears the same').to.equal('damaged');
    expect(await cache.get('a', async () => undefined)).to.equal(undefined);
    expect(await get('a')).to.not.equal(undefined);
  });

  it('take 16 MB at most: the least recently used goes first', async () => {
    const megabyte = 1024 * 1024;
    for (let i = 0; i < 16; i++) await get(`${i}`, megabyte);
    await get('0', megabyte);
    await get('16', megabyte);
    made.length = 0;
    await get('0', megabyte);
    await get('1', megabyte);
    expect(made).to.deep.equal(['1']);
  });
});
