let turn = 0;
let isCounted = false;

/** A number for the turn of the event loop that runs now: all that sockets bring in one poll has the same. */
export function loopTurn(): number {
  if (!isCounted) {
    isCounted = true;
    setImmediate(() => {
      isCounted = false;
      turn += 1;
    });
  }
  return turn;
}
