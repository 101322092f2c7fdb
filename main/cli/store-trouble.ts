/** The core tries a failed commit again every second; after so many in vain, waiting helps nobody. */
const HOPELESS_AFTER = 10;

/**
 * What the core reports about its store, kept and counted. It is not told at once: a full disk, by far the most usual
 * reason, ends the download too, and that is told in better words.
 */
export type StoreTrouble = {
  /** Takes the core's report. */
  readonly tell: (message: string) => void;
  /** What was reported, once each. */
  readonly messages: () => readonly string[];
  /** A commit worked. */
  readonly isOver: () => void;
  /** Whether nothing could be saved for so long that the command should end. */
  readonly isHopeless: () => boolean;
};

/** Starts without trouble. */
export function createStoreTrouble(): StoreTrouble {
  const reported = new Set<string>();
  let inVain = 0;
  return {
    tell(message) {
      inVain += 1;
      reported.add(message);
    },
    messages: () => [...reported],
    isOver: () => {
      inVain = 0;
    },
    isHopeless: () => inVain >= HOPELESS_AFTER,
  };
}
