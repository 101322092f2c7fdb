/** Runs all, also when one of them fails. @throws what the first of them threw, once all have run. */
export function runAll(tasks: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const task of tasks) {
    try {
      task();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
