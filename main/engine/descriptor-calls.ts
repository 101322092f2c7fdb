import * as fs from 'node:fs';
import { promisify } from 'node:util';

/* Calls with plain descriptors, in threads of Node's pool; a `FileHandle` has no calls that are made at once. */

export const openFile = promisify<string, number, number>(fs.open);
export const closeFile = promisify(fs.close);
export const statFile = promisify<number, fs.StatSyncOptions & { readonly bigint: true }, fs.BigIntStats>(fs.fstat);
