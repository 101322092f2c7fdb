/** The core tries a failed commit again every second; after so many in vain, waiting helps nobody. */
const HOPELESS_AFTER = 10;

/** What the core reports about its store, told once each and counted. */
export type StoreTrouble = {
  /** Takes the core's report. */
  readonly tell: (message: string) => void;
  /** A commit worked. */
  readonly isOver: () => void;
  /** Whether nothing could be saved for so long that the command should end. */
  readonly isHopeless: () => boolean;
};

/** Starts without trouble. */
export function createStoreTrouble(complain: (message: string) => void): StoreTrouble {
  const told = new Set<string>();
  let inVain = 0;
  return {
    tell(message) {
      inVain += 1;
      if (told.has(message)) return;
      told.add(message);
      complain(message);
    },
    isOver: () => {
      inVain = 0;
    },
    isHopeless: () => inVain >= HOPELESS_AFTER,
  };
}
