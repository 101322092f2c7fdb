/** A reporter of `node --test` that keeps only what failed: `build/test.ts` repeats it at the very end, where people and CI look. */
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

export default async function* failedTests(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of source) {
    if (event.type !== 'test:fail') continue;
    const { error } = event.data.details;
    // A suite fails when a test in it does: the test says it better.
    if ('failureType' in error && error.failureType === 'subtestsFailed') continue;
    const place = event.data.file === undefined ? '' : ` (${event.data.file}:${event.data.line ?? 0})`;
    yield `${event.data.name}${place}\n${inspect(error.cause ?? error).slice(0, 2000)}\n`;
  }
}
