/**
 * Gathers messages for another thread and hands them over together, in their order: a hand-over wakes that thread, which costs
 * more than the message does.
 */
export class Mailbag<Message> {
  readonly #deliver: (messages: readonly Message[]) => void;
  readonly #later: (deliver: () => void) => void;
  #messages: Message[] = [];

  /** @param later calls back when no more is to be waited for; soon. */
  constructor(deliver: (messages: readonly Message[]) => void, later: (deliver: () => void) => void) {
    this.#deliver = deliver;
    this.#later = later;
  }

  add(message: Message): void {
    if (this.#messages.length === 0) this.#later(() => this.empty());
    this.#messages.push(message);
  }

  /** Hands over what there is. */
  empty(): void {
    const messages = this.#messages;
    if (messages.length === 0) return;
    this.#messages = [];
    this.#deliver(messages);
  }
}
