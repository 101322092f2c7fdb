import type { Locale } from '../../words.ts';

export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'Altre richieste non elencate',
  proxied: 'Passato per un proxy',
  redirected: 'Il server ha indicato a Sluice un altro indirizzo',
  continuedByValidator: 'Riprende: secondo il server il file è lo stesso',
  continuedByOverlap: 'Riprende: byte già presenti sono arrivati di nuovo e sono uguali',
  ifRangeIgnored: 'Il server ignora le condizioni: Sluice ha confrontato da sé i contrassegni del file',
  unstableEtag: 'Il server contrassegna il file ogni volta in modo diverso, anche se i byte sono uguali',
  restarted: 'Ricomincia dal primo byte',
  noRanges: 'Il server non può inviare parti del file',
  fewerConnections: 'Il server ha rifiutato altre connessioni: Sluice ne usa di meno',
  slowConnectionReplaced: 'Una connessione lenta è stata sostituita',
  backToOriginalLink: 'Ritorno al link originale',
  newLink: 'Ricevuto un nuovo link',
  newLinkAccepted: 'Il nuovo link porta allo stesso file',
  hostAsksToWait: 'Il server chiede di attendere',
  offline: 'Questo computer ha perso la connessione',
  online: 'La connessione è tornata',
  certificateTrusted: 'Usato un certificato che consideri attendibile',
  insecureRedirectAllowed: 'Seguito un indirizzo non sicuro perché lo hai consentito',
  decoded: 'Il server ha inviato il file compresso; Sluice lo ha estratto',
  damagedBlocks: 'Trovati punti danneggiati nel file',
  repairing: 'I punti danneggiati vengono scaricati di nuovo',
  verified: 'Il file è stato verificato',
  answered: 'Hai risposto',
  startedAgain: 'Lo hai fatto ricominciare dal primo byte',
  otherMirror: 'Prova un altro link allo stesso file',
  recovered: 'Ripreso da un file incompleto',
};

export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'file intero',
  noAnswer: 'nessuna risposta',
  notWanted: 'chiusa da Sluice: non serve più',
  conditional: 'se invariato',
  held: '{size} su disco',
};
