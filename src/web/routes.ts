import type Koa from 'koa';
import Router from 'koa-router';
import type { BareContext, Handler, Middleware } from './context';

type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** The parameters that a path names: `{ id: string }` for `/drafts/:id`. */
export type ParamsOf<Path extends string> = { [Name in NamesIn<Path>]: string };

/** Adds a route: what its middleware adds to the state, in up to four steps, its handler may read. */
interface AddRoute<Prefix extends string> {
  <Path extends string>(path: Path, handler: Handler<ParamsOf<`${Prefix}${Path}`>>): void;
  <Path extends string, A extends object>(
    path: Path,
    first: Middleware<ParamsOf<`${Prefix}${Path}`>, A>,
    handler: Handler<ParamsOf<`${Prefix}${Path}`>, A>,
  ): void;
  <Path extends string, A extends object, B extends object>(
    path: Path,
    first: Middleware<ParamsOf<`${Prefix}${Path}`>, A>,
    second: Middleware<ParamsOf<`${Prefix}${Path}`>, B>,
    handler: Handler<ParamsOf<`${Prefix}${Path}`>, A & B>,
  ): void;
  <Path extends string, A extends object, B extends object, C extends object>(
    path: Path,
    first: Middleware<ParamsOf<`${Prefix}${Path}`>, A>,
    second: Middleware<ParamsOf<`${Prefix}${Path}`>, B>,
    third: Middleware<ParamsOf<`${Prefix}${Path}`>, C>,
    handler: Handler<ParamsOf<`${Prefix}${Path}`>, A & B & C>,
  ): void;
  <Path extends string, A extends object, B extends object, C extends object, D extends object>(
    path: Path,
    first: Middleware<ParamsOf<`${Prefix}${Path}`>, A>,
    second: Middleware<ParamsOf<`${Prefix}${Path}`>, B>,
    third: Middleware<ParamsOf<`${Prefix}${Path}`>, C>,
    fourth: Middleware<ParamsOf<`${Prefix}${Path}`>, D>,
    handler: Handler<ParamsOf<`${Prefix}${Path}`>, A & B & C & D>,
  ): void;
}

/** koa-router's router, whose routes hold their handlers to the parameters in their paths and to what their middleware adds. */
export interface Routes<Prefix extends string> {
  get: AddRoute<Prefix>;
  post: AddRoute<Prefix>;
  routes(): Koa.Middleware;
  allowedMethods(): Koa.Middleware;
}

/** Makes a router for the addresses that begin with a prefix. */
export const createRouter = <const Prefix extends string = ''>(prefix?: Prefix): Routes<Prefix> =>
  new Router({ prefix }) as unknown as Routes<Prefix>;

// Koa's types know nothing of what stands in our context: the two meet here, and nowhere else.

/** A middleware of a package, for us. */
export const fromKoa = (middleware: Koa.Middleware): Middleware => middleware as unknown as Middleware;

/** A request, for a package that takes Koa's context. */
export const koaContext = (ctx: BareContext): Koa.Context => ctx as Koa.Context;
