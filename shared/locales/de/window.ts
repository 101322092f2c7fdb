import type { Locale } from '../../words.ts';
import { ADD_WORDS } from './add.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

/** Words for each failure, in German: what happened, and what to do (or what Sluice does). */
export const ERROR_WORDS: Locale['ERROR_WORDS'] = {
  'network.offline': {
    what: 'Es besteht keine Verbindung zum Netz.',
    todo: 'Sluice wartet und macht weiter, sobald die Verbindung wieder da ist.',
  },
  'network.unknownHost': {
    what: 'Der Name des Servers wurde nicht gefunden.',
    todo: 'Link und Verbindung prüfen. Sluice versucht es weiter.',
  },
  'network.refused': {
    what: 'Der Server hat die Verbindung abgelehnt.',
    todo: 'Vielleicht ist er gerade ausgefallen. Sluice versucht es weiter.',
  },
  'network.reset': { what: 'Die Verbindung ist abgerissen.', todo: 'Sluice macht da weiter, wo es aufgehört hat.' },
  'network.unreachable': {
    what: 'Der Server ist nicht erreichbar.',
    todo: 'Die Verbindung prüfen. Sluice versucht es weiter.',
  },
  'network.timedOut': {
    what: 'Der Server hat nicht rechtzeitig geantwortet.',
    todo: 'Sluice versucht es weiter.',
  },
  'network.stalled': {
    what: 'Eine Zeit lang kamen keine Daten an.',
    todo: 'Sluice macht da weiter, wo es aufgehört hat.',
  },
  'network.truncated': { what: 'Der Server hat die Datei zu früh beendet.', todo: 'Sluice lädt den Rest.' },
  'network.badResponse': {
    what: 'Die Antwort des Servers war kein gültiges HTTP.',
    todo: 'Den Link prüfen, auch ob er mit http:// oder mit https:// beginnen muss. Sluice versucht es weiter.',
  },
  'network.certificate': {
    what: 'Dem Zertifikat des Servers wird nicht vertraut.',
    todo: 'Vielleicht gibt sich jemand als der Server aus. Nur vertrauen, wenn klar ist, warum das Zertifikat so ist.',
  },
  'network.certificateExpired': {
    what: 'Das Zertifikat des Servers ist abgelaufen oder noch nicht gültig.',
    todo: 'Die Uhr dieses Computers prüfen. Dem Zertifikat nur vertrauen, wenn der Server bekannt ist.',
  },
  'network.certificateWrongHost': {
    what: 'Das Zertifikat des Servers gilt für einen anderen Namen.',
    todo: 'Vielleicht gibt sich jemand als der Server aus. Nur vertrauen, wenn klar ist, warum das Zertifikat so ist.',
  },
  'network.certificateUnknown': {
    what: 'Das Zertifikat des Servers kommt von einer unbekannten Stelle.',
    todo: 'Vielleicht gibt sich jemand als der Server aus. Nur vertrauen, wenn es das eines eigenen Servers ist.',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'Der Server verlangt Benutzername und Passwort (401).',
    todo: 'Den Link noch einmal als https://user:password@host/… hinzufügen oder mit einer Kopfzeile Authorization.',
  },
  'server.forbidden': {
    what: 'Der Server erlaubt diesen Download nicht (403).',
    todo: 'Vielleicht ist der Link abgelaufen. Auf der Seite einen neuen kopieren und hinzufügen.',
  },
  'server.notFound': {
    what: 'Diese Datei gibt es auf dem Server nicht (404).',
    todo: 'Den Link prüfen oder auf der Seite einen neuen kopieren.',
  },
  'server.gone': {
    what: 'Die Datei wurde vom Server entfernt (410).',
    todo: 'Auf der Seite nach einem neueren Link suchen.',
  },
  'server.rejected': {
    what: 'Der Server hat die Anfrage zurückgewiesen.',
    todo: 'Den Link prüfen oder auf der Seite einen neuen kopieren.',
  },
  'server.tooManyRequests': {
    what: 'Der Server bittet um weniger Anfragen (429).',
    todo: 'Sluice wartet so lange wie verlangt und macht dann weiter.',
  },
  'server.unavailable': { what: 'Der Server ist überlastet (503).', todo: 'Sluice wartet und macht dann weiter.' },
  'server.failed': { what: 'Auf dem Server ist ein Fehler aufgetreten.', todo: 'Sluice versucht es noch einmal.' },
  'server.tooManyRedirects': {
    what: 'Der Link führt im Kreis.',
    todo: 'Auf der Seite einen neuen Link kopieren.',
  },
  'server.badRedirect': {
    what: 'Der Link führt zu einer Adresse, die Sluice nicht öffnet.',
    todo: 'Nur Links mit http und https lassen sich herunterladen.',
  },
  'server.insecureRedirect': {
    what: 'Der sichere Link führt zu einer unsicheren Adresse.',
    todo: 'Unterwegs könnten andere die Datei lesen oder verändern. Nur erlauben, wenn das nichts ausmacht.',
  },
  'server.rangeIgnored': {
    what: 'Der Server kann diese Datei nicht fortsetzen.',
    todo: 'Sluice beginnt sie noch einmal von vorn.',
  },
  'server.rangeWrong': {
    what: 'Der Server hat den falschen Teil der Datei gesendet.',
    todo: 'Er wurde verworfen. Sluice versucht es noch einmal.',
  },
  'server.rangeUnsatisfiable': {
    what: 'Die Datei auf dem Server ist kürzer als zuvor.',
    todo: 'Sluice beginnt sie noch einmal von vorn.',
  },
  'server.changed': {
    what: 'Die Datei auf dem Server hat sich geändert, seit der Download begann.',
    todo: 'Neu beginnen, oder behalten, was da ist, und die neue daneben laden.',
  },
  'server.tooManyBytes': {
    what: 'Der Server hat mehr gesendet als angekündigt.',
    todo: 'Sluice beginnt die Datei noch einmal von vorn.',
  },
  'server.encoded': {
    what: 'Der Server hat die Datei in einer Kodierung gesendet, um die Sluice nicht gebeten hat.',
    todo: 'Den Link in einem Browser probieren oder den Betreiber der Website fragen.',
  },
  'server.htmlInstead': {
    what: 'Der Server hat statt der Datei eine Webseite gesendet.',
    todo: 'Vielleicht ist der Link abgelaufen oder verlangt eine Anmeldung. Einen neuen Link einfügen oder die Seite annehmen.',
  },

  'disk.full': {
    what: 'Der Datenträger ist voll.',
    todo: 'Platz schaffen. Sluice macht von selbst weiter, sobald genug da ist.',
  },
  'disk.folderMissing': {
    what: 'Den Ordner gibt es nicht.',
    todo: 'Ihn anlegen oder einen anderen wählen, dann erneut versuchen.',
  },
  'disk.notWritable': {
    what: 'Sluice darf nicht in den Ordner schreiben.',
    todo: 'Einen anderen Ordner wählen oder seine Rechte ändern, dann erneut versuchen.',
  },
  'disk.nameTooLong': {
    what: 'Der Pfad der Datei ist zu lang für diesen Datenträger.',
    todo: 'Einen kürzeren Ordner oder Namen wählen, dann erneut versuchen.',
  },
  'disk.nameTaken': {
    what: 'Eine Datei dieses Namens gibt es schon.',
    todo: 'Die neue nummerieren, die alte ersetzen oder alles lassen, wie es ist?',
  },
  'disk.stalled': {
    what: 'Der Ordner antwortet nicht.',
    todo: 'Vielleicht liegt er im Netzwerk. Sluice versucht es weiter.',
  },
  'disk.fileTooLarge': {
    what: 'Die Datei ist größer, als dieser Datenträger erlaubt.',
    todo: 'Einen Ordner auf einem anderen Datenträger wählen.',
  },
  'disk.partLost': {
    what: 'Die unfertige Datei ist weg oder wurde von einem anderen Programm verändert.',
    todo: 'Sluice beginnt sie noch einmal von vorn.',
  },
  'disk.failed': {
    what: 'Der Datenträger meldet einen Fehler.',
    todo: 'Den Datenträger prüfen, dann erneut versuchen.',
  },

  'link.notUrl': { what: 'Das ist kein Link.', todo: 'Ein Link sieht aus wie https://example.org/datei.zip.' },
  'link.unsupportedScheme': {
    what: 'Links dieser Art kann Sluice nicht herunterladen.',
    todo: 'Einen Link verwenden, der mit http:// oder https:// beginnt.',
  },

  'link.expired': {
    what: 'Der Link ist abgelaufen.',
    todo: 'Auf der Seite einen neuen Link kopieren und hier einfügen. Was schon geladen ist, bleibt erhalten.',
  },
  'link.otherFile': {
    what: 'Der neue Link führt zu einer anderen Datei.',
    todo: 'Einen anderen Link einfügen. Was schon geladen ist, bleibt erhalten.',
  },

  'checksum.mismatch': {
    what: 'Die Datei ist vollständig, aber ihre Prüfsumme ist nicht die erwartete.',
    todo: 'Sie bleibt unter ihrem unfertigen Namen liegen. Noch einmal laden oder so behalten.',
  },
  'checksum.contradiction': {
    what: 'Jedes Stück der Datei stimmt, aber ihre Prüfsumme ist nicht die erwartete: Die Angaben zu ihr widersprechen sich.',
    todo: 'Sie bleibt unter ihrem unfertigen Namen liegen. Nach einem neueren Metalink oder einer neueren Prüfsumme suchen oder sie so behalten.',
  },
  'checksum.unavailable': {
    what: 'Die veröffentlichte Prüfsumme der Datei war nicht lesbar.',
    todo: 'Erneut versuchen oder die Datei ungeprüft behalten.',
  },

  'app.engineStopped': {
    what: 'Der Teil von Sluice, der die Daten überträgt, ist stehen geblieben.',
    todo: 'Er wurde neu gestartet. Sluice macht da weiter, wo es aufgehört hat.',
  },
  'app.sealed': {
    what: 'Die gespeicherten Anmeldedaten sind hier nicht lesbar.',
    todo: 'Die Desktop-App öffnen oder den Link noch einmal einfügen.',
  },
  'app.unexpected': {
    what: 'Etwas Unerwartetes ist passiert.',
    todo: 'Erneut versuchen; falls es noch einmal vorkommt, bitte melden.',
  },
};

