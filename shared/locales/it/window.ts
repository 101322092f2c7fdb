import type { Locale } from '../../words.ts';
import { ADD_WORDS } from './add.ts';
import { forms } from './forms.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

export const ERROR_WORDS: Locale['ERROR_WORDS'] = {
  'network.offline': {
    what: 'Nessuna connessione alla rete.',
    todo: 'Sluice attende e riprende quando torna la connessione.',
  },
  'network.unknownHost': {
    what: 'Il nome del server non è stato trovato.',
    todo: 'Controlla il link e la connessione. Sluice continua a provare.',
  },
  'network.refused': {
    what: 'Il server ha rifiutato la connessione.',
    todo: 'Potrebbe essere momentaneamente fuori servizio. Sluice continua a provare.',
  },
  'network.reset': { what: 'La connessione si è interrotta.', todo: 'Sluice riprende da dove si era fermato.' },
  'network.unreachable': {
    what: 'Il server non è raggiungibile.',
    todo: 'Controlla la connessione. Sluice continua a provare.',
  },
  'network.timedOut': { what: 'Il server non ha risposto in tempo.', todo: 'Sluice continua a provare.' },
  'network.stalled': {
    what: 'Da un po’ non arrivano dati.',
    todo: 'Sluice riprende da dove si era fermato.',
  },
  'network.truncated': { what: 'Il server ha interrotto il file troppo presto.', todo: 'Sluice scarica il resto.' },
  'network.badResponse': {
    what: 'La risposta del server non è HTTP valido.',
    todo: 'Controlla il link, e se deve iniziare con http:// o con https://. Sluice continua a provare.',
  },
  'network.certificate': {
    what: 'Il certificato del server non è attendibile.',
    todo: 'Qualcuno potrebbe spacciarsi per il server. Consideralo attendibile solo se sai perché è così.',
  },
  'network.certificateExpired': {
    what: 'Il certificato del server è scaduto o non è ancora valido.',
    todo: 'Controlla l’orologio di questo computer. Consideralo attendibile solo se conosci il server.',
  },
  'network.certificateWrongHost': {
    what: 'Il certificato del server è per un altro nome.',
    todo: 'Qualcuno potrebbe spacciarsi per il server. Consideralo attendibile solo se sai perché è così.',
  },
  'network.certificateUnknown': {
    what: 'Il certificato del server proviene da un’autorità sconosciuta.',
    todo: 'Qualcuno potrebbe spacciarsi per il server. Consideralo attendibile solo se il server è tuo.',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'Il server chiede nome utente e password (401).',
    todo: 'Aggiungi di nuovo il link come https://utente:password@host/…, o con un’intestazione Authorization.',
  },
  'server.forbidden': {
    what: 'Il server non permette questo download (403).',
    todo: 'Il link potrebbe essere scaduto. Copiane uno nuovo dalla pagina e aggiungilo.',
  },
  'server.notFound': {
    what: 'Il server non ha questo file (404).',
    todo: 'Controlla il link, o copiane uno nuovo dalla pagina.',
  },
  'server.gone': {
    what: 'Il file è stato rimosso dal server (410).',
    todo: 'Cerca un link più recente nella pagina.',
  },
  'server.rejected': {
    what: 'Il server ha respinto la richiesta.',
    todo: 'Controlla il link, o copiane uno nuovo dalla pagina.',
  },
  'server.tooManyRequests': {
    what: 'Il server chiede meno richieste (429).',
    todo: 'Sluice attende quanto ha chiesto il server, poi riprende.',
  },
  'server.unavailable': { what: 'Il server è occupato (503).', todo: 'Sluice attende, poi riprende.' },
  'server.failed': { what: 'Il server ha avuto un errore.', todo: 'Sluice riprova.' },
  'server.tooManyRedirects': { what: 'Il link gira in tondo.', todo: 'Copia un nuovo link dalla pagina.' },
  'server.badRedirect': {
    what: 'Il link porta a un indirizzo che Sluice non apre.',
    todo: 'Si possono scaricare solo link http e https.',
  },
  'server.insecureRedirect': {
    what: 'Il link sicuro porta a un indirizzo non sicuro.',
    todo: 'Lungo il percorso altri potrebbero leggere o modificare il file. Consenti solo se non importa.',
  },
  'server.rangeIgnored': {
    what: 'Il server non permette di riprendere questo file.',
    todo: 'Sluice lo ricomincia dall’inizio.',
  },
  'server.rangeWrong': {
    what: 'Il server ha inviato la parte sbagliata del file.',
    todo: 'È stata scartata. Sluice riprova.',
  },
  'server.rangeUnsatisfiable': {
    what: 'Il file sul server è più corto di prima.',
    todo: 'Sluice lo ricomincia dall’inizio.',
  },
  'server.changed': {
    what: 'Il file sul server è cambiato dall’inizio del download.',
    todo: 'Ricomincia, oppure tieni ciò che hai e scarica accanto quello nuovo.',
  },
  'server.tooManyBytes': {
    what: 'Il server ha inviato più di quanto annunciato.',
    todo: 'Sluice ricomincia il file dall’inizio.',
  },
  'server.encoded': {
    what: 'Il server ha inviato il file in una codifica che Sluice non ha chiesto.',
    todo: 'Prova il link in un browser, o chiedi al gestore del sito.',
  },
  'server.htmlInstead': {
    what: 'Il server ha inviato una pagina web invece del file.',
    todo: 'Il link potrebbe essere scaduto o richiedere un accesso. Incolla un nuovo link, o accetta la pagina.',
  },

  'disk.full': { what: 'Il disco è pieno.', todo: 'Libera spazio. Sluice riprende da sé quando ce n’è.' },
  'disk.folderMissing': { what: 'La cartella non esiste.', todo: 'Creala o scegline un’altra, poi riprova.' },
  'disk.notWritable': {
    what: 'Sluice non può scrivere nella cartella.',
    todo: 'Scegli un’altra cartella o cambiane i permessi, poi riprova.',
  },
  'disk.nameTooLong': {
    what: 'Il percorso del file è troppo lungo per questo disco.',
    todo: 'Scegli una cartella o un nome più corti, poi riprova.',
  },
  'disk.nameTaken': {
    what: 'Esiste già un file con questo nome.',
    todo: 'Scegli se numerare il nuovo, sostituire il vecchio o lasciarlo.',
  },
  'disk.stalled': { what: 'La cartella non risponde.', todo: 'Forse è in rete. Sluice continua a provare.' },
  'disk.fileTooLarge': {
    what: 'Il file è più grande di quanto permette questo disco.',
    todo: 'Scegli una cartella su un altro disco.',
  },
  'disk.partLost': {
    what: 'Il file incompleto non c’è più o è stato modificato da un altro programma.',
    todo: 'Sluice lo ricomincia dall’inizio.',
  },
  'disk.failed': { what: 'Il disco ha segnalato un errore.', todo: 'Controlla il disco, poi riprova.' },

  'link.notUrl': { what: 'Questo non è un link.', todo: 'Un link è del tipo https://example.org/file.zip.' },
  'link.unsupportedScheme': {
    what: 'Sluice non può scaricare questo tipo di link.',
    todo: 'Usa un link che inizi con http:// o https://.',
  },

  'link.expired': {
    what: 'Il link è scaduto.',
    todo: 'Copia un nuovo link dalla pagina e incollalo qui. Ciò che è arrivato resta.',
  },
  'link.otherFile': {
    what: 'Il nuovo link porta a un altro file.',
    todo: 'Incolla un altro link. Ciò che è arrivato resta.',
  },

  'checksum.mismatch': {
    what: 'Il file è arrivato intero, ma il checksum non è quello atteso.',
    todo: 'È conservato con il nome provvisorio. Scaricalo di nuovo, o accettalo così com’è.',
  },
  'checksum.contradiction': {
    what: 'Ogni pezzo del file è giusto, ma il checksum non è quello atteso: i dati noti si contraddicono.',
    todo: 'È conservato con il nome provvisorio. Cerca un Metalink o un checksum più recente, o accettalo così com’è.',
  },
  'checksum.unavailable': {
    what: 'Impossibile leggere il checksum pubblicato per il file.',
    todo: 'Riprova, o accetta il file senza.',
  },

  'app.engineStopped': {
    what: 'La parte di Sluice che trasferisce i dati si è fermata.',
    todo: 'È stata riavviata. Sluice riprende da dove si era fermato.',
  },
  'app.sealed': {
    what: 'Le credenziali salvate non si possono leggere qui.',
    todo: 'Apri l’app desktop o incolla di nuovo il link.',
  },
  'app.unexpected': {
    what: 'Si è verificato un problema imprevisto.',
    todo: 'Riprova; se succede ancora, segnalalo.',
  },
};

