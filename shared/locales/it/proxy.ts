import type { Locale } from '../../words.ts';

export const PROXY_ERROR_WORDS: Pick<Locale['ERROR_WORDS'], `proxy.${string}` & keyof Locale['ERROR_WORDS']> = {
  'proxy.unreachable': {
    what: 'Il proxy non è raggiungibile.',
    todo: 'Controlla il suo indirizzo nelle impostazioni, o la connessione. Sluice continua a provare.',
  },
  'proxy.serverUnreachable': {
    what: 'Il proxy non è riuscito a raggiungere il server.',
    todo: 'Il server potrebbe essere momentaneamente fuori servizio. Sluice continua a provare.',
  },
  'proxy.login': {
    what: 'Il proxy chiede nome utente e password, o non li ha accettati (407).',
    todo: 'Indica il proxy nelle impostazioni come http://utente:password@host:porta, poi riprova.',
  },
  'proxy.refused': {
    what: 'Il proxy non permette questa connessione.',
    todo: 'Chiedi a chi gestisce il proxy, o scegli un’altra via nelle impostazioni.',
  },
  'proxy.notSet': {
    what: 'Sluice deve usare un proxy, ma non ha un indirizzo utilizzabile.',
    todo: 'Indica l’indirizzo del proxy nelle impostazioni, o scegli di farne a meno, poi riprova.',
  },
};
