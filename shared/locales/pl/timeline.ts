import type { Locale } from '../../words.ts';

export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'Dalsze żądania, których tu nie wymieniono',
  proxied: 'Połączono przez serwer proxy',
  redirected: 'Serwer skierował Sluice pod inny adres',
  continuedByValidator: 'Ciąg dalszy: serwer twierdzi, że plik jest ten sam',
  continuedByOverlap: 'Ciąg dalszy: bajty, które już tu były, przyszły ponownie i są takie same',
  ifRangeIgnored: 'Serwer pomija warunki, więc Sluice sam porównał znaczniki pliku',
  unstableEtag: 'Serwer za każdym razem inaczej znakuje plik, choć bajty są takie same',
  restarted: 'Zaczyna od nowa, od pierwszego bajtu',
  noRanges: 'Serwer nie może wysyłać części pliku',
  fewerConnections: 'Serwer odmówił kolejnych połączeń, więc Sluice używa mniej',
  slowConnectionReplaced: 'Zastąpiono wolne połączenie',
  backToOriginalLink: 'Powrót do pierwotnego odnośnika',
  newLink: 'Otrzymano nowy odnośnik',
  newLinkAccepted: 'Nowy odnośnik prowadzi do tego samego pliku',
  hostAsksToWait: 'Serwer prosi, by poczekać',
  offline: 'Ten komputer stracił połączenie',
  online: 'Połączenie wróciło',
  certificateTrusted: 'Użyto certyfikatu, któremu ufasz',
  insecureRedirectAllowed: 'Przejście pod niezabezpieczony adres, za Twoją zgodą',
  decoded: 'Serwer wysłał plik skompresowany; Sluice go rozpakował',
  damagedBlocks: 'Znaleziono uszkodzone miejsca w pliku',
  repairing: 'Pobiera ponownie uszkodzone miejsca',
  verified: 'Plik został sprawdzony',
  answered: 'Odpowiedź użytkownika',
  startedAgain: 'Rozpoczęto na żądanie od pierwszego bajtu',
  otherMirror: 'Próbuje innego odnośnika do tego samego pliku',
  recovered: 'Przejęto z nieukończonego pliku',
};

export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'cały plik',
  noAnswer: 'brak odpowiedzi',
  notWanted: 'zamknięte przez Sluice: już niepotrzebne',
  conditional: 'jeśli bez zmian',
  held: '{size} na dysku',
};
