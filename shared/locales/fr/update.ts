import type { Locale } from '../../words.ts';

/** What the desktop says about newer versions of Sluice, in French. */
export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: 'Rechercher des mises à jour…',
  checking: 'Recherche de mises à jour…',
  current: 'C’est la version la plus récente.',
  available: 'Sluice {version} est sorti. Vous le trouverez là où vous avez obtenu celui-ci.',
  downloading: 'Téléchargement de Sluice {version} : {percent} %',
  ready: 'Sluice {version} est prêt. Il sera installé à la fermeture.',
  failed: 'Sluice n’a pas pu rechercher de mises à jour. Le journal dit pourquoi.',
  askTitle: 'Sluice peut-il rechercher des mises à jour ?',
  askDetail:
    'Une fois par jour, il demanderait la version la plus récente au serveur dont il provient, la téléchargerait discrètement et l’installerait à la fermeture. Rien n’est envoyé sur vous ni sur vos téléchargements. Cela se change dans Paramètres, Confidentialité.',
  askYes: 'Rechercher des mises à jour',
  askNo: 'Jamais',
};