export const GAVE_UP_WORDS: Locale['GAVE_UP_WORDS'] = {
  nameTaken: 'È stato saltato. Sposta quel file e riprova per scaricarlo comunque.',
  gaveUp: 'Sluice ha provato molte volte e ha rinunciato. Riprova fa un nuovo tentativo.',
};

export const CALL_ERROR_WORDS: Locale['CALL_ERROR_WORDS'] = {
  'call.unknown':
    'Questo Sluice non conosce quel comando. Finestra e programma sono forse di versioni diverse: ricarica la finestra.',
  'call.badInput': 'Il valore inserito non è valido.',
  'call.notFound': 'Quel download non è più in elenco.',
  'call.notCompleted': 'Si può aprire solo un download completato.',
  'call.folderNotAbsolute': 'La cartella deve essere un percorso completo, ad esempio /home/me/Downloads.',
  'call.fileGone':
    'Il file non c’è più. Forse è stato spostato o eliminato; aggiungi di nuovo il suo link per scaricarlo.',
  'call.folderGone': 'Impossibile leggere quella cartella. Controlla il percorso e che il disco sia collegato.',
  'call.badLink': 'Non è un link che Sluice possa scaricare. Incollane uno che inizi con http:// o https://.',
  'call.isRunning': 'Si può fare solo quando il download non è in corso. Mettilo prima in pausa.',
  'call.isProgram': 'Questo file è un programma. Aprilo solo se ti fidi di chi lo fornisce.',
  'call.openFailed': 'Il sistema non è riuscito ad aprirlo.',
  'call.notSaved':
    'Sluice non è riuscito a salvare. Il disco con la sua cartella dei dati è forse pieno: libera spazio e riprova.',
  'call.notOurFile':
    'Sluice non ha scritto questo file: viene da un elenco importato. Rimuovi il download senza il file ed elimina il file nella sua cartella.',
  'call.notWritten': 'Impossibile scrivere il file. Scegli una cartella in cui puoi scrivere, su un disco con spazio.',
  'call.backupGone': 'Quel backup non c’è più. Scegline un altro.',
  'call.backupUnusable':
    'Quel backup non è utilizzabile: è danneggiato o di uno Sluice più recente. L’elenco resta com’è; scegli un altro backup.',
  'call.closing': 'Sluice si sta chiudendo.',
  'call.cancelled': 'Annullato.',
  'call.portTaken':
    'Un altro programma usa questa porta, oppure il sistema la riserva. Scegliere un altro numero; la porta resta com’era.',
  'call.notTrashed':
    'Il cestino non ha accettato questo file. Sluice non lo ha scritto e non lo elimina in altro modo. Rimuovere il download senza il suo file, oppure eliminare il file manualmente.',
  'call.failed': 'Si è verificato un problema imprevisto.',
};

