/**
 * Long work as a generator: it yields after each few milliseconds how far it is (0 to 1), so that whoever runs it can let
 * others work in between, and returns its result.
 */
export type Steps<Result> = Generator<number, Result, void>;

/** Does all of it at once. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Does it with a pause after each step. @throws the reason of the signal once it aborts. */
export async function runInSteps<Result>(
  steps: Steps<Result>,
  run: {
    /** Lets others work; resolves soon. */
    readonly pause: () => Promise<void>;
    readonly signal: { readonly throwIfAborted: () => void };
    readonly onStep?: (share: number) => void;
  },
): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    run.onStep?.(step.value);
    await run.pause();
    run.signal.throwIfAborted();
  }
}
