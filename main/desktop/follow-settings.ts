import type { Settings } from '../../shared/settings.ts';

/** The part of the queue that tells settings. */
export type SettingsSource = {
  readonly settings: () => Settings;
  readonly onSettings: (listener: (settings: Settings) => void) => void;
};

/** Applies the settings now and after each change. Disposing ends it. */
export function followSettings(source: SettingsSource, apply: (settings: Settings) => void): Disposable {
  let isOver = false;
  source.onSettings((settings) => {
    if (!isOver) apply(settings);
  });
  apply(source.settings());
  return {
    [Symbol.dispose]: () => {
      isOver = true;
    },
  };
}