export const NOTICE_WORDS: Locale['NOTICE_WORDS'] = {
  'notice.databaseDamaged':
    'L’elenco dei download era danneggiato: Sluice ne ha iniziato uno nuovo. Il file danneggiato è conservato in:',
  'notice.backupAvailable': 'C’è un backup dell’elenco, che si può ripristinare nelle impostazioni:',
  'notice.listRestored': 'Il backup è ora il tuo elenco. L’elenco precedente è conservato in:',
  'notice.cannotSave':
    'Sluice non riesce a salvare ciò che accade e continua a provare. Libera spazio sul disco con la sua cartella dei dati:',
  'notice.onBattery': 'Sluice attende che il computer sia collegato alla corrente (Impostazioni, Notifiche).',
  'notice.onMetered': 'Sluice attende che la connessione non sia più a consumo (Impostazioni, Notifiche).',
  'notice.rowsLeftOut':
    'Non è stato possibile leggere alcuni download, che mancano dall’elenco ma restano nel suo file. Aggiungi di nuovo i loro link per riprendere ciò che è arrivato:',
  'notice.settingsReset': 'Non è stato possibile leggere alcune impostazioni, che sono tornate ai valori predefiniti:',
};

export const STATE_WORDS: Locale['STATE_WORDS'] = {
  queued: 'In attesa',
  probing: 'Connessione',
  downloading: 'Scaricamento',
  pausing: 'Messa in pausa',
  paused: 'In pausa',
  retrying: 'Nuovo tentativo',
  blocked: 'Richiede attenzione',
  finishing: 'Finalizzazione',
  completed: 'Completato',
  failed: 'Non riuscito',
};

