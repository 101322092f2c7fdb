import type { Locale } from '../../words.ts';

export const PROXY_ERROR_WORDS: Pick<Locale['ERROR_WORDS'], `proxy.${string}` & keyof Locale['ERROR_WORDS']> = {
  'proxy.unreachable': {
    what: 'Nie można połączyć się z serwerem proxy.',
    todo: 'Sprawdź jego adres w ustawieniach albo swoje połączenie. Sluice próbuje dalej.',
  },
  'proxy.serverUnreachable': {
    what: 'Serwer proxy nie mógł połączyć się z serwerem.',
    todo: 'Serwer może być chwilowo niedostępny. Sluice próbuje dalej.',
  },
  'proxy.login': {
    what: 'Serwer proxy wymaga nazwy użytkownika i hasła albo ich nie przyjął (407).',
    todo: 'Podaj w ustawieniach proxy jako http://użytkownik:hasło@host:port i spróbuj ponownie.',
  },
  'proxy.refused': {
    what: 'Serwer proxy nie zezwala na to połączenie.',
    todo: 'Zapytaj administratora proxy albo wybierz w ustawieniach inną drogę.',
  },
  'proxy.notSet': {
    what: 'Sluice ma używać serwera proxy, ale nie ma adresu, którego mógłby użyć.',
    todo: 'Podaj adres proxy w ustawieniach albo zrezygnuj z niego i spróbuj ponownie.',
  },
};
