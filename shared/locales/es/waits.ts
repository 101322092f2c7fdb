import type { Locale } from '../../words.ts';

/** Why a download waits in the queue, in Spanish. */
export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: 'Espera a que se enchufe el equipo.',
  metered: 'Espera a que la conexión deje de ser de uso medido.',
  offline: 'Sin red. Continúa cuando vuelva la conexión.',
  disk: 'El disco está lleno. Continúa por sí sola cuando haya espacio.',
  lettingGo: 'Se están cerrando sus últimas conexiones.',
  host: 'El servidor pidió que se lo deje en paz hasta las {time}.',
  places: 'Espera un puesto (descargas a la vez: {count}).',
  hostPlaces: 'Espera un puesto (descargas a la vez de un mismo servidor: {count}).',
  connections: 'Espera una conexión (el servidor permite {count} a la vez).',
};
