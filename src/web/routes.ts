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

/** Adds a route with up to four middleware. Its handler may read what they add to the state. */
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

/** koa-router's router, typed: handlers can read only the parameters in their path and what their middleware adds. */
export interface Routes<Prefix extends string> {
  get: AddRoute<Prefix>;
  post: AddRoute<Prefix>;
  patch: AddRoute<Prefix>;
  put: AddRoute<Prefix>;
  delete: AddRoute<Prefix>;
  routes(): Koa.Middleware;
  allowedMethods(): Koa.Middleware;
}

/** Creates a router for the addresses that begin with a prefix. */
export const createRouter = <const Prefix extends string = ''>(prefix?: Prefix): Routes<Prefix> =>
  new Router({ prefix }) as unknown as Routes<Prefix>;

// Koa's types don't know our context. These two functions are the only places where one becomes the other.

/** Types a package's middleware as one of ours. */
export const fromKoa = (middleware: Koa.Middleware): Middleware => middleware as unknown as Middleware;

/** Types our context as Koa's, for a package that takes it. */
export const koaContext = (ctx: BareContext): Koa.Context => ctx as Koa.Context;
