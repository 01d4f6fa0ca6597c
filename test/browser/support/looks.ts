import type { BrowserContextOptions } from 'playwright-core';

/** What a page is looked at with. */
export interface Device {
  name: 'desktop' | 'phone';
  options: BrowserContextOptions;
}

export const DESKTOP: Device = { name: 'desktop', options: { viewport: { width: 1280, height: 800 } } };
export const PHONE: Device = {
  name: 'phone',
  options: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};
export const DEVICES = [DESKTOP, PHONE] as const;

export interface Look {
  device: Device;
  colorScheme: 'light' | 'dark';
}

/** Each device by day and by night. */
export const LOOKS: readonly Look[] = DEVICES.flatMap((device) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ device, colorScheme })),
);

export const nameOf = ({ device, colorScheme }: Look) => `on a ${device.name}, ${colorScheme}`;
