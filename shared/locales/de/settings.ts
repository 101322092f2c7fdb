import type { Locale } from '../../words.ts';

/** A setting's name, and one line of help below it, in German. */
export const SETTING_TEXTS: Locale['SETTING_TEXTS'] = {
  downloadFolder: { label: 'Downloads speichern in', help: 'Leer gilt der Download-Ordner des Systems.' },
  allowedFolders: {
    label: 'Weitere Ordner für Programme',
    help: 'Auch hier dürfen Programme über RPC speichern. Pro Zeile ein vollständiger Pfad.',
  },
  folderRules: {
    label: 'Ordner nach Art und Server',
    help: 'Die erste passende Zeile entscheidet, wenn beim Hinzufügen kein Ordner gewählt wird.',
  },
  maxActiveDownloads: { label: 'Gleichzeitige Downloads', help: 'Die anderen warten, bis sie an der Reihe sind.' },
  maxActivePerHost: { label: 'Davon von einem Server', help: 'Manche Server lehnen mehr als ein paar ab.' },
  connectionsPerDownload: {
    label: 'Verbindungen pro Download',
    help: '0 heißt so viele, wie es schneller machen, höchstens 16. Weniger, wo ein Server darum bittet.',
  },
  limitBytesPerSecond: { label: 'Tempolimit', help: 'Für alle Downloads zusammen. 0 heißt kein Limit.' },
  hostLimits: {
    label: 'Tempolimit pro Server',
    help: 'Je Zeile ein Server und Megabyte pro Sekunde, etwa example.org 0,5. Alle Namen darunter teilen sich das Limit.',
  },
  proxyMode: {
    label: 'Proxy',
    help: 'Der des Systems, keiner oder der unten angegebene. Dieser Computer selbst wird immer direkt erreicht.',
  },
  proxyAddress: {
    label: 'Adresse des Proxys',
    help: 'Etwa http://user:password@proxy:3128, https://proxy:3128 oder socks5://proxy:1080. Das Passwort wird nicht wieder angezeigt.',
  },
  noProxy: {
    label: 'Ohne Proxy',
    help: 'Hosts (example.org), Netze (10.0.0.0/8) oder <local>, pro Zeile einer. Gilt nur für den Proxy oben.',
  },
  maxAttempts: { label: 'Aufgeben nach', help: 'Fehlschläge in Folge. 0 heißt nie.' },
  connectTimeoutMs: {
    label: 'Auf eine Verbindung warten',
    help: 'Jeweils auf den Namen, die Verbindung und die Verschlüsselung.',
  },
  responseTimeoutMs: { label: 'Auf eine Antwort warten', help: 'Bis ein Server beginnt, eine Anfrage zu beantworten.' },
  idleTimeoutMs: { label: 'Auf Daten warten', help: 'Eine Verbindung, die so lange nichts sendet, wird ersetzt.' },
  onChanged: {
    label: 'Wenn sich eine Datei auf dem Server geändert hat',
    help: 'Sluice setzt nie einen alten Anfang und ein neues Ende zusammen.',
  },
  onNameTaken: {
    label: 'Wenn es eine Datei dieses Namens schon gibt',
    help: 'Ersetzt wird eine Datei nur, wenn es so gewählt ist.',
  },
  followMetalinks: {
    label: 'Metalinks folgen',
    help: 'Statt eines Metalinks werden die Dateien geladen, die er nennt, von allen genannten Orten und mit ihren Prüfsummen.',
  },
  useServerTime: { label: 'Dateizeit des Servers behalten', help: 'Das Datum, das der Server nennt, statt jetzt.' },
  markOrigin: {
    label: 'Dateien als aus dem Internet stammend kennzeichnen',
    help: 'Das System kann dann warnen, bevor es ein Programm ausführt. Nur Host und Pfad werden vermerkt.',
  },
  notifications: {
    label: 'Benachrichtigungen',
    help: 'Melden, was fertig oder zu klären ist, während das Fenster nicht vorn ist. Nur in der Desktop-App.',
  },
  startAtLogin: {
    label: 'Mit dem Computer starten',
    help: 'Im Infobereich, ohne Fenster. Nur in der installierten App.',
  },
  startInTray: {
    label: 'Ohne Fenster starten',
    help: 'Nur das Symbol im Infobereich zeigt, dass Sluice läuft. Links, die beim Start mitkommen, öffnen das Fenster. Nur in der Desktop-App.',
  },
  onWindowClose: {
    label: 'Beim Schließen des Fensters',
    help: 'Während etwas geladen wird; sonst beendet es Sluice. Nur in der Desktop-App.',
  },
  pauseOnBattery: {
    label: 'Im Akkubetrieb warten',
    help: 'Downloads gehen von selbst weiter, sobald der Computer wieder am Netzteil hängt. Nur in der Desktop-App.',
  },
  pauseOnMetered: {
    label: 'Bei getakteter Verbindung warten',
    help: 'Der Hotspot eines Telefons, oder was im System so eingestellt ist. Linux mit NetworkManager und Windows; macOS verrät es nicht.',
  },
  watchClipboard: {
    label: 'Zwischenablage beobachten',
    help: 'Bietet Links an, die in anderen Programmen kopiert werden. Unter Wayland nur, solange Sluice im Vordergrund ist.',
  },
  addCopiedLinks: {
    label: 'Kopierte Links ohne Rückfrage hinzufügen',
    help: 'Solange die Zwischenablage beobachtet wird. Was hinzukam, wird gemeldet, und ein Klick darauf zeigt es.',
  },
  showDropTarget: {
    label: 'Ablagefläche',
    help: 'Ein kleines Fenster über den anderen, das Links annimmt. Unter Wayland bleibt es nicht oben. Nur in der Desktop-App.',
  },
  keepAwake: { label: 'Computer wach halten', help: 'Während etwas geladen wird. Nur in der Desktop-App.' },
  userAgent: { label: 'User-Agent', help: 'Wie sich Sluice bei Servern nennt. Leer heißt „Sluice“.' },
  inspectLinks: {
    label: 'Links vor dem Hinzufügen ansehen',
    help: 'Fragt jeden Server nach Namen und Größe, solange die Liste offen ist. Ausgeschaltet wird vor dem Hinzufügen nichts gesendet.',
  },
  updateChecks: {
    label: 'Nach Updates suchen',
    help: 'Einmal am Tag; eine neue Version wird beim Beenden installiert. Nur in signierten Paketen der Desktop-App.',
  },
  updateChannel: { label: 'Versionen', help: 'Testversionen kommen früher und haben mehr Fehler.' },
  finishedKeptDays: {
    label: 'Fertige Downloads in der Liste behalten',
    help: 'In Tagen; danach werden sie vergessen. Ihre Dateien bleiben. 0 heißt für immer.',
  },
  rpcPort: { label: 'Port', help: 'Der Seite und von RPC, nur auf diesem Computer.' },
  rpcSecret: {
    label: 'RPC-Geheimnis',
    help: 'Programme senden es als token:GEHEIMNIS. Leer heißt bei jedem Start ein anderes.',
  },
  shortcuts: {
    label: 'Tastenkürzel',
    help: 'Eine Taste anklicken, dann eine andere drücken. Escape lässt sie, wie sie ist.',
  },
  backupsKept: {
    label: 'Tägliche Sicherungen behalten',
    help: 'Von der Liste und den Einstellungen. Bei 0 wird keine angelegt.',
  },
  rpcAllowedOrigins: {
    label: 'Webseiten, die Sluice benutzen dürfen',
    help: 'Adressen, die RPC aufrufen dürfen, etwa https://example.org. Pro Zeile eine.',
  },
  language: { label: 'Sprache', help: 'Des Fensters, des Infobereichs, der Menüs und der Benachrichtigungen.' },
  theme: { label: 'Farben', help: 'Hell, dunkel oder wie im System.' },
  density: { label: 'Zeilen', help: 'Kompakte Einträge haben je eine Zeile.' },
  systemAccent: {
    label: 'Akzentfarbe des Systems',
    help: 'Für Knöpfe und Balken, wo das System seine Farbe nennt. Der Fokusrahmen bleibt, wie er ist.',
  },
};

