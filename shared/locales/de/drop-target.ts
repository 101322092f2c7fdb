import type { Locale } from '../../words.ts';

/** What the drop target says, in German. */
export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Ablagefläche von Sluice',
  idle: 'Links hier ablegen',
  taken: 'Weiter im Fenster von Sluice',
  nothing: 'Darin ist kein Link',
  close: 'Ablagefläche schließen',
};
