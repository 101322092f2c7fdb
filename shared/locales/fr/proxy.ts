import type { Translated } from '../../words.ts';
import type { PROXY_ERROR_WORDS as ENGLISH_WORDS } from '../en/proxy.ts';

/** Words for what goes wrong on the way through a proxy, in French. */
export const PROXY_ERROR_WORDS: Translated<typeof ENGLISH_WORDS> = {
  'proxy.unreachable': {
    what: 'Le proxy est injoignable.',
    todo: 'Vérifiez son adresse dans les paramètres, ou votre connexion. Sluice continue d’essayer.',
  },
  'proxy.serverUnreachable': {
    what: 'Le proxy n’a pas pu joindre le serveur.',
    todo: 'Le serveur est peut-être momentanément en panne. Sluice continue d’essayer.',
  },
  'proxy.login': {
    what: 'Le proxy demande un nom d’utilisateur et un mot de passe, ou ne les a pas acceptés (407).',
    todo: 'Indiquez le proxy sous la forme http://user:password@host:port dans les paramètres, puis réessayez.',
  },
  'proxy.refused': {
    what: 'Le proxy n’autorise pas cette connexion.',
    todo: 'Demandez à qui gère le proxy, ou choisissez un autre chemin dans les paramètres.',
  },
  'proxy.notSet': {
    what: 'Sluice doit utiliser un proxy, mais n’a pas d’adresse utilisable.',
    todo: 'Indiquez l’adresse du proxy dans les paramètres, ou choisissez-y « Aucun », puis réessayez.',
  },
};
