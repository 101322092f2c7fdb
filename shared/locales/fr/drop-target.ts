import type { Locale } from '../../words.ts';

/** What the drop target says, in French. */
export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Zone de dépôt de Sluice',
  idle: 'Déposez des liens ici',
  taken: 'Suite dans la fenêtre de Sluice',
  nothing: 'Il n’y a pas de lien là-dedans',
  close: 'Fermer la zone de dépôt',
};
