import type { HeaderField } from './download.ts';

/** Names of headers that say nothing about the user at one server: what is read, not who reads. */
const HARMLESS = /^(?:user-agent$|accept)/iu;

/**
 * The headers that may go to another origin than the one the user chose them for. Any other may hold a secret (cookies,
 * Authorization, API keys under any name).
 */
export function foreignHeaders(headers: readonly HeaderField[]): HeaderField[] {
  return headers.filter(({ name }) => HARMLESS.test(name));
}
