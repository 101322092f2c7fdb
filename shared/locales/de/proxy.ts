import type { Translated } from '../../words.ts';
import type { PROXY_ERROR_WORDS as ENGLISH_WORDS } from '../en/proxy.ts';

/** Words for what goes wrong on the way through a proxy, in German. */
export const PROXY_ERROR_WORDS: Translated<typeof ENGLISH_WORDS> = {
  'proxy.unreachable': {
    what: 'Der Proxy ist nicht erreichbar.',
    todo: 'Seine Adresse in den Einstellungen oder die Verbindung prüfen. Sluice versucht es weiter.',
  },
  'proxy.serverUnreachable': {
    what: 'Der Proxy konnte den Server nicht erreichen.',
    todo: 'Vielleicht ist der Server gerade ausgefallen. Sluice versucht es weiter.',
  },
  'proxy.login': {
    what: 'Der Proxy verlangt Benutzername und Passwort oder hat sie nicht angenommen (407).',
    todo: 'Den Proxy in den Einstellungen als http://user:password@host:port eintragen, dann erneut versuchen.',
  },
  'proxy.refused': {
    what: 'Der Proxy erlaubt diese Verbindung nicht.',
    todo: 'Beim Betreiber des Proxys nachfragen oder in den Einstellungen einen anderen Weg wählen.',
  },
  'proxy.notSet': {
    what: 'Sluice soll einen Proxy verwenden, hat aber keine brauchbare Adresse dafür.',
    todo: 'Die Adresse des Proxys in den Einstellungen eintragen oder dort „Ohne“ wählen, dann erneut versuchen.',
  },
};
