import type { Locale, PluralForms } from '../../words.ts';
import { forms } from './forms.ts';

export const SETTING_TEXTS: Locale['SETTING_TEXTS'] = {
  downloadFolder: { label: 'Salva i download in', help: 'Vuoto indica la cartella dei download di sistema.' },
  allowedFolders: {
    label: 'Altre cartelle per i programmi',
    help: 'Anche qui possono salvare i programmi che usano l’RPC. Un percorso completo per riga.',
  },
  folderRules: {
    label: 'Cartelle per tipo e server',
    help: 'Decide la prima riga che corrisponde, salvo che tu scelga una cartella quando aggiungi un link.',
  },
  maxActiveDownloads: { label: 'Download contemporanei', help: 'Gli altri attendono il proprio turno.' },
  maxActivePerHost: { label: 'Di cui dallo stesso server', help: 'Alcuni server ne accettano solo pochi.' },
  connectionsPerDownload: {
    label: 'Connessioni per download',
    help: '0 indica quante ne servono ad accelerarlo, fino a 16. Sluice ne usa meno se il server lo chiede.',
  },
  limitBytesPerSecond: { label: 'Limite di velocità', help: 'Per tutti i download insieme. 0 indica nessun limite.' },
  hostLimits: {
    label: 'Limite di velocità per server',
    help: 'Uno per riga: un server e i megabyte al secondo, come example.org 0,5. Tutti i nomi al di sotto condividono il limite.',
  },
  proxyMode: {
    label: 'Proxy',
    help: 'Quello di sistema, nessuno, o quello qui sotto. Questo stesso computer è sempre raggiunto direttamente.',
  },
  proxyAddress: {
    label: 'Indirizzo del proxy',
    help: 'Ad esempio http://utente:password@proxy:3128, https://proxy:3128 o socks5://proxy:1080. La password non viene più mostrata.',
  },
  noProxy: {
    label: 'Senza proxy',
    help: 'Host (example.org), reti (10.0.0.0/8) o <local>, uno per riga. Vale solo per il proxy qui sopra.',
  },
  maxAttempts: { label: 'Rinuncia dopo', help: 'Errori consecutivi. 0 indica mai.' },
  connectTimeoutMs: {
    label: 'Attesa per la connessione',
    help: 'Per la ricerca del nome, la connessione e l’handshake, ciascuno.',
  },
  responseTimeoutMs: {
    label: 'Attesa per la risposta',
    help: 'Finché un server inizia a rispondere a una richiesta.',
  },
  idleTimeoutMs: {
    label: 'Attesa per i dati',
    help: 'Una connessione che non invia nulla per questo tempo viene sostituita.',
  },
  onChanged: {
    label: 'Se un file è cambiato sul server',
    help: 'Sluice non unisce mai un vecchio inizio a una nuova fine.',
  },
  onNameTaken: {
    label: 'Se esiste già un file con quel nome',
    help: 'Un file viene sostituito solo se lo scegli tu.',
  },
  followMetalinks: {
    label: 'Segui i Metalink',
    help: 'Al posto di un Metalink vengono scaricati i file che indica, da tutti i luoghi noti e con le loro somme di controllo.',
  },
  useServerTime: {
    label: 'Mantieni la data del server',
    help: 'La data comunicata dal server invece di quella attuale.',
  },
  markOrigin: {
    label: 'Contrassegna i file come provenienti dal web',
    help: 'Il sistema può così avvisare prima di eseguire un programma. Vengono scritti solo host e percorso.',
  },
  notifications: {
    label: 'Notifiche',
    help: 'Segnala ciò che è completato o richiede attenzione mentre la finestra non è in primo piano. Solo nell’app desktop.',
  },
  startAtLogin: {
    label: 'Avvia con il computer',
    help: 'Nell’area di notifica, senza finestra. Solo nell’app installata.',
  },
  startInTray: {
    label: 'Avvia senza la finestra',
    help: 'Solo l’icona nell’area di notifica indica che Sluice è attivo. I link ricevuti all’avvio aprono la finestra. Solo nell’app desktop.',
  },
  onWindowClose: {
    label: 'Alla chiusura della finestra',
    help: 'Con download in corso; altrimenti chiude Sluice. Solo nell’app desktop.',
  },
  pauseOnBattery: {
    label: 'Attendi se alimentato a batteria',
    help: 'I download riprendono da sé quando il computer è di nuovo collegato alla corrente. Solo nell’app desktop.',
  },
  pauseOnMetered: {
    label: 'Attendi se la connessione è a consumo',
    help: 'L’hotspot di un telefono, o ciò che il sistema deve risparmiare. Linux con NetworkManager e Windows; macOS non lo comunica.',
  },
  watchClipboard: {
    label: 'Controlla gli appunti',
    help: 'Propone i link copiati in altri programmi. Con Wayland solo mentre Sluice è in primo piano.',
  },
  addCopiedLinks: {
    label: 'Aggiungi i link copiati senza chiedere',
    help: 'Mentre gli appunti sono controllati. Ciò che è aggiunto viene segnalato; con un clic lo si vede.',
  },
  showDropTarget: {
    label: 'Area di rilascio',
    help: 'Una piccola finestra sopra le altre che accoglie i link. Con Wayland non può restare in primo piano. Solo nell’app desktop.',
  },
  keepAwake: {
    label: 'Tieni attivo il computer',
    help: 'Mentre ci sono download in corso. Solo nell’app desktop.',
  },
  userAgent: { label: 'User agent', help: 'Come Sluice si presenta ai server. Vuoto indica “Sluice”.' },
  inspectLinks: {
    label: 'Esamina i link prima di aggiungerli',
    help: 'Chiede a ogni server nome e dimensione mentre guardi l’elenco. Se disattivato, non viene inviato nulla prima dell’aggiunta.',
  },
  updateChecks: {
    label: 'Cerca aggiornamenti',
    help: 'Una volta al giorno; una nuova versione viene installata all’uscita. Solo nei pacchetti firmati dell’app desktop.',
  },
  updateChannel: { label: 'Versioni', help: 'Le versioni di prova arrivano prima e hanno più difetti.' },
  finishedKeptDays: {
    label: 'Mantieni in elenco i download completati',
    help: 'In giorni; poi vengono dimenticati. I file restano. 0 indica per sempre.',
  },
  rpcPort: { label: 'Porta', help: 'Della pagina e dell’RPC, solo su questo computer.' },
  rpcSecret: {
    label: 'Codice segreto dell’RPC',
    help: 'I programmi lo inviano come token:CODICE. Vuoto indica uno nuovo a ogni avvio.',
  },
  shortcuts: {
    label: 'Scorciatoie da tastiera',
    help: 'Scegli un tasto, poi premine un altro. Esc lo lascia com’è.',
  },
  backupsKept: {
    label: 'Backup giornalieri da conservare',
    help: 'Dell’elenco e delle impostazioni. Con 0 non se ne fanno.',
  },
  rpcAllowedOrigins: {
    label: 'Pagine web che possono usare Sluice',
    help: 'Origini che possono chiamare l’RPC, ad esempio https://example.org. Una per riga.',
  },
  language: { label: 'Lingua', help: 'Della finestra, dell’area di notifica, dei menu e delle notifiche.' },
  theme: { label: 'Colori', help: 'Chiari, scuri o come nel sistema.' },
  density: { label: 'Righe', help: 'Le righe compatte occupano una sola linea.' },
  systemAccent: {
    label: 'Colore principale del sistema',
    help: 'Per pulsanti e barre, se il sistema comunica il suo colore. Il contorno dello stato attivo resta com’è.',
  },
};

