import type { Locale } from '../../words.ts';

/** Words for the decisions in a timeline, in French. */
export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'D’autres requêtes, qui ne sont pas listées',
  proxied: 'Est passé par un proxy',
  otherMirror: 'Essaie un autre lien vers le même fichier',
  mirrorsNamed: 'Le serveur indique d’autres emplacements du fichier',
  metalinkFollowed: 'Le lien menait à un Metalink : les fichiers qu’il désigne sont téléchargés',
  mirrorJoined: 'Le fichier vient aussi de cet hôte',
  mirrorDropped: 'Cet hôte n’est plus utilisé',
  mirrorsDisagree:
    'Ce que plusieurs hôtes ont envoyé ne correspond pas à la somme de contrôle : le fichier est pris d’un seul',
  badPiece: 'Un morceau ne correspond pas à sa somme de contrôle et est repris',
  bytesByHost: 'Octets de chaque hôte',
  redirected: 'Le serveur a renvoyé Sluice vers une autre adresse',
  continuedByValidator: 'Continue : d’après le serveur, le fichier est le même',
  continuedByOverlap: 'Continue : des octets déjà présents sont revenus et sont identiques',
  ifRangeIgnored: 'Le serveur ignore les conditions ; Sluice a donc comparé lui-même les marques du fichier',
  unstableEtag: 'Le serveur marque le fichier autrement à chaque fois, bien que ses octets soient identiques',
  restarted: 'Repart du premier octet',
  noRanges: 'Le serveur ne sait pas envoyer de parties du fichier',
  fewerConnections: 'Le serveur a refusé plus de connexions ; Sluice en utilise moins',
  slowConnectionReplaced: 'Une connexion lente a été remplacée',
  backToOriginalLink: 'Retour au lien d’origine',
  newLink: 'A reçu un nouveau lien',
  newLinkAccepted: 'Le nouveau lien mène au même fichier',
  hostAsksToWait: 'Le serveur demande d’attendre',
  offline: 'Cet ordinateur a perdu sa connexion',
  online: 'La connexion est revenue',
  certificateTrusted: 'Avec un certificat auquel vous faites confiance',
  insecureRedirectAllowed: 'A suivi une adresse non sécurisée, comme vous l’avez autorisé',
  decoded: 'Le serveur a envoyé le fichier compressé ; Sluice l’a décompressé',
  damagedBlocks: 'Des endroits endommagés ont été trouvés dans le fichier',
  repairing: 'Télécharge de nouveau les endroits endommagés',
  verified: 'Le fichier a été vérifié',
  answered: 'Vous avez répondu',
  startedAgain: 'Vous l’avez recommencé depuis le premier octet',
  recovered: 'Repris d’un fichier inachevé',
};

/** The other texts of a timeline. */
export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'le fichier entier',
  noAnswer: 'pas de réponse',
  notWanted: 'fermée par Sluice : plus nécessaire',
  conditional: '{range}, si inchangé',
  held: '{state}, {size} sur le disque',
  request: '{method} {address} ({range}) → {outcome}, {milliseconds} ms',
  because: '{what}. {why}',
  detailed: '{what} ({detail})',
  note: '{note} : {detail}',
};
