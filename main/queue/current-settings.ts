import type { Settings, SettingsChange } from '../../shared/settings.ts';
import type { SettingsStore } from '../store/settings-store.ts';

export type CurrentSettingsInput = {
  readonly store: SettingsStore;
  /** As they hold at the start; those of one run only are not in the store. */
  readonly initial: Settings;
  /** Where downloads go as long as no setting says it, absolute. */
  readonly defaultDownloadFolder: string;
};

/** The settings as they hold now, and the one way to change them. */
export class CurrentSettings {
  readonly #input: CurrentSettingsInput;
  readonly #listeners: ((settings: Settings) => void)[] = [];
  #settings: Settings;

  constructor(input: CurrentSettingsInput) {
    this.#input = input;
    this.#settings = input.initial;
  }

  get(): Settings {
    return this.#settings;
  }

  /** Where new downloads go, absolute. */
  downloadFolder(): string {
    return this.#settings.downloadFolder ?? this.#input.defaultDownloadFolder;
  }

  /** Saves what is given, then tells everyone, in the order in which they asked to be told. @throws StoreError; then nothing changed. */
  change(change: SettingsChange): Settings {
    this.#input.store.save(change);
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    this.#settings = { ...this.#settings, ...Object.fromEntries(given) };
    for (const listener of this.#listeners) listener(this.#settings);
    return this.#settings;
  }

  /** Calls back after each change. */
  onChange(listener: (settings: Settings) => void): void {
    this.#listeners.push(listener);
  }
}
