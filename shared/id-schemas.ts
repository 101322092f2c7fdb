import * as z from 'zod';
import { toDownloadId } from './download.ts';
import { lazy } from './lazy.ts';

/** How calls name downloads. Not in `download.ts`, which the engine's thread loads, and that does without zod. */
export const downloadIdSchema = lazy(() => z.int().positive().transform(toDownloadId));

/** One call is about at most so many. */
export const downloadIdsSchema = lazy(() =>
  z
    .array(z.int().positive())
    .min(1)
    .max(100_000)
    .transform((ids) => ids.map(toDownloadId)),
);
