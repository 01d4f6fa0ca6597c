import type Koa from 'koa';
import { nameTaken } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import type { Merge } from '../../people/merges';
import { API_PREFIX } from '../../web/responses/api-paths';
import { apiRoutes } from '../protocol/api-routes';
import { timeOf } from '../protocol/fields';
import { listReply } from '../protocol/lists';
import type { ApiNeeds } from '../services';
import {
  createPerson,
  deletePerson,
  listMerges,
  listPeople,
  mergePeople,
  renamePerson,
  setCover,
  showPerson,
  undoMerge,
} from './operations';

interface Shown {
  handle: string;
  name: string;
  createdAt: number;
  photoCount: number;
  cover: string | null;
}

const presentPerson = ({ handle, name, createdAt, photoCount, cover }: Shown) => ({
  ...{ id: handle, name, createdAt: timeOf(createdAt), photos: photoCount, cover },
});

const presentMerge = ({ id, kept, name, photos }: Merge) => ({ id, person: kept.handle, name, photos });

/** Registers the calls on people. */
export function register(app: Koa, services: ApiNeeds): void {
  const { people, merges } = services;
  const api = apiRoutes(app, services);

  async function show(gallery: Gallery, handle: string) {
    const person = await people.find(gallery, handle);
    const portrait = (await people.portraitOf(person)) ?? { cover: null, photoCount: 0 };
    return presentPerson({ ...person, ...portrait });
  }

  api.on(listPeople, async ({ ctx, gallery, query: { search, limit, cursor } }) => {
    const found = await people.listAfter(gallery, { search: search.trim(), after: cursor, limit: limit + 1 });
    return listReply(ctx, found, limit, ({ searchKey, id }) => ({ searchKey, id }), presentPerson);
  });

  api.on(createPerson, async ({ gallery, body: { name } }) => {
    const { handle } = await people.create(gallery, name);
    return {
      status: 201,
      body: await show(gallery, handle),
      headers: { Location: `${API_PREFIX}/people/${handle}` },
    };
  });

  api.on(showPerson, async ({ gallery, params }) => ({ status: 200, body: await show(gallery, params.person) }));

  api.on(renamePerson, async ({ gallery, params: { person }, body: { name } }) => {
    const other = await people.rename(gallery, person, name);
    if (other) throw nameTaken(other.name);
    return { status: 200, body: await show(gallery, person) };
  });

  api.on(deletePerson, async ({ gallery, params: { person } }) => {
    await people.remove(gallery, person);
    return { status: 204 };
  });

  api.on(setCover, async ({ gallery, params: { person }, body: { photo } }) => {
    await people.setCover(gallery, person, photo ?? undefined);
    return { status: 200, body: await show(gallery, person) };
  });

  api.on(mergePeople, async ({ gallery, params: { person }, body: { person: other, insist } }) => {
    const merge = await merges.merge(gallery, person, other, insist);
    return { status: 201, body: presentMerge(merge), headers: { Location: `${API_PREFIX}/merges/${merge.id}` } };
  });

  api.on(listMerges, async ({ gallery, params: { person } }) => {
    const found = await merges.into(gallery, await people.find(gallery, person));
    return { status: 200, body: { items: found.map(presentMerge) } };
  });

  api.on(undoMerge, async ({ gallery, params: { merge } }) => {
    const { restored } = await merges.undo(gallery, merge);
    return { status: 200, body: await show(gallery, restored.handle) };
  });

  api.register();
}
