import type { Settings } from '../../shared/settings.ts';
import type { Network } from '../app/ports.ts';

/** Why everything waits: the computer runs on its battery, or its line is metered. */
export type HoldReason = 'battery' | 'metered';

export type SystemHoldInput = {
  readonly network: Pick<Network, 'isOnBattery' | 'onPowerChange' | 'isMetered' | 'onMeteredChange'>;
  readonly settings: () => Settings;
  /** Puts what runs back into the queue. */
  readonly letGo: () => void;
  /** The hold began, ended, or has another reason. */
  readonly onChange: () => void;
};

/**
 * Holds everything back while the computer runs on its battery or on a metered line, where the settings say so. Nothing is
 * paused for that: what ran goes back into the queue, from which it starts again by itself. So what a user paused stays
 * paused, and a Sluice that is ended meanwhile has nothing to remember. Each is watched only while its setting is on.
 */
export class SystemHold {
  readonly #input: SystemHoldInput;
  readonly #watches: Record<HoldReason, Disposable | null> = { battery: null, metered: null };
  #reason: HoldReason | null = null;

  constructor(input: SystemHoldInput) {
    this.#input = input;
  }

  /** `null` while nothing is held. */
  reason(): HoldReason | null {
    return this.#reason;
  }

  /** At the start, and whenever the settings changed. */
  look(): void {
    const { network } = this.#input;
    const { pauseOnBattery, pauseOnMetered } = this.#input.settings();
    this.#watch('battery', pauseOnBattery, network.onPowerChange);
    this.#watch('metered', pauseOnMetered, network.onMeteredChange);
    const isOnBattery = pauseOnBattery && network.isOnBattery();
    const reason = isOnBattery ? 'battery' : pauseOnMetered && network.isMetered() ? 'metered' : null;
    if (reason === this.#reason) return;
    const wasHeld = this.#reason !== null;
    this.#reason = reason;
    if (!wasHeld) this.#input.letGo();
    this.#input.onChange();
  }

  /** Watches no more. */
  close(): void {
    this.#watch('battery', false, null);
    this.#watch('metered', false, null);
  }

  #watch(reason: HoldReason, isWanted: boolean, onChange: ((listener: () => void) => Disposable) | null): void {
    if (isWanted && onChange !== null) {
      this.#watches[reason] ??= onChange(() => this.look());
      return;
    }
    this.#watches[reason]?.[Symbol.dispose]();
    this.#watches[reason] = null;
  }
}
