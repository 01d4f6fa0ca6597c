import type Koa from 'koa';
import type { Context } from '../context';
import { wantsJson } from '../responses/content-negotiation';
import { navItemsFor } from './navigation';
import { takeNotices } from './notices';
import type { Views } from './views';

/** Gives every request `ctx.render`. */
export function renderPages(app: Koa, views: Views): void {
  app.context.render = function render(this: Context, view: string, data: { title: string; [key: string]: unknown }) {
    const { user = null, formFault = null } = this.state;
    const html = views.render(view, {
      user,
      formFault,
      nav: user ? navItemsFor(this.path) : [],
      notices: noticesOf(this),
      ...data,
    });
    this.type = 'html';
    this.body = html;
    // A page shows a person's own photos and names: no cache may keep it past their sign-out.
    this.set('Cache-Control', 'no-store');
  };
}

// A script that is redirected to a page reads none of it, and one that wants a part of a page may say so (browser/core/parts.js): the
// notices are for the page that is shown then.
const noticesOf = (ctx: Context) => (wantsJson(ctx) || ctx.get('X-Keep-Notices') ? [] : takeNotices(ctx));
