/**
 * Who of several that share something is to be served next, so that each gets in proportion to its weight whatever it takes
 * at once: start-time fair queueing (Goyal, Vin, Cheng: "Start-time Fair Queuing", 1996). What came without being asked for
 * counts as well, so whoever got it waits until the others have had as much.
 *
 * Nobody saves anything up: who did not want anything for a while, or could not take it, is served as the others are from
 * then on.
 */
export class FairLine<Member extends object> {
  /** What each one has had by its weight, in bytes of weight 1. */
  #had = new WeakMap<Member, number>();
  /** Where the one that was served last began. */
  #now = 0;

  /** The members, least served first; those that were served alike stay in their order. */
  inTurn(members: Iterable<Member>): Member[] {
    return [...members]
      .map((member) => ({ member, at: this.#startOf(member) }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ member }) => member);
  }

  /** It was its turn. */
  serve(member: Member, bytes: number, weight: number): void {
    this.#now = this.#startOf(member);
    this.charge(member, bytes, weight);
  }

  /** It got bytes out of turn; negative ones are given back. */
  charge(member: Member, bytes: number, weight: number): void {
    this.#had.set(member, this.#startOf(member) + bytes / weight);
  }

  /** All begin anew: what one had at another rate says nothing about now. */
  forget(): void {
    this.#had = new WeakMap();
    this.#now = 0;
  }

  #startOf(member: Member): number {
    return Math.max(this.#had.get(member) ?? 0, this.#now);
  }
}
