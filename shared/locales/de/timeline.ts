import type { Locale } from '../../words.ts';

/** Words for the decisions in a timeline, in German. */
export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'Weitere Anfragen, die nicht aufgeführt sind',
  proxied: 'Ging über einen Proxy',
  otherMirror: 'Versucht einen anderen Link zur selben Datei',
  mirrorJoined: 'Die Datei kommt auch von diesem Server',
  mirrorDropped: 'Dieser Server wird nicht mehr verwendet',
  mirrorsDisagree: 'Was mehrere Server lieferten, passt nicht zur Prüfsumme: Die Datei wird von einem allein geladen',
  badPiece: 'Ein Teil passt nicht zu seiner Prüfsumme und wird erneut geladen',
  bytesByHost: 'Byte von jedem Server',
  redirected: 'Der Server hat Sluice an eine andere Adresse verwiesen',
  continuedByValidator: 'Geht weiter: Laut Server ist die Datei dieselbe',
  continuedByOverlap: 'Geht weiter: Bytes, die schon da waren, kamen noch einmal und sind gleich',
  ifRangeIgnored: 'Der Server beachtet keine Bedingungen, darum hat Sluice die Kennzeichen der Datei selbst verglichen',
  unstableEtag: 'Der Server kennzeichnet die Datei jedes Mal anders, obwohl ihre Bytes gleich sind',
  restarted: 'Beginnt noch einmal beim ersten Byte',
  noRanges: 'Der Server kann keine Teile der Datei senden',
  fewerConnections: 'Der Server lehnte weitere Verbindungen ab, darum verwendet Sluice weniger',
  slowConnectionReplaced: 'Eine langsame Verbindung wurde ersetzt',
  backToOriginalLink: 'Zurück zum ursprünglichen Link',
  newLink: 'Hat einen neuen Link bekommen',
  newLinkAccepted: 'Der neue Link führt zur selben Datei',
  hostAsksToWait: 'Der Server bittet zu warten',
  offline: 'Dieser Computer hat die Verbindung verloren',
  online: 'Die Verbindung ist wieder da',
  certificateTrusted: 'Mit einem Zertifikat, dem ausdrücklich vertraut wird',
  insecureRedirectAllowed: 'Einer unsicheren Adresse gefolgt, weil es erlaubt wurde',
  decoded: 'Der Server sandte die Datei komprimiert; Sluice hat sie entpackt',
  damagedBlocks: 'Beschädigte Stellen in der Datei gefunden',
  repairing: 'Lädt die beschädigten Stellen neu',
  verified: 'Die Datei wurde geprüft',
  answered: 'Frage beantwortet',
  startedAgain: 'Auf Wunsch beim ersten Byte neu begonnen',
  recovered: 'Aus einer unfertigen Datei übernommen',
};

/** The other texts of a timeline. */
export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'die ganze Datei',
  noAnswer: 'keine Antwort',
  notWanted: 'von Sluice geschlossen: nicht mehr nötig',
  conditional: 'falls unverändert',
  held: '{size} auf der Platte',
};
