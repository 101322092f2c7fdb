import type { Locale } from '../../words.ts';

export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: 'Attende che il computer sia collegato alla corrente.',
  metered: 'Attende che la connessione non sia più a consumo.',
  offline: 'Nessuna rete. Riprende quando torna la connessione.',
  disk: 'Il disco è pieno. Riprende da sé quando c’è spazio.',
  lettingGo: 'Chiusura delle ultime connessioni.',
  host: 'Il server ha chiesto di non essere contattato fino alle {time}.',
  places: 'Attende il suo turno (download contemporanei: {count}).',
  hostPlaces: 'Attende il suo turno (download contemporanei da un server: {count}).',
  connections: 'Attende una connessione (connessioni consentite dal server: {count}).',
};