export const WINDOW_WORDS: Locale['WINDOW_WORDS'] = {
  appName: 'Sluice',
  actions: {
    toolbar: 'Download',
    add: 'Aggiungi',
    pause: 'Pausa',
    resume: 'Riprendi',
    retry: 'Riprova',
    restart: 'Ricomincia…',
    remove: 'Rimuovi',
    removeMore: 'Rimuovi…',
    rename: 'Rinomina…',
    moveTo: 'Sposta in una cartella…',
    category: 'Scegli il tipo…',
    stopMove: 'Non spostare più',
    pauseAll: 'Metti tutto in pausa',
    resumeAll: 'Riprendi tutto',
    open: 'Apri',
    showInFolder: 'Mostra nella cartella',
    copyLink: 'Copia il link',
    details: 'Dettagli',
    verify: 'Verifica il file',
    repair: 'Ripara',
    newLink: 'Nuovo link…',
    answers: 'Altre risposte',
    settings: 'Impostazioni',
    openBackups: 'Torna a un backup…',
    more: 'Altre azioni',
    chooseFolder: 'Scegli…',
    chooseFolderName: 'Scegli una cartella',
    cancel: 'Annulla',
    close: 'Chiudi',
    dismiss: 'Nascondi',
    shortcuts: 'Scorciatoie da tastiera',
  },
  search: { label: 'Cerca per nome o link' },
  filters: {
    label: 'Mostra',
    all: 'Tutti',
    active: 'In corso',
    waiting: 'In attesa',
    finished: 'Completati',
    attention: 'Da gestire',
  },
  sidebar: {
    categories: 'Categorie',
    folders: 'Cartelle',
    hosts: 'Server',
    toggle: 'Barra laterale',
    combine: '{key}clic: insieme a ciò che è mostrato',
    also: 'Filtra anche per «{name}»',
    without: 'Non più solo «{name}»',
  },
  categories: {
    video: 'Video',
    audio: 'Audio',
    images: 'Immagini',
    documents: 'Documenti',
    archives: 'Archivi',
    programs: 'Programmi',
    other: 'Altro',
  },
  limit: {
    label: 'Limite di velocità',
    none: 'Nessun limite',
    other: 'Altro limite…',
    button: 'Limite di velocità: {limit}',
  },
  priorities: { high: 'Alta', normal: 'Normale', low: 'Bassa' },
  queue: {
    top: 'Avvia per primo',
    bottom: 'Avvia per ultimo',
    priority: 'Priorità: {priority}',
    inOrder: 'Nell’ordine di avvio',
    moved: 'L’ordine di avvio dei download è cambiato.',
    showOrder: 'Mostra l’ordine',
  },
  columns: {
    name: 'Nome',
    host: 'Server',
    state: 'Stato',
    size: 'Dimensione',
    speed: 'Velocità',
    timeLeft: 'Rimanente',
    added: 'Aggiunto',
    priority: 'Priorità',
    folder: 'Cartella',
    category: 'Tipo',
    note: 'Nota',
    actions: 'Azioni',
    choose: 'Colonne',
    width: 'Larghezza di {column}',
    reset: 'Reimposta le colonne',
  },
  row: {
    loading: 'Caricamento…',
    sizeOf: '{received} di {size}',
    percent: '{state} {percent}',
    checking: 'Verifica…',
    waitsForPlace: 'Attende il suo turno',
    moving: 'Spostamento {percent}',
    retryAt: '{what} Nuovo tentativo alle {time}.',
    problem: '{what} {todo}',
  },
  list: {
    label: 'Download',
    emptyTitle: 'Trascina qui i link',
    emptyBody: 'Trascina su questa finestra link, testo o un file di testo, incollali con {paste}, o scegli Aggiungi.',
    nothingFiltered: 'Qui non ci sono download.',
    nothingFound: 'Nessun risultato per “{search}”.',
    showAll: 'Mostra tutti i download',
  },
  status: {
    label: 'Totali',
    active: forms('{count} in corso', '{count} in corso'),
    waiting: forms('{count} in attesa', '{count} in attesa'),
    selected: forms('{count} selezionato', '{count} selezionati'),
    downloads: forms('{count} download', '{count} download'),
    timeLeft: '{time} rimanenti',
    idle: 'Nessun download in corso',
    free: '{size} liberi',
    limited: 'limite {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'Rilascia per aggiungere download',
    body: 'Link, testo, o un file di testo con link',
    notText: '“{name}” non è un file di testo. Trascina link, testo, o un file di testo che contenga link.',
    tooLarge: '“{name}” supera {limit}. Dividilo, o incolla i link.',
    unreadable: 'Impossibile leggere “{name}”. Controlla che esista ancora e riprova.',
    noLink: '“{name}” è un collegamento senza link. Trascinane uno che porti a una pagina web o a un file.',
    nothing: 'In ciò che hai trascinato non ci sono link.',
  },
  remove: {
    title: forms('Rimuovere {count} download?', 'Rimuovere {count} download?'),
    body: 'Ciò che è arrivato resta sul disco, se non scegli altrimenti.',
    deleteFiles: forms('Elimina anche il file', 'Elimina anche i file'),
    trashFiles: forms('Sposta anche il file nel cestino', 'Sposta anche i file nel cestino'),
    trashHint: 'Su un disco senza cestino l’eliminazione è definitiva.',
  },
  messages: {
    label: 'Messaggi',
    undo: 'Annulla',
    cameBack: forms('{count} download è tornato in elenco', '{count} download sono tornati in elenco'),
    added: forms('Aggiunto {count} download', 'Aggiunti {count} download'),
    refused: forms('{count} link non è stato aggiunto. {what}', '{count} link non sono stati aggiunti. {what}'),
    finished: '{name} completato',
    finishedMany: forms('{count} download completato', '{count} download completati'),
    failed: '{name}: {what}',
    removed: forms('Rimosso {count} download', 'Rimossi {count} download'),
    copied: forms('Copiato {count} link', 'Copiati {count} link'),
    copyFailed: 'Impossibile usare gli appunti. Fai clic nella finestra e riprova.',
    noConnection: 'Sluice non è in esecuzione: nulla è stato modificato.',
  },
  connection: {
    lost: 'Sluice non è in esecuzione. Riconnessione…',
    endedTitle: 'L’autorizzazione di questa finestra è terminata.',
    endedBody: 'Esegui di nuovo `sluice serve` o `npm start` per aprirne una nuova.',
  },
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Maiusc',
    Alt: 'Alt',
    Space: 'Spazio',
    Enter: 'Invio',
    Delete: 'Canc',
    Backspace: 'Backspace',
    ContextMenu: 'Tasto menu',
  },
  shortcuts: {
    title: 'Scorciatoie da tastiera',
    change: 'Cambia…',
    add: 'Aggiungi download',
    paste: 'Aggiungi i link negli appunti',
    addNow: 'Aggiungi ciò che è nella finestra di dialogo',
    search: 'Cerca',
    move: 'Spostati nell’elenco',
    extend: 'Seleziona più elementi',
    selectAll: 'Seleziona tutto',
    pauseResume: 'Metti in pausa o riprendi',
    open: 'Apri il file, o fai ciò che la riga richiede',
    remove: 'Rimuovi',
    rename: 'Rinomina',
    copyLink: 'Copia i link',
    menu: 'Altre azioni',
    queueUp: 'Avvia prima o dopo',
    combine: 'Combina con ciò che è mostrato (barra laterale)',
    details: 'Dettagli',
    settings: 'Impostazioni',
    sheet: 'Mostra questo elenco',
  },
};
