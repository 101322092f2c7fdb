import * as z from 'zod';
import { lazy } from './lazy.ts';

/** A folder as someone names it. No system has one with a NUL in its name, and a row with one could not be loaded again. */
export const folderPath = lazy(() =>
  z
    .string()
    .min(1)
    .max(4096)
    .refine((folder) => !folder.includes('\0'), 'a folder has no NUL in its name'),
);