/** The choices of the settings that have some. */
export const CHOICE_TEXTS: Locale['CHOICE_TEXTS'] = {
  onChanged: { ask: 'Fragen', restart: 'Neu beginnen', keepBoth: 'Beide behalten' },
  updateChecks: { ask: 'Fragen', on: 'Ja', off: 'Nie' },
  updateChannel: { stable: 'Fertige Versionen', beta: 'Auch Testversionen' },
  proxyMode: { system: 'Wie im System', none: 'Ohne', manual: 'Dieser' },
  onWindowClose: { ask: 'Fragen', hide: 'Weiterlaufen', quit: 'Beenden' },
  theme: { system: 'Wie im System', light: 'Hell', dark: 'Dunkel' },
  density: { comfortable: 'Luftig', compact: 'Kompakt' },
  onNameTaken: { rename: 'Nummerieren', overwrite: 'Ersetzen', skip: 'Download überspringen', ask: 'Fragen' },
};

/** What was learned about a server; `{value}` is the fact's number. */
export const HOST_FACT_WORDS: Locale['HOST_FACT_WORDS'] = {
  noRanges: same('Sendet nur ganze Dateien'),
  noConditions: same('Beachtet „nur falls unverändert“ nicht'),
  unstableEtag: same('Kennzeichnet dieselbe Datei jedes Mal anders'),
  asksToWait: same('Bittet Sluice zu warten'),
  paidConnections: {
    one: 'Am schnellsten mit {count} Verbindung',
    other: 'Am schnellsten mit {count} Verbindungen',
  },
  maxConnections: {
    one: 'Nimmt {count} Verbindung gleichzeitig an',
    other: 'Nimmt {count} Verbindungen gleichzeitig an',
  },
};

