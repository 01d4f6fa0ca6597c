import type Koa from 'koa';
import { isAtLeast } from '../../gallery/memberships';
import type { Context } from '../context';
import { rootOf } from '../links';
import { wantsJson } from '../responses/content-negotiation';
import { takeNotices } from './notices';
import { switcherOf } from './switcher';
import type { Views } from './views';

/** Adds `ctx.render` to every request. */
export function renderPages(app: Koa, views: Views): void {
  app.context.render = function render(this: Context, view: string, data: { title: string; [key: string]: unknown }) {
    const { base = '', user = null, role, formFault = null } = this.state;
    const html = views.render(view, {
      base,
      root: rootOf(this),
      user,
      formFault,
      can: { edit: isAtLeast(role, 'editor'), own: isAtLeast(role, 'owner') },
      switcher: switcherOf(this),
      nav: user ? navItemsFor(this.path, user.isAdmin) : [],
      notices: noticesOf(this),
      ...data,
    });
    this.type = 'html';
    this.body = html;
    // Pages show private photos and names, so no cache may keep them after the sign-out.
    this.set('Cache-Control', 'no-store');
  };
}

// A script that follows a redirect doesn't read the page, and one that wants a part of a page sends X-Keep-Notices
// (browser/core/parts.js). In both cases the notices are for the page that is shown next.
const noticesOf = (ctx: Context) => (wantsJson(ctx) || ctx.get('X-Keep-Notices') ? [] : takeNotices(ctx));

/** A link in the header of every page. */
export interface NavItem {
  url: string;
  label: string;
  icon: string;
  /** The value of `aria-current`: `page` on the linked page, `true` on pages that belong to it. */
  current: 'page' | 'true' | null;
}

// `below` has the beginnings of the addresses that belong to a link.
const NAV_ITEMS = [
  { url: '/', label: 'People', icon: 'people', below: ['/people', '/images', '/drafts'] },
  { url: '/recognition', label: 'History', icon: 'clock-history', below: ['/recognition/'] },
  { url: '/activity', label: 'Activity', icon: 'bar-chart', below: ['/audit'] },
  {
    url: '/settings',
    label: 'Settings',
    icon: 'sliders',
    below: ['/settings/', '/webhooks', '/keys', '/members', '/gallery'],
  },
  { url: '/account', label: 'My data', icon: 'person-lock', below: ['/account/', '/security'] },
];
const ADMIN = { url: '/admin', label: 'Admin', icon: 'shield-lock', below: ['/admin/', '/accounts'] };

/** Returns the links of the header, as a page at this path shows them. */
export function navItemsFor(path: string, isAdmin = false): NavItem[] {
  return [...NAV_ITEMS, ...(isAdmin ? [ADMIN] : [])].map(({ below, ...item }) => {
    const belongs = below.some((start) => path.startsWith(start)) ? 'true' : null;
    return { ...item, current: path === item.url ? 'page' : belongs };
  });
}
