import type { Preferences } from './preferences';

/** The services that gallery/ gives to the rooms above it. */
export interface GalleryServices {
  preferences: Preferences;
}
