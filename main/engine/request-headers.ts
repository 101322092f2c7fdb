import type { HeaderField } from '../../shared/download.ts';
import { OWN_HEADERS } from '../../shared/own-headers.ts';

/** The headers of one request: the user's, where they are free to choose, and ours. Names in lower case. */
export function requestHeaders(
  chosen: readonly HeaderField[],
  own: { readonly range: string | null; readonly ifRange: string | null },
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { 'user-agent': 'Sluice', accept: '*/*' };
  const byName = Map.groupBy(chosen, (header) => header.name.toLowerCase());
  for (const [name, fields] of byName) {
    const values = fields.map((field) => field.value);
    const [first] = values;
    // Cookies are one list in one field (RFC 6265, 5.4); a server may read only the first of several.
    if (name === 'cookie') headers[name] = values.join('; ');
    else if (!OWN_HEADERS.has(name) && first !== undefined) headers[name] = values.length === 1 ? first : values;
  }
  // The bytes of the file are wanted, not a compressed form of them: sizes and ranges are of what is sent.
  headers['accept-encoding'] = 'identity';
  if (own.range !== null) headers['range'] = own.range;
  if (own.range !== null && own.ifRange !== null) headers['if-range'] = own.ifRange;
  return headers;
}
