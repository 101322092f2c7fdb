import * as z from 'zod';
import { folderPath } from './folder-path.ts';
import { lazy } from './lazy.ts';

/**
 * What was chosen in the "Add" dialog for the links of one host, and is offered there the next time. Nothing of it is a
 * secret: cookies and other headers are not remembered.
 */
export const hostChoicesSchema = lazy(() =>
  z.object({
    /** `null` for the download folder. */
    directory: folderPath().nullable().default(null),
    connections: z.int().min(1).max(32).nullable().default(null),
    limitBytesPerSecond: z.int().min(0).nullable().default(null),
    userAgent: z.string().max(1000).default(''),
  }),
);

export type HostChoices = z.infer<ReturnType<typeof hostChoicesSchema>>;
