/** One of the app's few places, in the header of every page. */
export interface NavItem {
  url: string;
  label: string;
  icon: string;
  /** What `aria-current` says: the page itself, or one that belongs to it. */
  current: 'page' | 'true' | null;
}

// The addresses that belong to a place, by how they begin.
const NAV_ITEMS = [
  { url: '/', label: 'People', icon: 'people', below: ['/people', '/images', '/drafts'] },
  { url: '/recognition', label: 'History', icon: 'clock-history', below: ['/recognition/'] },
  { url: '/settings', label: 'Settings', icon: 'sliders', below: ['/settings/'] },
  { url: '/account', label: 'My data', icon: 'person-lock', below: ['/account/'] },
];

/** The places, and which of them an address is in. */
export function navItemsFor(path: string): NavItem[] {
  return NAV_ITEMS.map(({ below, ...place }) => {
    const belongs = below.some((start) => path.startsWith(start)) ? 'true' : null;
    return { ...place, current: path === place.url ? 'page' : belongs };
  });
}
