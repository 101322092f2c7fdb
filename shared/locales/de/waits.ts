import type { Locale } from '../../words.ts';

/** Why a download waits in the queue, in German. */
export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: 'Wartet, bis der Computer wieder am Netzteil hängt.',
  metered: 'Wartet, bis die Verbindung nicht mehr getaktet ist.',
  offline: 'Kein Netz. Geht weiter, sobald die Verbindung wieder da ist.',
  disk: 'Der Datenträger ist voll. Geht von selbst weiter, sobald Platz ist.',
  lettingGo: 'Die letzten Verbindungen werden noch geschlossen.',
  host: 'Der Server bat darum, bis {time} in Ruhe gelassen zu werden.',
  places: 'Wartet auf einen freien Platz (Downloads gleichzeitig: {count}).',
  hostPlaces: 'Wartet auf einen freien Platz (Downloads gleichzeitig von einem Server: {count}).',
  connections: 'Wartet auf eine Verbindung (der Server erlaubt gleichzeitig {count}).',
};