/** What to do about a download that has failed, where the table says that Sluice goes on: now it does not. */
export const GAVE_UP_WORDS: Locale['GAVE_UP_WORDS'] = {
  nameTaken:
    'Der Download wurde übersprungen. Um ihn doch zu laden, die vorhandene Datei verschieben und erneut versuchen.',
  gaveUp: 'Sluice hat es viele Male versucht und aufgegeben. „Erneut versuchen“ beginnt wieder.',
};

/** Words for each call that did not work. */
export const CALL_ERROR_WORDS: Locale['CALL_ERROR_WORDS'] = {
  'call.unknown':
    'Dieses Sluice kennt den Befehl nicht. Fenster und Kern haben vielleicht verschiedene Versionen: das Fenster neu laden.',
  'call.badInput': 'Diese Eingabe ist ungültig.',
  'call.notFound': 'Dieser Download ist nicht mehr in der Liste.',
  'call.notCompleted': 'Nur ein fertiger Download lässt sich öffnen.',
  'call.folderNotAbsolute': 'Der Ordner braucht einen vollständigen Pfad, etwa /home/ich/Downloads.',
  'call.fileGone':
    'Die Datei ist nicht mehr da. Vielleicht wurde sie verschoben oder gelöscht; um sie zu laden, ihren Link noch einmal hinzufügen.',
  'call.folderGone':
    'Dieser Ordner ist nicht lesbar. Prüfen, ob der Pfad stimmt und der Datenträger angeschlossen ist.',
  'call.badLink':
    'Diesen Link kann Sluice nicht herunterladen. Bitte einen einfügen, der mit http:// oder https:// beginnt.',
  'call.isRunning': 'Das geht nur, solange der Download nicht läuft. Bitte zuerst anhalten.',
  'call.isProgram': 'Diese Datei ist ein Programm. Nur öffnen, wenn ihre Herkunft vertrauenswürdig ist.',
  'call.openFailed': 'Das System konnte es nicht öffnen.',
  'call.notSaved':
    'Sluice konnte das nicht speichern. Vielleicht ist der Datenträger mit dem Datenordner voll: Platz schaffen und noch einmal versuchen.',
  'call.notOurFile':
    'Sluice hat diese Datei nicht geschrieben: Sie kam mit einer importierten Liste. Entfernen Sie den Download ohne Datei und löschen Sie die Datei in ihrem Ordner.',
  'call.notWritten':
    'Die Datei konnte nicht geschrieben werden. Einen beschreibbaren Ordner auf einem Datenträger mit Platz wählen.',
  'call.backupGone': 'Diese Sicherung ist nicht mehr da. Bitte eine andere wählen.',
  'call.backupUnusable':
    'Diese Sicherung ist nicht verwendbar: Sie ist beschädigt oder stammt von einem neueren Sluice. Die Liste bleibt, wie sie ist; bitte eine andere Sicherung wählen.',
  'call.closing': 'Sluice wird gerade beendet.',
  'call.cancelled': 'Abgebrochen.',
  'call.portTaken':
    'Diesen Port nutzt ein anderes Programm, oder das System gibt ihn nicht frei. Bitte eine andere Zahl wählen; der Port bleibt, wie er war.',
  'call.notTrashed':
    'Der Papierkorb hat die Datei nicht angenommen. Da sie nicht von Sluice stammt, wird sie auf keinem anderen Weg gelöscht. Den Download ohne seine Datei entfernen oder die Datei selbst löschen.',
  'call.failed': 'Etwas Unerwartetes ist passiert.',
};

