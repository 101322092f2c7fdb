/** Files that hold one link among other things: of Windows, of Linux desktops, of macOS. */
const SHORTCUT_NAME = /\.(?:url|desktop|webloc)$/iu;

/** Whether a file is a shortcut: then only the link in it is of interest. */
export function isShortcutFile(name: string): boolean {
  return SHORTCUT_NAME.test(name);
}

/** The link in a shortcut: its line `URL=…`, or the first `<string>` of a property list; `null` when there is none. */
export function linkInShortcut(text: string): string | null {
  const line = /^[ \t]*URL(?:\[[^\]\n]*\])?[ \t]*=[ \t]*(\S+)/imu.exec(text)?.[1];
  if (line !== undefined) return line;
  const element = /<string>\s*([^<\s]+)\s*<\/string>/iu.exec(text)?.[1];
  return element === undefined ? null : decodeEntities(element);
}

/** The entities that XML knows by itself; a query has `&amp;` in it. */
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A text of XML with the entities it knows by itself replaced. */
function decodeEntities(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/gu, (entity, name: string) => ENTITIES[name] ?? entity);
}
