import type { StateCounts } from '../../shared/window-frame.ts';

/** What a bug report needs to know of the machine and the list; nothing of what is downloaded. */
export function diagnosticsText(facts: {
  readonly appVersion: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly system: string;
  readonly locale: string;
  readonly isPackaged: boolean;
  readonly counts: StateCounts;
}): string {
  const versions = ['electron', 'chrome', 'node', 'v8'].map((name) => `${name} ${facts.versions[name] ?? '?'}`);
  const counts = Object.entries(facts.counts).filter(([, count]) => count > 0);
  return [
    `Sluice ${facts.appVersion}${facts.isPackaged ? '' : ' (from source)'}`,
    `System: ${facts.system}, ${facts.locale}`,
    `Versions: ${versions.join(', ')}`,
    `Downloads: ${counts.length === 0 ? 'none' : counts.map(([kind, count]) => `${kind} ${count}`).join(', ')}`,
  ].join('\n');
}