export const CHOICE_TEXTS: Locale['CHOICE_TEXTS'] = {
  onChanged: { ask: 'Chiedi', restart: 'Ricomincia', keepBoth: 'Tieni entrambi' },
  updateChecks: { ask: 'Chiedi', on: 'Sì', off: 'Mai' },
  updateChannel: { stable: 'Versioni stabili', beta: 'Anche versioni di prova' },
  proxyMode: { system: 'Come nel sistema', none: 'Nessuno', manual: 'Questo' },
  onWindowClose: { ask: 'Chiedi', hide: 'Continua', quit: 'Esci' },
  theme: { system: 'Come nel sistema', light: 'Chiaro', dark: 'Scuro' },
  density: { comfortable: 'Comode', compact: 'Compatte' },
  onNameTaken: { rename: 'Aggiungi un numero', overwrite: 'Sostituiscilo', skip: 'Salta il download', ask: 'Chiedi' },
};

export const HOST_FACT_WORDS: Locale['HOST_FACT_WORDS'] = {
  noRanges: same('Invia solo file interi'),
  noConditions: same('Ignora “solo se invariato”'),
  unstableEtag: same('Contrassegna lo stesso file ogni volta in modo diverso'),
  asksToWait: same('Chiede a Sluice di attendere'),
  paidConnections: forms('È più veloce con {count} connessione', 'È più veloce con {count} connessioni'),
  maxConnections: forms('Accetta {count} connessione alla volta', 'Accetta {count} connessioni alla volta'),
};

