import type { Locale } from '../../words.ts';

export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: 'Sprawdź aktualizacje…',
  checking: 'Sprawdzanie aktualizacji…',
  current: 'To jest najnowsza wersja.',
  available: 'Jest już Sluice {version}. Pobierz go stamtąd, skąd pochodzi ten.',
  downloading: 'Pobieranie Sluice {version}: {percent}%',
  ready: 'Sluice {version} jest gotowy. Zainstaluje się po zamknięciu programu.',
  failed: 'Nie udało się sprawdzić aktualizacji. Powód jest w dzienniku.',
  askTitle: 'Czy Sluice ma sprawdzać aktualizacje?',
  askDetail:
    'Raz dziennie pytałby serwer, z którego pochodzi, o najnowszą wersję, pobierał ją w tle i instalował po zamknięciu programu. Nie są wysyłane żadne dane o Tobie ani o Twoich pobieraniach. Można to zmienić w: Ustawienia, Prywatność.',
  askYes: 'Sprawdzaj aktualizacje',
  askNo: 'Nigdy',
};
