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
  { url: '/settings', label: 'Settings', icon: 'sliders', below: ['/settings/'] },
  { url: '/account', label: 'My data', icon: 'person-lock', below: ['/account/'] },
];

/** Returns the links of the header, as a page at this path shows them. */
export function navItemsFor(path: string): NavItem[] {
  return NAV_ITEMS.map(({ below, ...item }) => {
    const belongs = below.some((start) => path.startsWith(start)) ? 'true' : null;
    return { ...item, current: path === item.url ? 'page' : belongs };
  });
}
