/** A link that an answer names (RFC 8288). */
export type NamedLink = {
  /** As it is written: it may be relative. */
  readonly target: string;
  /** In lower case; one link may have several. */
  readonly relations: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
};

// Each is matched where the last one ended, so that no header takes longer than its length.
const TARGET = /[\s,]*<([^<>]*)>/uy;
const PARAMETER = /\s*;\s*([\w!#$&+.^`|~*-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*)))?/suy;

/** The links of a Link header, up to the first that is none. */
export function parseLinkHeader(header: string): readonly NamedLink[] {
  const links: NamedLink[] = [];
  let at = 0;
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  for (let link = next(TARGET); link !== null; link = next(TARGET)) {
    const parameters = new Map<string, string>();
    for (let found = next(PARAMETER); found !== null; found = next(PARAMETER)) {
      const [, name = '', quoted, plain = ''] = found;
      const value = quoted === undefined ? plain : quoted.replaceAll(/\\(.)/gsu, '$1');
      // Of equal names the first counts (RFC 8288, 3.3).
      if (!parameters.has(name.toLowerCase())) parameters.set(name.toLowerCase(), value);
    }
    const relations = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/u);
    links.push({ target: link[1] ?? '', relations, parameters });
  }
  return links;
}
