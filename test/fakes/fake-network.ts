import type { Network } from '../../main/app/ports.ts';

/** A network that is there until a test takes it away. */
export class FakeNetwork implements Network {
  #isOnline = true;
  readonly #onChange = new Set<() => void>();
  readonly #onWake = new Set<() => void>();
  readonly #onPower = new Set<() => void>();
  readonly #onMetered = new Set<() => void>();
  #isOnBattery = false;
  #isMetered = false;

  isOnline = (): boolean => this.#isOnline;

  onChange = (listener: () => void): Disposable => listen(this.#onChange, listener);

  onWake = (listener: () => void): Disposable => listen(this.#onWake, listener);

  isOnBattery = (): boolean => this.#isOnBattery;

  onPowerChange = (listener: () => void): Disposable => listen(this.#onPower, listener);

  isMetered = (): boolean => this.#isMetered;

  onMeteredChange = (listener: () => void): Disposable => listen(this.#onMetered, listener);

  /** The line becomes one that costs, or one that does not. */
  costs(isMetered: boolean): void {
    this.#isMetered = isMetered;
    for (const listener of this.#onMetered) listener();
  }

  /** How many listen for the cost of the line. */
  get meteredListeners(): number {
    return this.#onMetered.size;
  }

  /** Plugs the computer in or out. */
  runsOn(power: 'battery' | 'mains'): void {
    this.#isOnBattery = power === 'battery';
    for (const listener of this.#onPower) listener();
  }

  /** How many listen for power. */
  get powerListeners(): number {
    return this.#onPower.size;
  }

  /** How many listen: nobody, while nothing waits for the network. */
  get listeners(): number {
    return this.#onChange.size + this.#onWake.size;
  }

  goes(isOnline: boolean): void {
    this.#isOnline = isOnline;
    for (const listener of this.#onChange) listener();
  }

  wake(): void {
    for (const listener of this.#onWake) listener();
  }
}

function listen(listeners: Set<() => void>, listener: () => void): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => listeners.delete(listener) };
}
