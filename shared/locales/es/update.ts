import type { Locale } from '../../words.ts';

/** What the desktop says about newer versions of Sluice, in Spanish. */
export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: 'Buscar actualizaciones…',
  checking: 'Buscando actualizaciones…',
  current: 'Esta es la versión más reciente.',
  available: 'Ya está disponible Sluice {version}, en el mismo lugar del que vino este.',
  downloading: 'Descargando Sluice {version}: {percent} %',
  ready: 'Sluice {version} está listo. Se instalará al salir.',
  failed: 'Sluice no pudo buscar actualizaciones. El registro dice por qué.',
  askTitle: '¿Puede Sluice buscar actualizaciones?',
  askDetail:
    'Una vez al día preguntaría por la versión más reciente al servidor del que procede, la descargaría en segundo plano y la instalaría al salir. No se envía nada sobre usted ni sobre sus descargas. Se cambia en Ajustes, Privacidad.',
  askYes: 'Buscar actualizaciones',
  askNo: 'Nunca',
};