export const NOTICE_WORDS: Locale['NOTICE_WORDS'] = {
  'notice.databaseDamaged':
    'Die Download-Liste war beschädigt, darum hat Sluice eine neue begonnen. Die beschädigte Datei liegt hier:',
  'notice.backupAvailable': 'Es gibt eine Sicherung der Liste; wiederherstellen lässt sie sich in den Einstellungen:',
  'notice.listRestored': 'Die Sicherung ist jetzt die Liste. Die Liste von vorher liegt hier:',
  'notice.cannotSave':
    'Sluice kann nicht speichern, was geschieht, und versucht es weiter. Bitte auf dem Datenträger mit dem Datenordner Platz schaffen:',
  'notice.onBattery': 'Sluice wartet, bis der Computer wieder am Netzteil hängt (Einstellungen, Benachrichtigungen).',
  'notice.onMetered': 'Sluice wartet, bis die Verbindung nicht mehr getaktet ist (Einstellungen, Benachrichtigungen).',
  'notice.rowsLeftOut':
    'Einige Downloads waren nicht lesbar und fehlen in der Liste; in ihrer Datei bleiben sie. Ihre Links noch einmal hinzufügen, dann geht es mit dem weiter, was schon geladen ist:',
  'notice.settingsReset': 'Einige Einstellungen waren nicht lesbar und stehen wieder auf ihrem Anfangswert:',
};

