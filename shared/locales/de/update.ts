import type { Locale } from '../../words.ts';

/** What the desktop says about newer versions of Sluice, in German. */
export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: 'Nach Updates suchen …',
  checking: 'Updates werden gesucht …',
  current: 'Das ist die neueste Version.',
  available: 'Sluice {version} ist da. Es liegt dort, woher auch diese Version kam.',
  downloading: 'Sluice {version} wird geladen: {percent} %',
  ready: 'Sluice {version} ist geladen. Es wird beim Beenden installiert.',
  failed: 'Sluice konnte nicht nach Updates suchen. Der Grund steht im Protokoll.',
  askTitle: 'Darf Sluice nach Updates suchen?',
  askDetail:
    'Es fragt dann einmal am Tag den Server, von dem Sluice stammt, nach der neuesten Version, lädt sie im Hintergrund und installiert sie beim Beenden. Persönliche Daten und Angaben zu Downloads werden nicht gesendet. Ändern lässt sich das unter Einstellungen, Datenschutz.',
  askYes: 'Nach Updates suchen',
  askNo: 'Nie',
};
