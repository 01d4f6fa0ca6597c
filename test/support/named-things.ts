import path from 'node:path';
import { expect } from 'chai';
import { createApp } from '../../src/app';
import { randomId } from '../../src/storage/names';
import { DAY_MS } from '../../src/units';
import { isForApi } from '../../src/web/responses/api-paths';
import { apiClient } from './api';
import type { TestApp } from './app';
import type { Browser } from './browser';
import { firstOf } from './elements';
import { photosOf } from './gallery';
import { importZip } from './imports';
import { userId } from './members';
import { galleryOf, viewerOf } from './people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from './photos';
import { nameOf, PUBLIC, type Route, routesOf } from './routes';
import { addWebhook } from './webhooks';
import { zipOf } from './zips';

/** A route that names something, with an address of what somebody has, and one of what nobody has. */
export interface NamedAddress {
  route: Route;
  own: string;
  unknown: string;
}

/** Invites somebody who isn't there to somebody's gallery. @returns the invitation's handle */
async function invitationTo(app: TestApp, owner: string): Promise<string> {
  const { id } = await galleryOf(app, owner);
  const { invitations } = app.services;
  const invitation = { role: 'viewer', email: 'bea@example.org', name: null, isSingleUse: true } as const;
  await invitations.make(id, await userId(app, owner), { ...invitation, expiresAt: Date.now() + DAY_MS });
  return firstOf(await invitations.list(id)).handle;
}

/**
 * Gives somebody one of everything that an address can name: people ("Bea of Ada" and others), photos, a result, a draft, an import, and the rest.
 * @returns every route of pages that names something
 */
export async function addressesOfAll(app: TestApp, ada: Browser): Promise<NamedAddress[]> {
  const { catalog } = app.services;
  await ada.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea of Ada' }));
  await ada.post('/images', photoForm([['three.jpg', samplePhoto(1)]], { name: 'Somebody' }));
  await ada.post('/recognition', photoForm([['three.jpg', samplePhoto(1)]]));
  const { id: result } = await catalog.selectFrom('recognitions').select('id').executeTakeFirstOrThrow();
  await ada.post(`/recognition/${result}/faces/1/ignore`);
  await importZip(ada, zipOf([{ name: 'Cleo/1.jpg', bytes: await cropFace(ADA_IN_SAMPLE_1) }]));
  const handleOf = async (name: string) =>
    (await catalog.selectFrom('people').select('handle').where('name', '=', name).executeTakeFirstOrThrow()).handle;
  const bea = await handleOf('Bea of Ada');
  await ada.post(`/people/${bea}/merge`, { handle: await handleOf('Cleo'), insist: 'yes' });
  const idIn = async (table: 'drafts' | 'recognitions' | 'imports' | 'merges' | 'ignoredFaces') =>
    String((await catalog.selectFrom(table).select('id').executeTakeFirstOrThrow()).id);
  const keyHandle = async () => {
    await apiClient(app, 'Ada');
    return (await catalog.selectFrom('apiKeys').select('handle').executeTakeFirstOrThrow()).handle;
  };
  const { webhook } = await addWebhook(app, 'https://hooks.example.org/seen');
  const delivery = await app.services.deliveries.test(await viewerOf(app, 'Ada'), webhook.handle);
  const invitation = await invitationTo(app, 'Ada');
  const named: ReadonlyArray<readonly [place: string, value: string]> = [
    ['/drafts/', await idIn('drafts')],
    ['/recognition/', await idIn('recognitions')],
    ['/ignored/', await idIn('ignoredFaces')],
    ['/account/imports/', await idIn('imports')],
    ['/people/actions/', await idIn('merges')],
    ['/people/', bea],
    ['/keys/actions/', await keyHandle()],
    ['/webhooks/', webhook.handle],
    ['/accounts/actions/', randomId()],
    ['/security/actions/', randomId()],
    ['/admin/users/', String(await userId(app, 'Ada'))],
    ['/members/actions/revoke/', invitation],
    ['/members/actions/', String(await userId(app, 'Ada'))],
    ['/galleries/actions/', invitation],
    ['/images/', path.basename(firstOf(await photosOf(ada)))],
  ];
  const routes = routesOf(createApp(app.services)).filter(
    // An invitation's link is for whoever has it.
    (each) =>
      each.path.includes(':') && !isForApi(each) && !PUBLIC.has(nameOf(each)) && !each.path.startsWith('/invitations/'),
  );
  return routes.map((route) => {
    const [, value = ''] = named.find(([place]) => route.path.startsWith(place)) ?? [];
    expect(value, `something of Ada’s for ${route.path}`).not.to.equal('');
    const at = (id: string) =>
      route.path.replace(':number', '1').replace(':delivery', delivery.handle).replace(/:\w+/, id);
    return { route, own: at(value), unknown: at(randomId()) };
  });
}
