import type { Translated } from '../../words.ts';
import type { PROXY_ERROR_WORDS as ENGLISH_WORDS } from '../en/proxy.ts';

/** Words for what goes wrong on the way through a proxy, in Spanish. */
export const PROXY_ERROR_WORDS: Translated<typeof ENGLISH_WORDS> = {
  'proxy.unreachable': {
    what: 'No se puede acceder al proxy.',
    todo: 'Compruebe su dirección en los ajustes, o la conexión. Sluice sigue intentándolo.',
  },
  'proxy.serverUnreachable': {
    what: 'El proxy no pudo acceder al servidor.',
    todo: 'Quizá el servidor no funcione por un momento. Sluice sigue intentándolo.',
  },
  'proxy.login': {
    what: 'El proxy pide un nombre de usuario y una contraseña, o no los aceptó (407).',
    todo: 'Indique el proxy como http://user:password@host:port en los ajustes y reintente.',
  },
  'proxy.refused': {
    what: 'El proxy no permite esta conexión.',
    todo: 'Pregunte a quien administra el proxy, o elija otro camino en los ajustes.',
  },
  'proxy.notSet': {
    what: 'Sluice debe usar un proxy, pero no tiene ninguna dirección que pueda usar.',
    todo: 'Indique la dirección del proxy en los ajustes, o elija allí «Ninguno», y reintente.',
  },
};
