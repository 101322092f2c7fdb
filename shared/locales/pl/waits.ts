import type { Locale } from '../../words.ts';

export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: 'Czeka, aż komputer będzie podłączony do zasilania.',
  metered: 'Czeka, aż połączenie przestanie być taryfowe.',
  offline: 'Brak sieci. Ruszy, gdy połączenie wróci.',
  disk: 'Dysk jest pełny. Ruszy samo, gdy będzie miejsce.',
  lettingGo: 'Zamykanie ostatnich połączeń.',
  host: 'Serwer poprosił, by nie łączyć się z nim do {time}.',
  places: 'Czeka na miejsce (pobierania jednocześnie: {count}).',
  hostPlaces: 'Czeka na miejsce (pobierania jednocześnie z jednego serwera: {count}).',
  connections: 'Czeka na połączenie (serwer dopuszcza jednocześnie: {count}).',
};
