import type Koa from 'koa';
import { takeNotices } from './notices';
import type { Views } from './views';

declare module 'koa' {
  interface DefaultContext {
    /** Answers with a page: a view inside the layout, with what every page shows. */
    render(view: string, data: { title: string; [key: string]: unknown }): void;
  }
  interface DefaultState {
    /** Whoever is signed in. */
    user?: { id: number; displayName: string };
  }
}

/** Gives every request `ctx.render`. */
export function renderPages(app: Koa, views: Views): void {
  app.context.render = function render(this: Koa.Context, view, data) {
    const html = views.render(view, { user: this.state.user ?? null, notices: data['notices'] ?? takeNotices(this), ...data });
    this.type = 'html';
    this.body = html;
    // A page shows a person's own photos and names: no cache may keep it past their sign-out.
    this.set('Cache-Control', 'no-store');
  };
}
