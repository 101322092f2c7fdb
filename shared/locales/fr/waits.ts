import type { Locale } from '../../words.ts';

/** Why a download waits in the queue, in French. */
export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: 'Attend que l’ordinateur soit branché.',
  metered: 'Attend que la connexion ne soit plus limitée.',
  offline: 'Pas de réseau. Continue quand la connexion revient.',
  disk: 'Le disque est plein. Continue tout seul dès qu’il y a de la place.',
  lettingGo: 'Ses dernières connexions se ferment.',
  host: 'Le serveur demande d’être laissé tranquille jusqu’à {time}.',
  places: 'Attend une place (téléchargements simultanés : {count}).',
  hostPlaces: 'Attend une place (téléchargements simultanés d’un même serveur : {count}).',
  connections: 'Attend une connexion (le serveur en autorise {count} à la fois).',
};
