import type { Settings } from '../../shared/settings.ts';
import type { Network } from '../app/ports.ts';

export type PowerHoldInput = {
  readonly network: Pick<Network, 'isOnBattery' | 'onPowerChange'>;
  readonly settings: () => Settings;
  /** Puts what runs back into the queue. */
  readonly letGo: () => void;
  /** The hold began or ended. */
  readonly onChange: () => void;
};

/**
 * Holds everything back while the computer runs on its battery, where the setting says so. Nothing is paused for that: what
 * ran goes back into the queue, from which it starts again by itself. So what a user paused stays paused, and a Sluice that
 * is ended meanwhile has nothing to remember. Power is watched only while the setting is on.
 */
export class PowerHold {
  readonly #input: PowerHoldInput;
  #watch: Disposable | null = null;
  #isHeld = false;

  constructor(input: PowerHoldInput) {
    this.#input = input;
  }

  isHeld(): boolean {
    return this.#isHeld;
  }

  /** At the start, and whenever the settings changed. */
  look(): void {
    const { network, settings } = this.#input;
    const isWanted = settings().pauseOnBattery;
    if (isWanted) this.#watch ??= network.onPowerChange(() => this.look());
    else this.close();
    const isHeld = isWanted && network.isOnBattery();
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    if (isHeld) this.#input.letGo();
    this.#input.onChange();
  }

  /** Watches no more. */
  close(): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = null;
  }
}
