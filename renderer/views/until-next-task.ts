/** Lets the browser handle input and paint. */
export function untilNextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
