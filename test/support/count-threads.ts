/** How many threads are started while something is done. */
export async function countThreads(work: () => Promise<unknown>): Promise<number> {
  let threads = 0;
  const count = (): void => void (threads += 1);
  process.on('worker', count);
  try {
    await work();
    return threads;
  } finally {
    process.off('worker', count);
  }
}