function same(text: string): PluralForms {
  return forms(text, text);
}

export const SKIP_WORDS: Locale['SKIP_WORDS'] = {
  inUse: 'Appartiene a un download in elenco.',
  noRecord: 'Nulla accanto ad esso dice da dove proviene.',
  unreadable: 'Non è stato possibile leggerlo.',
  nothingIntact: 'Non c’è nulla di integro.',
};

export const SETTINGS_WORDS: Locale['SETTINGS_WORDS'] = {
  title: 'Impostazioni',
  open: 'Impostazioni',
  sections: 'Sezioni',
  section: {
    downloads: 'Cartelle',
    limits: 'Connessioni e limiti',
    retries: 'Tentativi e attese',
    names: 'Nomi e conflitti',
    network: 'Rete',
    servers: 'Server',
    certificates: 'Certificati',
    backups: 'Backup ed esportazione',
    recover: 'Recupero di file',
    computer: 'Desktop e notifiche',
    appearance: 'Aspetto e lingua',
    shortcuts: 'Scorciatoie da tastiera',
    integration: 'Integrazione',
    privacy: 'Privacy',
  },
  reset: 'Ripristina “{name}” a {value}',
  search: 'Cerca nelle impostazioni',
  nothingFound: 'Nessuna impostazione corrisponde a “{search}”.',
  goTo: 'Apri “{section}”',
  seconds: 's',
  days: { one: 'giorno', many: 'giorni', other: 'giorni' },
  megabytes: 'MB/s',
  times: { one: 'errore', many: 'errori', other: 'errori' },
  on: 'attivo',
  off: 'disattivato',
  systemLanguage: 'Come nel sistema',
  systemFolder: 'cartella di sistema',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'Un proxy è del tipo http://proxy:3128 o socks5://proxy:1080.',
  nothing: 'nulla',
  defaultKeys: 'i tasti predefiniti',
  outOfBounds: 'Un numero da {least} a {most}.',
  wrong: 'Questo valore non è utilizzabile.',
  wrongLine: 'Questa riga non è utilizzabile: {line}',
  wrongNumber: 'Un numero, ad esempio 2 o 0,5.',
  loading: 'Caricamento…',
  until: 'fino al {date}',
  servers: {
    body: 'Ciò che Sluice ha notato sui server, per non ritentare ogni volta invano le stesse cose.',
    empty: 'Ancora nulla di notato.',
    forget: 'Dimentica ciò che si è appreso su {host}',
    forgetAll: 'Dimentica tutto',
  },
  certificates: {
    body: 'Certificati che consideri attendibili anche se non sono verificabili. Ciascuno vale per un solo server.',
    empty: 'Non ci sono certificati di questo tipo.',
    remove: 'Non considerare più attendibile il certificato di {host}',
  },
  backups: {
    body: 'Copie dell’elenco dei download e delle impostazioni; i file stessi non sono compresi.',
    empty: 'Non c’è ancora alcun backup.',
    create: 'Esegui ora un backup',
    creating: 'Backup in corso…',
    restore: 'Ripristina…',
    restoreOf: 'Ripristina il backup del {date}…',
    confirmTitle: 'Tornare a questo backup?',
    confirmBody:
      'L’elenco e le impostazioni tornano com’erano allora. Prima Sluice fa un backup dello stato attuale, poi si chiude; riavvialo per continuare.',
    confirm: 'Ripristina e chiudi Sluice',
    restored: 'Sluice si chiude ora e al prossimo avvio usa il backup.',
  },
  rules: {
    kind: 'Tipo di file',
    anything: 'Tutto',
    host: 'Server',
    anyHost: 'qualsiasi server',
    folder: 'Cartella',
    fromHost: '{kind} da {host}',
    add: 'Aggiungi regola',
    remove: 'Rimuovi la regola per “{rule}”',
  },
  keys: {
    change: 'Cambia il tasto di “{name}”, ora {keys}',
    press: 'Premi un tasto…',
    taken: '{key} è già “{name}”. Scegli un altro tasto, o cambia prima quello.',
    reserved: '{key} ha ovunque un significato proprio. Scegli un altro tasto.',
  },
  privacy: {
    title: 'Dimentica ora',
    body: 'I file su disco restano. Ciò che Sluice ha notato sui server si trova in “Server”.',
    clearFinished: 'Togli i download completati',
    forgetChoices: 'Dimentica le scelte per i server',
    cleared: forms('{count} download tolto dall’elenco.', '{count} download tolti dall’elenco.'),
    forgotten: forms('Dimenticate le scelte per {count} server.', 'Dimenticate le scelte per {count} server.'),
  },
  transfer: {
    exportTitle: 'Esporta',
    exportBody: 'Scrive un file JSON, per un altro computer o un altro programma.',
    withDownloads: 'Con l’elenco dei download',
    withSecrets: 'Con credenziali, cookie e il codice segreto dell’RPC',
    export: 'Esporta',
    exporting: 'Scrittura…',
    exported: forms(
      '{count} download e le impostazioni scritti in {file}',
      '{count} download e le impostazioni scritti in {file}',
    ),
    importTitle: 'Importa',
    importBody: 'Accetta un file esportato da Sluice, o un file di input o una sessione di aria2.',
    choose: 'Scegli un file…',
    found: forms('{count} download', '{count} download'),
    unreadable: forms('{count} voce non può essere importata.', '{count} voci non possono essere importate.'),
    unknownSettings: 'Le impostazioni di un’altra versione vengono tralasciate: {names}.',
    withSettings: forms('Importa {count} impostazione', 'Importa {count} impostazioni'),
    starts: 'Avvia ciò che era in attesa',
    import: 'Importa',
    imported: forms('Aggiunto {count} download.', 'Aggiunti {count} download.'),
    known: forms('{count} era già in elenco.', '{count} erano già in elenco.'),
    withoutFile: forms(
      '{count} arriva in pausa, perché il suo file non è qui.',
      '{count} arrivano in pausa, perché i loro file non sono qui.',
    ),
    unusable: {
      notList: '“{name}” non è né un file esportato da Sluice, né un file di input o una sessione di aria2.',
      newer: '“{name}” è stato scritto da uno Sluice più recente. Installa quella versione per importarlo.',
      tooLarge: '“{name}” supera i 200 MB.',
      unreadable: 'Impossibile leggere “{name}”. Controlla che esista ancora e riprova.',
    },
  },
  recover: {
    body: 'Riprende i file incompleti che nessun download in elenco conosce, dopo che l’elenco è andato perso o un disco è stato spostato qui. Ciò che è integro resta.',
    folder: 'Cartella in cui cercare',
    start: 'Cerca file incompleti',
    running: 'Ricerca…',
    found: forms('Ripreso {count} file. È in elenco, in pausa.', 'Ripresi {count} file. Sono in elenco, in pausa.'),
    none: 'In questa cartella non ci sono file incompleti.',
    nothingNew: 'Nulla che si possa riprendere.',
    held: '{size} integri',
    skipped: forms('{count} file tralasciato:', '{count} file tralasciati:'),
  },
  more: forms('e {count} altro', 'e altri {count}'),
};
