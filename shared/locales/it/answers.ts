import type { Locale } from '../../words.ts';
import { forms } from './forms.ts';

export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: { label: 'Riprova', what: 'Riprova allo stesso modo. Ciò che è arrivato resta.' },
  restart: { label: 'Ricomincia', what: 'Rinuncia a ciò che è arrivato e riparte dal primo byte.' },
  keepBoth: {
    label: 'Tieni entrambi',
    what: 'Conserva ciò che è arrivato come file a sé e scarica accanto quello nuovo.',
  },
  newLink: { label: 'Nuovo link…', what: 'Usa un altro link allo stesso file. Ciò che è arrivato resta.' },
  trust: {
    label: 'Considera attendibile…',
    what: 'Accetta per un certo tempo proprio questo certificato da questo server. Compare nelle impostazioni.',
  },
  allow: { label: 'Consenti', what: 'Segue il link verso l’indirizzo non sicuro, questa volta.' },
  accept: { label: 'Tieni così com’è', what: 'Conserva il file com’è arrivato.' },
  rename: { label: 'Aggiungi un numero', what: 'Salva il nuovo file con un numero nel nome.' },
  overwrite: { label: 'Sostituisci', what: 'Sostituisce il file esistente con quello nuovo.' },
  skip: { label: 'Salta', what: 'Lascia il file esistente e non scarica questo.' },
  leave: { label: 'Lascia dov’è', what: 'Il file resta nella sua cartella, con il suo nome.' },
  cancel: { label: 'Rimuovi', what: 'Toglie il download dall’elenco.' },
};

export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: 'Salva la pagina', what: 'Salva la pagina web come file.' },
  'link.otherFile newLink': {
    label: 'Altro link…',
    what: 'Usa un altro link allo stesso file. Ciò che è arrivato resta.',
  },
  'link.otherFile restart': {
    label: 'Scarica questo',
    what: 'Rinuncia a ciò che è arrivato e scarica il file a cui porta il nuovo link.',
  },
  'checksum.mismatch retry': {
    label: 'Scarica di nuovo',
    what: 'Scarica di nuovo il file. Ciò che i suoi checksum dimostrano viene conservato.',
  },
  'checksum.mismatch accept': {
    label: 'Tieni comunque',
    what: 'Conserva il file anche se il checksum non è quello atteso.',
  },
  'checksum.unavailable accept': {
    label: 'Tieni senza verifica',
    what: 'Conserva il file senza confrontare il checksum.',
  },
  'move.nameTaken rename': { label: 'Aggiungi un numero', what: 'Porta lì il file con un numero nel nome.' },
  'move.failed retry': { label: 'Riprova', what: 'Prova di nuovo a portare il file lì.' },
  'move.nameTaken retry': { label: 'Riprova', what: 'Prova di nuovo a portare il file lì.' },
};

export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: forms('Ricominciare dall’inizio?', 'Ricominciare {count} download dall’inizio?'),
    body: 'Il file viene scaricato dal primo byte.',
    givesUp: 'Ciò che è arrivato ({size}) va perso e il file viene scaricato dal primo byte.',
    oldFile: 'Il file completo',
    keep: 'Tieni il file completo; quello nuovo riceve un numero',
    replace: 'Sostituiscilo quando il nuovo è completo',
    submit: 'Ricomincia',
    done: forms('{count} download ricominciato', '{count} download ricominciati'),
    leftAlone: 'I download in corso non sono stati toccati. Mettili prima in pausa.',
  },
  newLink: {
    title: 'Nuovo link allo stesso file',
    field: 'Nuovo link',
    placeholder: 'https://…',
    body: 'Prima di proseguire, Sluice confronta dimensione e contenuto con ciò che è arrivato.',
    held: '{size} già arrivati: restano.',
    submit: 'Usa questo link',
    notOne: 'Incolla un solo link che inizi con http:// o https://.',
    offer: 'È questo il nuovo link per “{name}”?',
    accept: 'Usa come nuovo link',
    drop: 'Rilascia per usarlo come nuovo link di “{name}”',
    taken: 'Sluice confronta il nuovo link con ciò che è arrivato di “{name}”.',
  },
  trust: {
    title: 'Considerare attendibile questo certificato?',
    body: 'Chi si spaccia per il server potrebbe leggere e modificare ciò che viene trasmesso. Confronta lo SHA-256 con quello ricevuto dal gestore del server.',
    host: 'Server',
    subject: 'Rilasciato a',
    issuer: 'Firmato da',
    valid: 'Valido',
    validFromTo: 'dal {from} al {to}',
    sha256: 'SHA-256',
    unknown: 'Il certificato non è ancora noto. Riprova, poi decidi.',
    submit: 'Considera attendibile per questo server',
    notShown: forms(
      '{count} altro download chiede di un certificato che non è mostrato; verrà chiesto di nuovo.',
      'Altri {count} download chiedono di certificati che non sono mostrati; verrà chiesto di nuovo.',
    ),
  },
  program: {
    title: 'Aprire questo programma?',
    body: 'I programmi scaricati dal web possono fare tutto ciò che puoi fare tu. Aprilo solo se ti fidi di chi lo fornisce.',
    from: 'Da',
    submit: 'Apri',
  },
  answered: forms('Risposta data per {count} download', 'Risposta data per {count} download'),
  nothingToAnswer: 'Questa domanda non è più aperta.',
};
