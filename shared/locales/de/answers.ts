import type { Locale } from '../../words.ts';

/** What most answers say, in German. */
export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: {
    label: 'Erneut versuchen',
    what: 'Versucht dasselbe noch einmal. Was schon geladen ist, bleibt erhalten.',
  },
  restart: { label: 'Neu beginnen', what: 'Verwirft, was schon geladen ist, und beginnt beim ersten Byte.' },
  keepBoth: {
    label: 'Beide behalten',
    what: 'Behält, was schon geladen ist, als eigene Datei und lädt die neue daneben.',
  },
  newLink: {
    label: 'Neuer Link …',
    what: 'Nimmt einen anderen Link zur selben Datei. Was schon geladen ist, bleibt erhalten.',
  },
  trust: {
    label: 'Vertrauen …',
    what: 'Akzeptiert für einige Zeit genau dieses Zertifikat dieses Servers. Es steht dann in den Einstellungen.',
  },
  allow: { label: 'Erlauben', what: 'Folgt dem Link dieses eine Mal zur unsicheren Adresse.' },
  accept: { label: 'So behalten', what: 'Behält die Datei, wie sie gekommen ist.' },
  rename: { label: 'Nummerieren', what: 'Speichert die neue Datei mit einer Nummer im Namen.' },
  overwrite: { label: 'Ersetzen', what: 'Ersetzt die vorhandene Datei durch die neue.' },
  skip: { label: 'Überspringen', what: 'Behält die vorhandene Datei und lädt diese hier nicht.' },
  leave: { label: 'Hier lassen', what: 'Die Datei bleibt in ihrem Ordner und behält ihren Namen.' },
  cancel: { label: 'Entfernen', what: 'Nimmt den Download aus der Liste.' },
};

/** Where the common words would leave open what is meant. */
export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: 'Seite speichern', what: 'Speichert die Webseite als Datei.' },
  'link.otherFile newLink': {
    label: 'Anderer Link …',
    what: 'Nimmt einen anderen Link zur selben Datei. Was schon geladen ist, bleibt erhalten.',
  },
  'link.otherFile restart': {
    label: 'Diese laden',
    what: 'Verwirft, was schon geladen ist, und lädt die Datei, zu der der neue Link führt.',
  },
  'checksum.mismatch retry': {
    label: 'Noch einmal laden',
    what: 'Lädt die Datei noch einmal. Was durch eigene Prüfsummen belegt ist, bleibt.',
  },
  'checksum.mismatch accept': {
    label: 'Trotzdem behalten',
    what: 'Behält die Datei, obwohl ihre Prüfsumme nicht die erwartete ist.',
  },
  'checksum.unavailable accept': {
    label: 'Ungeprüft behalten',
    what: 'Behält die Datei, ohne ihre Prüfsumme zu vergleichen.',
  },
  'move.nameTaken rename': { label: 'Nummerieren', what: 'Bringt die Datei mit einer Nummer im Namen dorthin.' },
  'move.failed retry': { label: 'Erneut versuchen', what: 'Versucht noch einmal, die Datei dorthin zu bringen.' },
  'move.nameTaken retry': { label: 'Erneut versuchen', what: 'Versucht noch einmal, die Datei dorthin zu bringen.' },
};

/** The dialogs that some answers lead to. */
export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: { one: 'Noch einmal von vorn beginnen?', other: '{count} Downloads noch einmal von vorn beginnen?' },
    body: 'Die Datei wird vom ersten Byte an geladen.',
    givesUp: 'Was schon geladen ist ({size}), wird verworfen, und die Datei wird vom ersten Byte an geladen.',
    oldFile: 'Die vollständige Datei',
    keep: 'Vollständige Datei behalten; die neue bekommt eine Nummer',
    replace: 'Ersetzen, sobald die neue vollständig ist',
    submit: 'Neu beginnen',
    done: { one: '{count} Download neu begonnen', other: '{count} Downloads neu begonnen' },
    leftAlone: 'Laufende Downloads blieben unberührt. Sie müssen zuerst angehalten werden.',
  },
  newLink: {
    title: 'Neuer Link zur selben Datei',
    field: 'Neuer Link',
    placeholder: 'https://…',
    body: 'Bevor es weitergeht, vergleicht Sluice Größe und Inhalt mit dem, was schon geladen ist.',
    held: '{size} sind geladen und bleiben erhalten.',
    submit: 'Diesen Link verwenden',
    notOne: 'Bitte einen Link einfügen, der mit http:// oder https:// beginnt.',
    offer: 'Ist das der neue Link für „{name}“?',
    accept: 'Als neuen Link verwenden',
    drop: 'Ablegen, um ihn als neuen Link für „{name}“ zu verwenden',
    taken: 'Sluice vergleicht den neuen Link mit dem, was von „{name}“ schon geladen ist.',
  },
  trust: {
    title: 'Diesem Zertifikat vertrauen?',
    body: 'Wer sich als der Server ausgibt, könnte mitlesen und verändern, was übertragen wird. Bitte den SHA-256-Wert mit dem vergleichen, den der Betreiber des Servers nennt.',
    host: 'Server',
    subject: 'Ausgestellt für',
    issuer: 'Unterzeichnet von',
    valid: 'Gültig',
    validFromTo: '{from} bis {to}',
    sha256: 'SHA-256',
    unknown: 'Das Zertifikat ist noch nicht bekannt. Erst noch einmal versuchen, dann entscheiden.',
    submit: 'Für diesen Server vertrauen',
    notShown: {
      one: '{count} weiterer Download fragt nach einem Zertifikat, das hier nicht gezeigt wird; die Frage kommt noch einmal.',
      other:
        '{count} weitere Downloads fragen nach Zertifikaten, die hier nicht gezeigt werden; die Fragen kommen noch einmal.',
    },
  },
  program: {
    title: 'Dieses Programm öffnen?',
    body: 'Programme aus dem Netz dürfen alles, was das eigene Benutzerkonto darf. Nur öffnen, wenn die Herkunft vertrauenswürdig ist.',
    from: 'Von',
    submit: 'Öffnen',
  },
  answered: { one: 'Für {count} Download beantwortet', other: 'Für {count} Downloads beantwortet' },
  nothingToAnswer: 'Diese Frage ist nicht mehr offen.',
};
