import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in French. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: 'Nom, dossier et type',
  titleOfSeveral: {
    one: 'Dossier et type de {count} téléchargement',
    many: 'Dossier et type de {count} téléchargements',
    other: 'Dossier et type de {count} téléchargements',
  },
  byType: 'Selon le fichier : {category}',
  byTypeAll: 'Selon les fichiers',
  asIs: 'Ne pas modifier',
  save: 'Enregistrer',
  later: 'Le téléchargement n’est pas terminé. Le fichier sera renommé ou déplacé à la fin.',
  tookNumber: 'Ce nom était pris. Le fichier s’appelle {name}.',
  moving: 'Déplacement vers {folder} : {percent}',
  coming: 'Ira dans {folder} une fois terminé.',
  notMoved: 'Impossible de déplacer vers {folder}. {why}',
  notRenamed: 'Impossible de renommer. {why}',
  problems: {
    fileGone: 'Le fichier n’est plus à sa place : il a été déplacé, renommé ou supprimé.',
    nameTaken: 'Un fichier porte déjà ce nom. Choisissez un autre nom ou un autre dossier.',
    full: 'Il n’y a pas de place sur ce disque. Libérez de l’espace et réessayez.',
    folderGone: 'Le dossier n’est pas là. Choisissez-en un autre ou branchez son disque.',
    notWritable: 'Sluice ne peut pas écrire à cet endroit. Choisissez un autre dossier.',
    changed:
      'Le fichier a changé pendant la copie, ou la copie n’était pas identique. Réessayez quand personne n’y écrit.',
    notOurs:
      'Sluice n’a pas écrit ce fichier : il vient d’une liste importée. Déplacez-le dans votre gestionnaire de fichiers.',
    failed: 'Le disque signale une erreur. Réessayez.',
  },
};
