import type { Locale } from '../../words.ts';

/** What most answers say, in French. */
export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: { label: 'Réessayer', what: 'Essaie encore la même chose. Ce qui est arrivé est conservé.' },
  restart: { label: 'Recommencer', what: 'Abandonne ce qui est arrivé et repart du premier octet.' },
  keepBoth: {
    label: 'Garder les deux',
    what: 'Garde ce qui est arrivé comme un fichier à part et télécharge le nouveau à côté.',
  },
  newLink: {
    label: 'Nouveau lien…',
    what: 'Prend un autre lien vers le même fichier. Ce qui est arrivé est conservé.',
  },
  trust: {
    label: 'Faire confiance…',
    what: 'Accepte ce certificat précis de ce serveur pendant quelque temps. Il figure dans les paramètres.',
  },
  allow: { label: 'Autoriser', what: 'Suit le lien vers l’adresse non sécurisée, pour cette fois.' },
  accept: { label: 'Garder tel quel', what: 'Garde le fichier comme il est arrivé.' },
  rename: { label: 'Numéroter', what: 'Enregistre le nouveau fichier avec un numéro dans son nom.' },
  overwrite: { label: 'Remplacer', what: 'Remplace le fichier existant par le nouveau.' },
  skip: { label: 'Ignorer', what: 'Laisse le fichier existant et ne télécharge pas celui-ci.' },
  leave: { label: 'Laisser en place', what: 'Le fichier reste dans son dossier, sous son nom.' },
  cancel: { label: 'Retirer', what: 'Retire le téléchargement de la liste.' },
};

/** Where the common words would leave open what is meant. */
export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: 'Enregistrer la page', what: 'Enregistre la page web comme fichier.' },
  'link.otherFile newLink': {
    label: 'Autre lien…',
    what: 'Prend un autre lien vers le même fichier. Ce qui est arrivé est conservé.',
  },
  'link.otherFile restart': {
    label: 'Télécharger celui-ci',
    what: 'Abandonne ce qui est arrivé et télécharge le fichier vers lequel mène le nouveau lien.',
  },
  'checksum.mismatch retry': {
    label: 'Télécharger de nouveau',
    what: 'Télécharge le fichier de nouveau. Ce que prouvent ses propres sommes de contrôle est gardé.',
  },
  'checksum.mismatch accept': {
    label: 'Garder quand même',
    what: 'Garde le fichier bien que sa somme de contrôle ne soit pas celle attendue.',
  },
  'checksum.unavailable accept': {
    label: 'Garder sans vérifier',
    what: 'Garde le fichier sans comparer sa somme de contrôle.',
  },
  'move.nameTaken rename': { label: 'Numéroter', what: 'Y place le fichier avec un numéro dans son nom.' },
  'move.failed retry': { label: 'Réessayer', what: 'Essaie encore d’y placer le fichier.' },
  'move.nameTaken retry': { label: 'Réessayer', what: 'Essaie encore d’y placer le fichier.' },
};

/** The dialogs that some answers lead to. */
export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: {
      one: 'Recommencer depuis le début ?',
      many: 'Recommencer {count} de téléchargements depuis le début ?',
      other: 'Recommencer {count} téléchargements depuis le début ?',
    },
    body: 'Le fichier est téléchargé à partir du premier octet.',
    givesUp: 'Ce qui est arrivé ({size}) est abandonné, et le fichier est téléchargé à partir du premier octet.',
    oldFile: 'Le fichier complet',
    keep: 'Garder le fichier complet ; le nouveau reçoit un numéro',
    replace: 'Le remplacer quand le nouveau sera complet',
    submit: 'Recommencer',
    done: {
      one: '{count} téléchargement recommencé',
      many: '{count} de téléchargements recommencés',
      other: '{count} téléchargements recommencés',
    },
    leftAlone: 'Les téléchargements en cours n’ont pas été touchés. Mettez-les d’abord en pause.',
  },
  newLink: {
    title: 'Nouveau lien vers le même fichier',
    field: 'Nouveau lien',
    placeholder: 'https://…',
    body: 'Avant de continuer, Sluice compare la taille et le contenu avec ce qui est arrivé.',
    held: '{size} sont arrivés et sont conservés.',
    submit: 'Utiliser ce lien',
    notOne: 'Collez un lien qui commence par http:// ou https://.',
    offer: 'Est-ce le nouveau lien pour « {name} » ?',
    accept: 'Utiliser comme nouveau lien',
    drop: 'Déposez pour l’utiliser comme nouveau lien de « {name} »',
    taken: 'Sluice compare le nouveau lien avec ce qui est arrivé de « {name} ».',
  },
  trust: {
    title: 'Faire confiance à ce certificat ?',
    body: 'Quelqu’un qui se fait passer pour le serveur pourrait lire et modifier ce qui est transmis. Comparez l’empreinte SHA-256 avec celle que donne le propriétaire du serveur.',
    host: 'Serveur',
    subject: 'Délivré à',
    issuer: 'Signé par',
    valid: 'Valable',
    validFromTo: 'du {from} au {to}',
    sha256: 'SHA-256',
    unknown: 'Le certificat n’est pas encore connu. Réessayez, puis décidez.',
    submit: 'Faire confiance pour ce serveur',
    notShown: {
      one: '{count} autre téléchargement pose la question d’un certificat qui n’est pas affiché ; elle sera posée de nouveau.',
      many: '{count} d’autres téléchargements posent la question de certificats qui ne sont pas affichés ; elle sera posée de nouveau.',
      other:
        '{count} autres téléchargements posent la question de certificats qui ne sont pas affichés ; elle sera posée de nouveau.',
    },
  },
  program: {
    title: 'Ouvrir ce programme ?',
    body: 'Un programme venu du web peut faire tout ce que vous pouvez faire. Ne l’ouvrez que si vous faites confiance à sa provenance.',
    from: 'Provenance',
    submit: 'Ouvrir',
  },
  answered: {
    one: 'Réponse donnée pour {count} téléchargement',
    many: 'Réponse donnée pour {count} de téléchargements',
    other: 'Réponse donnée pour {count} téléchargements',
  },
  nothingToAnswer: 'Cette question ne se pose plus.',
};