function same(text: string): { readonly one: string; readonly other: string } {
  return { one: text, other: text };
}

/** Why an unfinished file could not be taken up. */
export const SKIP_WORDS: Locale['SKIP_WORDS'] = {
  inUse: 'Sie gehört zu einem Download in der Liste.',
  noRecord: 'Nichts neben ihr verrät, woher sie kam.',
  unreadable: 'Sie war nicht lesbar.',
  nothingIntact: 'Nichts von ihr ist heil.',
};

/** The other texts of the settings. */
export const SETTINGS_WORDS: Locale['SETTINGS_WORDS'] = {
  title: 'Einstellungen',
  open: 'Einstellungen',
  sections: 'Abschnitte',
  section: {
    downloads: 'Ordner',
    limits: 'Verbindungen und Limits',
    retries: 'Versuche und Wartezeiten',
    names: 'Namen und Konflikte',
    network: 'Netzwerk',
    servers: 'Server',
    certificates: 'Zertifikate',
    backups: 'Sicherung und Export',
    recover: 'Dateien übernehmen',
    computer: 'Desktop und Benachrichtigungen',
    appearance: 'Aussehen und Sprache',
    shortcuts: 'Tastenkürzel',
    integration: 'Integration',
    privacy: 'Datenschutz',
  },
  reset: '„{name}“ zurücksetzen ({value})',
  search: 'Einstellung suchen',
  nothingFound: 'Keine Einstellung passt zu „{search}“.',
  goTo: '„{section}“ öffnen',
  seconds: 's',
  days: { one: 'Tag', other: 'Tage' },
  megabytes: 'MB/s',
  times: { one: 'Fehlschlag', other: 'Fehlschläge' },
  on: 'ein',
  off: 'aus',
  systemLanguage: 'Wie im System',
  systemFolder: 'Ordner des Systems',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'Die Adresse eines Proxys sieht aus wie http://proxy:3128 oder socks5://proxy:1080.',
  nothing: 'leer',
  defaultKeys: 'ursprüngliche Tasten',
  outOfBounds: 'Eine Zahl von {least} bis {most}.',
  wrong: 'Das ist hier nicht möglich.',
  wrongLine: 'Diese Zeile ist hier nicht möglich: {line}',
  wrongNumber: 'Eine Zahl, etwa 2 oder 0,5.',
  loading: 'Wird geladen …',
  until: 'bis {date}',
  servers: {
    body: 'Was Sluice an Servern bemerkt hat, damit es nicht jedes Mal dasselbe vergeblich versucht.',
    empty: 'Noch ist nichts bemerkt worden.',
    forget: 'Vergessen, was über {host} bekannt ist',
    forgetAll: 'Alles vergessen',
  },
  certificates: {
    body: 'Zertifikate, denen vertraut wird, obwohl sie sich nicht prüfen lassen. Jedes gilt nur für einen Server.',
    empty: 'Keinem solchen Zertifikat wird vertraut.',
    remove: 'Dem Zertifikat von {host} nicht mehr vertrauen',
  },
  backups: {
    body: 'Kopien der Download-Liste und der Einstellungen; die Dateien selbst sind nicht darin.',
    empty: 'Es gibt noch keine Sicherung.',
    create: 'Jetzt sichern',
    creating: 'Sicherung wird angelegt …',
    restore: 'Wiederherstellen …',
    restoreOf: 'Sicherung vom {date} wiederherstellen …',
    confirmTitle: 'Zu dieser Sicherung zurückkehren?',
    confirmBody:
      'Liste und Einstellungen werden wieder so, wie sie damals waren. Sluice sichert zuvor den jetzigen Stand und beendet sich; nach einem neuen Start geht es weiter.',
    confirm: 'Wiederherstellen und Sluice beenden',
    restored: 'Sluice beendet sich jetzt und verwendet die Sicherung beim nächsten Start.',
  },
  rules: {
    kind: 'Art der Datei',
    anything: 'Alles',
    host: 'Server',
    anyHost: 'jeder Server',
    folder: 'Ordner',
    fromHost: '{kind} von {host}',
    add: 'Regel hinzufügen',
    remove: 'Regel für „{rule}“ entfernen',
  },
  keys: {
    change: 'Taste für „{name}“ ändern, jetzt {keys}',
    press: 'Taste drücken …',
    taken: '{key} ist schon „{name}“. Eine andere Taste wählen oder zuerst jene ändern.',
    reserved: '{key} hat überall eine eigene Bedeutung. Bitte eine andere Taste wählen.',
  },
  privacy: {
    title: 'Jetzt vergessen',
    body: 'Dateien auf dem Datenträger bleiben. Was Sluice an Servern bemerkt hat, steht unter „Server“.',
    clearFinished: 'Fertige Downloads aus der Liste nehmen',
    forgetChoices: 'Auswahl für Server vergessen',
    cleared: { one: '{count} Download aus der Liste genommen.', other: '{count} Downloads aus der Liste genommen.' },
    forgotten: {
      one: 'Auswahl für {count} Server vergessen.',
      other: 'Auswahl für {count} Server vergessen.',
    },
  },
  transfer: {
    exportTitle: 'Exportieren',
    exportBody: 'Schreibt eine JSON-Datei, für einen anderen Computer oder ein anderes Programm.',
    withDownloads: 'Mit der Download-Liste',
    withSecrets: 'Mit Anmeldedaten, Cookies und dem RPC-Geheimnis',
    export: 'Exportieren',
    exporting: 'Wird geschrieben …',
    exported: {
      one: '{count} Download und die Einstellungen stehen in {file}',
      other: '{count} Downloads und die Einstellungen stehen in {file}',
    },
    importTitle: 'Importieren',
    importBody: 'Liest eine Datei, die Sluice exportiert hat, oder eine Eingabe- oder Sitzungsdatei von aria2.',
    choose: 'Datei wählen …',
    found: { one: '{count} Download', other: '{count} Downloads' },
    unreadable: {
      one: '{count} Eintrag ist nicht verwendbar.',
      other: '{count} Einträge sind nicht verwendbar.',
    },
    unknownSettings: 'Einstellungen einer anderen Version werden ausgelassen: {names}.',
    withSettings: { one: '{count} Einstellung übernehmen', other: '{count} Einstellungen übernehmen' },
    starts: 'Starten, was gewartet hat',
    import: 'Importieren',
    imported: { one: '{count} Download hinzugefügt.', other: '{count} Downloads hinzugefügt.' },
    known: { one: '{count} war schon in der Liste.', other: '{count} waren schon in der Liste.' },
    withoutFile: {
      one: '{count} kommt angehalten, denn seine Datei ist nicht hier.',
      other: '{count} kommen angehalten, denn ihre Dateien sind nicht hier.',
    },
    unusable: {
      notList: '„{name}“ ist weder eine von Sluice exportierte Datei noch eine Eingabe- oder Sitzungsdatei von aria2.',
      newer: '„{name}“ stammt von einem neueren Sluice. Zum Importieren bitte diese Version installieren.',
      tooLarge: '„{name}“ ist größer als 200 MB.',
      unreadable: '„{name}“ war nicht lesbar. Prüfen, ob die Datei noch da ist, und noch einmal versuchen.',
    },
  },
  recover: {
    body: 'Übernimmt unfertige Dateien, die kein Download in der Liste kennt, wenn die Liste verloren ging oder ein Datenträger von anderswo kommt. Was an ihnen heil ist, bleibt erhalten.',
    folder: 'Ordner, in dem gesucht wird',
    start: 'Unfertige Dateien suchen',
    running: 'Wird gesucht …',
    found: {
      one: '{count} Datei übernommen. Sie steht angehalten in der Liste.',
      other: '{count} Dateien übernommen. Sie stehen angehalten in der Liste.',
    },
    none: 'In diesem Ordner ist keine unfertige Datei.',
    nothingNew: 'Nichts davon ließ sich übernehmen.',
    held: '{size} heil',
    skipped: { one: '{count} Datei blieb liegen:', other: '{count} Dateien blieben liegen:' },
  },
  more: { one: 'und {count} weitere', other: 'und {count} weitere' },
};
