/**
 * The texts that no source says. A text counts as said where a file names its group and reads its key, or reads the
 * group by a key that is computed, such as `ERROR_WORDS[code]`.
 *
 * It reads names, not types: a key that is read of another group in the same file counts, so it may miss an unused text,
 * but it calls none unused that is said.
 * @param texts where they stand, such as `WINDOW_WORDS/add/found`.
 * @param sources the files' contents.
 */
export function unusedTexts(texts: readonly string[], sources: readonly string[]): readonly string[] {
  const files = sources.map((source) => readNames(source));
  const isComputed = (group: string): boolean => files.some(({ indexed }) => indexed.has(group));
  return texts.filter((text) => {
    const steps = text.split('/');
    const key = steps.at(-1) ?? '';
    const groups = steps.slice(0, -1);
    if (groups.some(isComputed)) return false;
    const group = groups.at(-1) ?? '';
    // The window's words are imported as `words`.
    const said = group === 'WINDOW_WORDS' ? [group, 'words'] : [group];
    return !files.some(({ names, read }) => read.has(key) && said.some((name) => names.has(name)));
  });
}

type Names = {
  readonly names: ReadonlySet<string>;
  /** What is read of something: `a.key`, or `key` in `{ key } = a`. */
  readonly read: ReadonlySet<string>;
  /** What is read by a computed key, directly or under another name. */
  readonly indexed: ReadonlySet<string>;
};

function readNames(source: string): Names {
  const names = new Set(source.match(/\w+/gu));
  const read = new Set(captured(source, /\.(\w+)/gu));
  for (const destructured of captured(source, /\{([^{}]*)\}\s*(?::[^=]*)?=\s/gu)) {
    for (const [name] of destructured.matchAll(/\w+/gu)) read.add(name);
  }
  const indexed = new Set(captured(source, /(\w+)\[[^\]]/gu));
  for (const entries of captured(source, /Object\.(?:entries|keys|values)\([\w.]*?(\w+)[[)]/gu)) indexed.add(entries);
  // Under another name: `const texts: Type = WORDS.group;` and `texts[key]`.
  for (const [, name = '', group = ''] of source.matchAll(/const (\w+)\s*(?::[^=;]*)?=\s*(?:\w+\.)*(\w+);/gu)) {
    if (indexed.has(name)) indexed.add(group);
  }
  return { names, read, indexed };
}

function captured(source: string, pattern: RegExp): readonly string[] {
  return [...source.matchAll(pattern)].map(([, name = '']) => name);
}
