import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { until } from './app-process';
import type { Browser, Page } from './browser';
import type { Household } from './faulty-household';
import { peopleOf, photosOf } from './gallery';
import { addPerson, finishedImport, startedForm } from './imports';
import { BEA, cropFace, photoForm, samplePhoto } from './photos';
import { type Stored, storedIn } from './stored';
import { zipOf } from './zips';

/** Something that users do and that changes files. */
export interface Operation {
  name: string;
  /** Prepares what it needs, whatever was there before. @returns the request that does it */
  prepare(household: Household): Promise<() => Promise<Page>>;
  /** Waits for what goes on after the answer. */
  finish?(household: Household): Promise<void>;
  /** Resumes what a fault has interrupted. */
  resume?(household: Household): Promise<void>;
  /** Whether it has been done, and nothing else. */
  isDone(before: Stored, now: Stored): boolean;
  /** Whether it may be done though the answer was a fault: what was deleted is gone for people, while its file waits to be removed. */
  mayStand?: boolean;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
const without = (people: Stored['people'], ...names: string[]) =>
  Object.fromEntries(Object.entries(people).filter(([name]) => !names.includes(name)));

async function post(grace: Browser, path: string): Promise<void> {
  expect((await grace.post(path)).status, path).to.equal(303);
}

/** Removes everybody but Ada. */
async function forgetOthers(grace: Browser): Promise<void> {
  for (const { url, name } of await peopleOf(grace)) if (name !== 'Ada') await post(grace, `${url}/delete`);
}

/** @returns Bea's address, and her photo's */
async function makeBeaAnew(grace: Browser): Promise<{ person: string; photo: string }> {
  await forgetOthers(grace);
  await addPerson(grace, 'Bea', await cropFace(BEA));
  const person = (await peopleOf(grace)).find(({ name }) => name === 'Bea')?.url ?? '';
  const photo = (await photosOf(grace)).find((url) => url.startsWith('/images/bea-')) ?? '';
  return { person, photo };
}

export const adding: Operation = {
  name: 'add a photo',
  prepare: async ({ grace }) => {
    await makeBeaAnew(grace);
    await forgetOthers(grace);
    const bea = await cropFace(BEA);
    await grace.open('/'); // shows the notices, which then are gone
    return () => grace.post('/images', photoForm([['bea.jpg', bea]], { name: 'Bea' }));
  },
  isDone: (before, now) =>
    now.people['Bea']?.length === 1 && same({ ...now, people: without(now.people, 'Bea') }, before),
};

export const answering: Operation = {
  name: 'say which face of a waiting photo is meant',
  prepare: async (household) => {
    const { grace } = household;
    await forgetOthers(grace);
    await post(grace, '/drafts/actions/discard-all');
    const { location } = await grace.post('/images', photoForm([['group.jpg', samplePhoto(1)]], { name: 'Bea' }));
    await grace.open('/');
    return () => grace.post(`${location}/choose`, { face: '1' });
  },
  isDone: (before, now) =>
    now.people['Bea']?.length === 1 &&
    now.drafts.length === 0 &&
    same({ ...now, people: without(now.people, 'Bea'), drafts: before.drafts }, before),
};

export const recognizing: Operation = {
  name: 'recognize',
  prepare: async ({ grace, dataDir, shown }) => {
    const bea = await cropFace(BEA);
    const recognize = () => grace.post('/recognition', photoForm([['bea.jpg', bea]]));
    expect((await recognize()).status).to.equal(303);
    for (const id of storedIn(dataDir).results)
      if (!shown.endsWith(id)) await post(grace, `/recognition/actions/delete/${id}`);
    await grace.open('/');
    return recognize;
  },
  isDone: (before, now) =>
    now.results.length === before.results.length + 1 && same({ ...now, results: before.results }, before),
};

export const renaming: Operation = {
  name: 'rename a person',
  prepare: async ({ grace }) => {
    const { person } = await makeBeaAnew(grace);
    return () => grace.post(`${person}/rename`, { name: 'Beatrice' });
  },
  isDone: (before, now) =>
    same(now.people['Beatrice'], before.people['Bea']) &&
    same(without(now.people, 'Beatrice'), without(before.people, 'Bea')),
};

export const deletingPhoto: Operation = {
  name: 'delete a photo',
  prepare: async ({ grace }) => {
    const { photo } = await makeBeaAnew(grace);
    return () => grace.post(photo.replace('/images/', '/images/actions/delete/'));
  },
  isDone: (before, now) => same(now, { ...before, people: without(before.people, 'Bea') }),
  mayStand: true,
};

export const deletingPerson: Operation = {
  name: 'delete a person',
  prepare: async ({ grace }) => {
    const { person } = await makeBeaAnew(grace);
    return () => grace.post(`${person}/delete`);
  },
  isDone: (before, now) => same(now, { ...before, people: without(before.people, 'Bea') }),
  mayStand: true,
};

export const exporting: Operation = {
  name: 'export',
  prepare: async ({ grace, dataDir }) => {
    expect((await grace.get('/account/export')).status).to.equal(200);
    await until(() => readdirSync(path.join(dataDir, 'incoming')).length === 0); // its end is the download's, and a little later
    await grace.open('/');
    return () => grace.get('/account/export');
  },
  isDone: (before, now) => same(now, before),
};

const importsOf = ({ dataDir }: Household) =>
  storedIn(dataDir).imports.map(({ id, state }) => ({ path: `/account/imports/${id}`, state }));

export const importing: Operation = {
  name: 'import',
  prepare: async (household) => {
    const { grace } = household;
    for (const { path } of importsOf(household)) await post(grace, `${path}/delete`);
    await makeBeaAnew(grace);
    await forgetOthers(grace);
    const zip = zipOf([
      { name: 'Bea/1.jpg', bytes: await cropFace(BEA) },
      { name: 'Bea/2.jpg', bytes: Buffer.from('no photo') },
    ]);
    await grace.open('/');
    return () => grace.post('/account/imports', startedForm(zip));
  },
  finish: async (household) => {
    for (const { path } of importsOf(household)) await finishedImport(household.grace, path);
  },
  resume: async (household) => {
    for (const { path, state } of importsOf(household))
      if (state !== 'done') await post(household.grace, `${path}/resume`);
    await importing.finish?.(household);
  },
  isDone: (before, now) =>
    now.people['Bea']?.length === 1 &&
    same(without(now.people, 'Bea'), before.people) &&
    now.imports.length === 1 &&
    now.imports.every(({ state }) => state === 'done'),
};