export const STATE_WORDS: Locale['STATE_WORDS'] = {
  queued: 'Wartet',
  probing: 'Verbindet',
  downloading: 'Lädt',
  pausing: 'Hält an',
  paused: 'Angehalten',
  retrying: 'Neuer Versuch',
  blocked: 'Zu klären',
  finishing: 'Schließt ab',
  completed: 'Fertig',
  failed: 'Fehlgeschlagen',
};

/** Every text of the window that is not under a code above. */
export const WINDOW_WORDS: Locale['WINDOW_WORDS'] = {
  appName: 'Sluice',
  actions: {
    toolbar: 'Downloads',
    add: 'Hinzufügen',
    pause: 'Anhalten',
    resume: 'Fortsetzen',
    retry: 'Erneut versuchen',
    restart: 'Neu beginnen …',
    remove: 'Entfernen',
    removeMore: 'Entfernen …',
    rename: 'Umbenennen …',
    moveTo: 'In Ordner verschieben …',
    category: 'Art wählen …',
    stopMove: 'Nicht mehr verschieben',
    pauseAll: 'Alle anhalten',
    resumeAll: 'Alle fortsetzen',
    open: 'Öffnen',
    showInFolder: 'Im Ordner anzeigen',
    copyLink: 'Link kopieren',
    details: 'Details',
    verify: 'Datei prüfen',
    repair: 'Reparieren',
    newLink: 'Neuer Link …',
    answers: 'Andere Antworten',
    settings: 'Einstellungen',
    openBackups: 'Zu einer Sicherung zurückkehren …',
    more: 'Weitere Aktionen',
    chooseFolder: 'Wählen …',
    chooseFolderName: 'Ordner wählen',
    cancel: 'Abbrechen',
    close: 'Schließen',
    dismiss: 'Ausblenden',
    shortcuts: 'Tastenkürzel',
  },
  search: { label: 'Name oder Link suchen' },
  filters: {
    label: 'Anzeigen',
    all: 'Alle',
    active: 'Aktiv',
    waiting: 'Wartend',
    finished: 'Fertig',
    attention: 'Zu klären',
  },
  sidebar: {
    categories: 'Arten',
    folders: 'Ordner',
    hosts: 'Server',
    toggle: 'Seitenleiste',
    combine: '{key}Klick: zusammen mit dem, was gezeigt wird',
    also: 'Auch nach „{name}“ filtern',
    without: 'Nicht mehr nur „{name}“',
  },
  categories: {
    video: 'Video',
    audio: 'Audio',
    images: 'Bilder',
    documents: 'Dokumente',
    archives: 'Archive',
    programs: 'Programme',
    other: 'Andere',
  },
  limit: {
    label: 'Tempolimit',
    none: 'Kein Limit',
    other: 'Anderes Limit …',
    button: 'Tempolimit: {limit}',
  },
  priorities: { high: 'Hoch', normal: 'Normal', low: 'Niedrig' },
  queue: {
    top: 'Als Erstes starten',
    bottom: 'Als Letztes starten',
    priority: 'Priorität: {priority}',
    inOrder: 'In der Reihenfolge des Starts',
    moved: 'Die Reihenfolge, in der Downloads starten, ist geändert.',
    showOrder: 'Reihenfolge zeigen',
  },
  columns: {
    name: 'Name',
    host: 'Server',
    state: 'Zustand',
    size: 'Größe',
    speed: 'Tempo',
    timeLeft: 'Restzeit',
    added: 'Hinzugefügt',
    priority: 'Priorität',
    folder: 'Ordner',
    category: 'Art',
    note: 'Hinweis',
    actions: 'Aktionen',
    choose: 'Spalten',
    width: 'Breite von {column}',
    reset: 'Spalten zurücksetzen',
  },
  row: {
    loading: 'Wird geladen …',
    sizeOf: '{received} von {size}',
    percent: '{state} {percent}',
    checking: 'Wird geprüft …',
    waitsForPlace: 'Wartet auf Platz',
    moving: 'Verschieben {percent}',
    retryAt: '{what} Nächster Versuch um {time}.',
    problem: '{what} {todo}',
  },
  list: {
    label: 'Downloads',
    emptyTitle: 'Links hier ablegen',
    emptyBody:
      'Links, Text oder eine Textdatei in dieses Fenster ziehen, mit {paste} einfügen oder „Hinzufügen“ wählen.',
    nothingFiltered: 'Hier sind keine Downloads.',
    nothingFound: 'Nichts passt zu „{search}“.',
    showAll: 'Alle Downloads anzeigen',
  },
  status: {
    label: 'Summen',
    active: { one: '{count} aktiv', other: '{count} aktiv' },
    waiting: { one: '{count} wartet', other: '{count} warten' },
    selected: { one: '{count} ausgewählt', other: '{count} ausgewählt' },
    downloads: { one: '{count} Download', other: '{count} Downloads' },
    timeLeft: 'noch {time}',
    idle: 'Gerade wird nichts geladen',
    free: '{size} frei',
    limited: 'Limit {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'Ablegen, um Downloads hinzuzufügen',
    body: 'Links, Text oder eine Textdatei mit Links',
    notText: '„{name}“ ist keine Textdatei. Bitte Links, Text oder eine Textdatei mit Links ablegen.',
    tooLarge: '„{name}“ ist größer als {limit}. Bitte aufteilen oder die Links einfügen.',
    unreadable: '„{name}“ war nicht lesbar. Prüfen, ob die Datei noch da ist, und noch einmal versuchen.',
    noLink: '„{name}“ ist eine Verknüpfung ohne Link. Bitte eine ablegen, die zu einer Webseite oder Datei führt.',
    nothing: 'Im Abgelegten sind keine Links.',
  },
  remove: {
    title: { one: '{count} Download entfernen?', other: '{count} Downloads entfernen?' },
    body: 'Was schon geladen ist, bleibt auf dem Datenträger, wenn nichts anderes gewählt wird.',
    deleteFiles: { one: 'Auch die Datei löschen', other: 'Auch die Dateien löschen' },
    trashFiles: { one: 'Auch die Datei in den Papierkorb legen', other: 'Auch die Dateien in den Papierkorb legen' },
    trashHint: 'Auf einem Datenträger ohne Papierkorb wird endgültig gelöscht.',
  },
  messages: {
    label: 'Meldungen',
    undo: 'Rückgängig',
    cameBack: { one: '{count} Download ist wieder da', other: '{count} Downloads sind wieder da' },
    added: { one: '{count} Download hinzugefügt', other: '{count} Downloads hinzugefügt' },
    refused: {
      one: '{count} Link wurde nicht hinzugefügt. {what}',
      other: '{count} Links wurden nicht hinzugefügt. {what}',
    },
    finished: '{name} ist fertig',
    finishedMany: { one: '{count} Download fertig', other: '{count} Downloads fertig' },
    failed: '{name}: {what}',
    removed: { one: '{count} Download entfernt', other: '{count} Downloads entfernt' },
    copied: { one: '{count} Link kopiert', other: '{count} Links kopiert' },
    copyFailed: 'Die Zwischenablage war nicht verfügbar. In das Fenster klicken und noch einmal versuchen.',
    noConnection: 'Sluice läuft nicht, darum wurde nichts geändert.',
  },
  connection: {
    lost: 'Sluice läuft nicht. Verbindung wird wiederhergestellt …',
    endedTitle: 'Die Berechtigung dieses Fensters ist abgelaufen.',
    endedBody: 'Noch einmal `sluice serve` oder `npm start` ausführen, um ein neues zu öffnen.',
  },
  keyNames: {
    Mod: 'Strg',
    Shift: 'Umschalt',
    Alt: 'Alt',
    Space: 'Leertaste',
    Enter: 'Eingabe',
    Delete: 'Entf',
    Backspace: 'Rücktaste',
    ContextMenu: 'Menütaste',
  },
  shortcuts: {
    title: 'Tastenkürzel',
    change: 'Ändern …',
    add: 'Downloads hinzufügen',
    paste: 'Links aus der Zwischenablage hinzufügen',
    addNow: 'Hinzufügen, was im Dialog steht',
    search: 'Suchen',
    move: 'In der Liste bewegen',
    extend: 'Mehrere auswählen',
    selectAll: 'Alle auswählen',
    pauseResume: 'Anhalten oder fortsetzen',
    open: 'Datei öffnen, oder tun, worum die Zeile bittet',
    remove: 'Entfernen',
    rename: 'Umbenennen',
    copyLink: 'Links kopieren',
    menu: 'Weitere Aktionen',
    queueUp: 'Früher oder später starten',
    combine: 'Zusammen mit dem zeigen, was gezeigt wird (Seitenleiste)',
    details: 'Details',
    settings: 'Einstellungen',
    sheet: 'Diese Übersicht anzeigen',
  },
};
