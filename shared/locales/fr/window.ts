import type { Locale } from '../../words.ts';
import { ADD_WORDS } from './add.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

/** Words for each failure, in French: what happened, and what to do (or what Sluice does). */
export const ERROR_WORDS: Locale['ERROR_WORDS'] = {
  'network.offline': {
    what: 'Il n’y a pas de connexion au réseau.',
    todo: 'Sluice attend et continue quand la connexion revient.',
  },
  'network.unknownHost': {
    what: 'Le nom du serveur est introuvable.',
    todo: 'Vérifiez le lien et votre connexion. Sluice continue d’essayer.',
  },
  'network.refused': {
    what: 'Le serveur a refusé la connexion.',
    todo: 'Il est peut-être momentanément en panne. Sluice continue d’essayer.',
  },
  'network.reset': { what: 'La connexion a été coupée.', todo: 'Sluice reprend là où il s’est arrêté.' },
  'network.unreachable': {
    what: 'Le serveur est injoignable.',
    todo: 'Vérifiez votre connexion. Sluice continue d’essayer.',
  },
  'network.timedOut': { what: 'Le serveur n’a pas répondu à temps.', todo: 'Sluice continue d’essayer.' },
  'network.stalled': {
    what: 'Aucune donnée n’est arrivée pendant un moment.',
    todo: 'Sluice reprend là où il s’est arrêté.',
  },
  'network.truncated': { what: 'Le serveur a terminé le fichier trop tôt.', todo: 'Sluice télécharge le reste.' },
  'network.badResponse': {
    what: 'La réponse du serveur n’était pas du HTTP valide.',
    todo: 'Vérifiez le lien, et s’il doit commencer par http:// ou par https://. Sluice continue d’essayer.',
  },
  'network.certificate': {
    what: 'Le certificat du serveur n’est pas de confiance.',
    todo: 'Quelqu’un se fait peut-être passer pour le serveur. Ne faites confiance à ce certificat que si vous savez pourquoi il est ainsi.',
  },
  'network.certificateExpired': {
    what: 'Le certificat du serveur a expiré ou n’est pas encore valable.',
    todo: 'Vérifiez l’heure de cet ordinateur. Ne faites confiance au certificat que si vous connaissez le serveur.',
  },
  'network.certificateWrongHost': {
    what: 'Le certificat du serveur est établi pour un autre nom.',
    todo: 'Quelqu’un se fait peut-être passer pour le serveur. Ne faites confiance à ce certificat que si vous savez pourquoi il est ainsi.',
  },
  'network.certificateUnknown': {
    what: 'Le certificat du serveur vient d’une autorité inconnue.',
    todo: 'Quelqu’un se fait peut-être passer pour le serveur. Ne faites confiance à ce certificat que si c’est celui de votre propre serveur.',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'Le serveur demande un nom d’utilisateur et un mot de passe (401).',
    todo: 'Ajoutez de nouveau le lien sous la forme https://user:password@host/…, ou avec un en-tête Authorization.',
  },
  'server.forbidden': {
    what: 'Le serveur n’autorise pas ce téléchargement (403).',
    todo: 'Le lien a peut-être expiré. Copiez un nouveau lien depuis la page et ajoutez-le.',
  },
  'server.notFound': {
    what: 'Ce fichier n’existe pas sur le serveur (404).',
    todo: 'Vérifiez le lien, ou copiez-en un nouveau depuis la page.',
  },
  'server.gone': {
    what: 'Le fichier a été retiré du serveur (410).',
    todo: 'Cherchez un lien plus récent sur la page.',
  },
  'server.rejected': {
    what: 'Le serveur a rejeté la requête.',
    todo: 'Vérifiez le lien, ou copiez-en un nouveau depuis la page.',
  },
  'server.tooManyRequests': {
    what: 'Le serveur demande moins de requêtes (429).',
    todo: 'Sluice attend aussi longtemps que demandé, puis continue.',
  },
  'server.unavailable': { what: 'Le serveur est surchargé (503).', todo: 'Sluice attend, puis continue.' },
  'server.failed': { what: 'Le serveur a rencontré une erreur.', todo: 'Sluice réessaie.' },
  'server.tooManyRedirects': {
    what: 'Le lien tourne en rond.',
    todo: 'Copiez un nouveau lien depuis la page.',
  },
  'server.badRedirect': {
    what: 'Le lien mène à une adresse que Sluice n’ouvre pas.',
    todo: 'Seuls les liens http et https peuvent être téléchargés.',
  },
  'server.insecureRedirect': {
    what: 'Le lien sécurisé mène à une adresse non sécurisée.',
    todo: 'En chemin, d’autres pourraient lire ou modifier le fichier. N’autorisez que si c’est sans importance.',
  },
  'server.rangeIgnored': {
    what: 'Le serveur ne sait pas reprendre ce fichier.',
    todo: 'Sluice le recommence depuis le début.',
  },
  'server.rangeWrong': {
    what: 'Le serveur a envoyé la mauvaise partie du fichier.',
    todo: 'Elle a été jetée. Sluice réessaie.',
  },
  'server.rangeUnsatisfiable': {
    what: 'Le fichier sur le serveur est plus court qu’avant.',
    todo: 'Sluice le recommence depuis le début.',
  },
  'server.changed': {
    what: 'Le fichier a changé sur le serveur depuis le début du téléchargement.',
    todo: 'Recommencez, ou gardez ce que vous avez et téléchargez le nouveau à côté.',
  },
  'server.tooManyBytes': {
    what: 'Le serveur a envoyé plus que ce qu’il annonçait.',
    todo: 'Sluice recommence le fichier depuis le début.',
  },
  'server.encoded': {
    what: 'Le serveur a envoyé le fichier dans un codage que Sluice n’a pas demandé.',
    todo: 'Essayez le lien dans un navigateur, ou demandez au propriétaire du site.',
  },
  'server.htmlInstead': {
    what: 'Le serveur a envoyé une page web au lieu du fichier.',
    todo: 'Le lien a peut-être expiré ou demande de se connecter. Collez un nouveau lien, ou acceptez la page.',
  },

  'disk.full': {
    what: 'Le disque est plein.',
    todo: 'Libérez de l’espace. Sluice continue tout seul dès qu’il y a de la place.',
  },
  'disk.folderMissing': {
    what: 'Le dossier n’existe pas.',
    todo: 'Créez-le ou choisissez-en un autre, puis réessayez.',
  },
  'disk.notWritable': {
    what: 'Sluice n’a pas le droit d’écrire dans le dossier.',
    todo: 'Choisissez un autre dossier ou changez ses droits, puis réessayez.',
  },
  'disk.nameTooLong': {
    what: 'Le chemin du fichier est trop long pour ce disque.',
    todo: 'Choisissez un dossier ou un nom plus court, puis réessayez.',
  },
  'disk.nameTaken': {
    what: 'Un fichier de ce nom existe déjà.',
    todo: 'Choisissez : numéroter le nouveau, remplacer l’ancien, ou le laisser.',
  },
  'disk.stalled': {
    what: 'Le dossier ne répond pas.',
    todo: 'Il est peut-être sur un réseau. Sluice continue d’essayer.',
  },
  'disk.fileTooLarge': {
    what: 'Le fichier est plus grand que ce que ce disque permet.',
    todo: 'Choisissez un dossier sur un autre disque.',
  },
  'disk.partLost': {
    what: 'Le fichier inachevé a disparu ou a été modifié par un autre programme.',
    todo: 'Sluice le recommence depuis le début.',
  },
  'disk.failed': { what: 'Le disque a signalé une erreur.', todo: 'Vérifiez le disque, puis réessayez.' },

  'link.notUrl': {
    what: 'Ce n’est pas un lien.',
    todo: 'Un lien ressemble à https://example.org/fichier.zip.',
  },
  'link.unsupportedScheme': {
    what: 'Sluice ne sait pas télécharger ce genre de lien.',
    todo: 'Utilisez un lien qui commence par http:// ou https://.',
  },

  'link.expired': {
    what: 'Le lien a expiré.',
    todo: 'Copiez un nouveau lien depuis la page et collez-le ici. Ce qui est arrivé est conservé.',
  },
  'link.otherFile': {
    what: 'Le nouveau lien mène à un autre fichier.',
    todo: 'Collez un autre lien. Ce qui est arrivé est conservé.',
  },

  'checksum.mismatch': {
    what: 'Le fichier est arrivé en entier, mais sa somme de contrôle n’est pas celle attendue.',
    todo: 'Il est conservé sous son nom inachevé. Téléchargez-le de nouveau, ou gardez-le tel quel.',
  },
  'checksum.contradiction': {
    what: 'Chaque morceau du fichier est juste, mais sa somme de contrôle n’est pas celle attendue : ce que l’on sait de lui se contredit.',
    todo: 'Il est conservé sous son nom inachevé. Cherchez un Metalink ou une somme de contrôle plus récents, ou gardez-le tel quel.',
  },
  'checksum.unavailable': {
    what: 'La somme de contrôle publiée du fichier n’a pas pu être lue.',
    todo: 'Réessayez, ou gardez le fichier sans la vérifier.',
  },

  'app.engineStopped': {
    what: 'La partie de Sluice qui transporte les données s’est arrêtée.',
    todo: 'Elle a été relancée. Sluice reprend là où il s’est arrêté.',
  },
  'app.sealed': {
    what: 'Ses identifiants enregistrés ne peuvent pas être lus ici.',
    todo: 'Ouvrez l’application de bureau ou collez de nouveau le lien.',
  },
  'app.unexpected': {
    what: 'Un problème inattendu est survenu.',
    todo: 'Réessayez ; si cela se reproduit, signalez-le.',
  },
};

/** What to do about a download that has failed, where the table says that Sluice goes on: now it does not. */
export const GAVE_UP_WORDS: Locale['GAVE_UP_WORDS'] = {
  nameTaken: 'Il a été ignoré. Pour le télécharger quand même, déplacez ce fichier et réessayez.',
  gaveUp: 'Sluice a essayé de nombreuses fois et a abandonné. « Réessayer » relance l’essai.',
};

/** Words for each call that did not work. */
export const CALL_ERROR_WORDS: Locale['CALL_ERROR_WORDS'] = {
  'call.unknown':
    'Ce Sluice ne connaît pas cette commande. La fenêtre et le cœur sont peut-être de versions différentes : rechargez la fenêtre.',
  'call.badInput': 'Cette saisie n’est pas valide.',
  'call.notFound': 'Ce téléchargement n’est plus dans la liste.',
  'call.notCompleted': 'Seul un téléchargement terminé peut être ouvert.',
  'call.folderNotAbsolute': 'Le dossier doit être un chemin complet, par exemple /home/moi/Téléchargements.',
  'call.fileGone':
    'Le fichier n’est plus là. Il a peut-être été déplacé ou supprimé ; ajoutez de nouveau son lien pour le télécharger.',
  'call.folderGone': 'Ce dossier ne peut pas être lu. Vérifiez son chemin, et que son disque est branché.',
  'call.badLink':
    'Ce n’est pas un lien que Sluice peut télécharger. Collez-en un qui commence par http:// ou https://.',
  'call.isRunning': 'Ce n’est possible que lorsque le téléchargement n’est pas en cours. Mettez-le d’abord en pause.',
  'call.isProgram': 'Ce fichier est un programme. Ne l’ouvrez que si vous faites confiance à sa provenance.',
  'call.openFailed': 'Le système n’a pas pu l’ouvrir.',
  'call.notSaved':
    'Sluice n’a pas pu enregistrer cela. Le disque de son dossier de données est peut-être plein : libérez de l’espace et réessayez.',
  'call.notOurFile':
    'Sluice n’a pas écrit ce fichier : il vient d’une liste importée. Retirez le téléchargement sans son fichier, puis supprimez le fichier dans son dossier.',
  'call.notWritten':
    'Le fichier n’a pas pu être écrit. Choisissez un dossier où vous pouvez écrire, sur un disque qui a de la place.',
  'call.backupGone': 'Cette sauvegarde n’est plus là. Choisissez-en une autre.',
  'call.backupUnusable':
    'Cette sauvegarde est inutilisable : elle est endommagée, ou vient d’un Sluice plus récent. Votre liste reste telle quelle ; choisissez une autre sauvegarde.',
  'call.closing': 'Sluice est en train de se fermer.',
  'call.cancelled': 'Annulé.',
  'call.portTaken':
    'Un autre programme utilise ce port, ou le système le réserve. Choisissez un autre numéro ; le port reste inchangé.',
  'call.notTrashed':
    'La corbeille n’a pas accepté ce fichier. Sluice ne l’a pas écrit et ne le supprime pas autrement. Retirez le téléchargement sans son fichier, ou supprimez le fichier vous-même.',
  'call.failed': 'Un problème inattendu est survenu.',
};

export const NOTICE_WORDS: Locale['NOTICE_WORDS'] = {
  'notice.databaseDamaged':
    'La liste des téléchargements était endommagée ; Sluice en a commencé une nouvelle. Le fichier endommagé a été conservé ici :',
  'notice.backupAvailable': 'Il y a une sauvegarde de votre liste, à restaurer dans les paramètres :',
  'notice.listRestored': 'La sauvegarde est maintenant votre liste. Celle d’avant a été conservée ici :',
  'notice.cannotSave':
    'Sluice ne peut pas enregistrer ce qui se passe, et continue d’essayer. Libérez de l’espace sur le disque de son dossier de données :',
  'notice.onBattery': 'Sluice attend que l’ordinateur soit branché (Paramètres, Notifications).',
  'notice.onMetered': 'Sluice attend que la connexion ne soit plus limitée (Paramètres, Notifications).',
  'notice.rowsLeftOut':
    'Certains téléchargements n’ont pas pu être lus et manquent dans la liste ; ils restent dans son fichier. Ajoutez de nouveau leurs liens, ce qui reprend ce qui est arrivé :',
  'notice.settingsReset': 'Certains paramètres n’ont pas pu être lus et ont retrouvé leur valeur par défaut :',
};

export const STATE_WORDS: Locale['STATE_WORDS'] = {
  queued: 'En attente',
  probing: 'Connexion',
  downloading: 'En cours',
  pausing: 'Mise en pause',
  paused: 'En pause',
  retrying: 'Nouvel essai',
  blocked: 'À traiter',
  finishing: 'Finalisation',
  completed: 'Terminé',
  failed: 'Échec',
};

/** Every text of the window that is not under a code above. */
export const WINDOW_WORDS: Locale['WINDOW_WORDS'] = {
  appName: 'Sluice',
  actions: {
    toolbar: 'Téléchargements',
    add: 'Ajouter',
    pause: 'Mettre en pause',
    resume: 'Reprendre',
    retry: 'Réessayer',
    restart: 'Recommencer…',
    remove: 'Retirer',
    removeMore: 'Retirer…',
    rename: 'Renommer…',
    moveTo: 'Déplacer vers un dossier…',
    category: 'Choisir le type…',
    stopMove: 'Ne plus déplacer',
    pauseAll: 'Tout mettre en pause',
    resumeAll: 'Tout reprendre',
    open: 'Ouvrir',
    showInFolder: 'Afficher dans le dossier',
    copyLink: 'Copier le lien',
    details: 'Détails',
    verify: 'Vérifier le fichier',
    repair: 'Réparer',
    newLink: 'Nouveau lien…',
    answers: 'Autres réponses',
    settings: 'Paramètres',
    openBackups: 'Revenir à une sauvegarde…',
    more: 'Plus d’actions',
    chooseFolder: 'Choisir…',
    chooseFolderName: 'Choisir un dossier',
    cancel: 'Annuler',
    close: 'Fermer',
    dismiss: 'Ignorer',
    shortcuts: 'Raccourcis clavier',
  },
  search: { label: 'Rechercher par nom ou lien' },
  filters: {
    label: 'Afficher',
    all: 'Tous',
    active: 'En cours',
    waiting: 'En attente',
    finished: 'Terminés',
    attention: 'À traiter',
  },
  sidebar: {
    categories: 'Types',
    folders: 'Dossiers',
    hosts: 'Serveurs',
    toggle: 'Barre latérale',
    combine: '{key}clic : en plus du filtre actuel',
    also: 'Filtrer aussi par « {name} »',
    without: 'Ne plus limiter à « {name} »',
  },
  categories: {
    video: 'Vidéo',
    audio: 'Audio',
    images: 'Images',
    documents: 'Documents',
    archives: 'Archives',
    programs: 'Programmes',
    other: 'Autres',
  },
  limit: {
    label: 'Vitesse maximale',
    none: 'Sans limite',
    other: 'Autre limite…',
    button: 'Vitesse maximale : {limit}',
  },
  priorities: { high: 'Haute', normal: 'Normale', low: 'Basse' },
  queue: {
    top: 'Lancer en premier',
    bottom: 'Lancer en dernier',
    priority: 'Priorité : {priority}',
    inOrder: 'Dans l’ordre de lancement',
    moved: 'L’ordre de lancement des téléchargements a changé.',
    showOrder: 'Afficher l’ordre',
  },
  columns: {
    name: 'Nom',
    host: 'Serveur',
    state: 'État',
    size: 'Taille',
    speed: 'Vitesse',
    timeLeft: 'Restant',
    added: 'Ajouté',
    priority: 'Priorité',
    folder: 'Dossier',
    category: 'Type',
    note: 'Remarque',
    actions: 'Actions',
    choose: 'Colonnes',
    width: 'Largeur de {column}',
    reset: 'Réinitialiser les colonnes',
  },
  row: {
    loading: 'Chargement…',
    sizeOf: '{received} sur {size}',
    percent: '{state} {percent}',
    checking: 'Vérification…',
    waitsForPlace: 'Attend une place',
    moving: 'Déplacement {percent}',
    retryAt: '{what} Prochain essai à {time}.',
    problem: '{what} {todo}',
  },
  list: {
    label: 'Téléchargements',
    emptyTitle: 'Déposez des liens ici',
    emptyBody:
      'Glissez des liens, du texte ou un fichier texte dans cette fenêtre, collez-les avec {paste}, ou choisissez Ajouter.',
    nothingFiltered: 'Aucun téléchargement ici.',
    nothingFound: 'Rien ne correspond à « {search} ».',
    showAll: 'Afficher tous les téléchargements',
  },
  status: {
    label: 'Totaux',
    active: { one: '{count} en cours', many: '{count} en cours', other: '{count} en cours' },
    waiting: { one: '{count} en attente', many: '{count} en attente', other: '{count} en attente' },
    selected: { one: '{count} sélectionné', many: '{count} sélectionnés', other: '{count} sélectionnés' },
    downloads: {
      one: '{count} téléchargement',
      many: '{count} de téléchargements',
      other: '{count} téléchargements',
    },
    timeLeft: '{time} restants',
    idle: 'Aucun téléchargement en cours',
    free: '{size} libres',
    limited: 'limite {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'Déposez pour ajouter des téléchargements',
    body: 'Des liens, du texte, ou un fichier texte qui contient des liens',
    notText:
      '« {name} » n’est pas un fichier texte. Déposez des liens, du texte, ou un fichier texte qui contient des liens.',
    tooLarge: '« {name} » dépasse {limit}. Divisez-le, ou collez les liens.',
    unreadable: '« {name} » n’a pas pu être lu. Vérifiez que le fichier existe encore et réessayez.',
    noLink: '« {name} » est un raccourci sans lien. Déposez-en un qui mène à une page web ou à un fichier.',
    nothing: 'Il n’y a aucun lien dans ce que vous avez déposé.',
  },
  remove: {
    title: {
      one: 'Retirer {count} téléchargement ?',
      many: 'Retirer {count} de téléchargements ?',
      other: 'Retirer {count} téléchargements ?',
    },
    body: 'Ce qui est arrivé reste sur le disque, sauf si vous en décidez autrement.',
    deleteFiles: {
      one: 'Supprimer aussi le fichier',
      many: 'Supprimer aussi les fichiers',
      other: 'Supprimer aussi les fichiers',
    },
    trashFiles: {
      one: 'Mettre aussi le fichier à la corbeille',
      many: 'Mettre aussi les fichiers à la corbeille',
      other: 'Mettre aussi les fichiers à la corbeille',
    },
    trashHint: 'Sur un disque sans corbeille, la suppression est définitive.',
  },
  messages: {
    label: 'Messages',
    undo: 'Annuler',
    cameBack: {
      one: '{count} téléchargement est de retour',
      many: '{count} de téléchargements sont de retour',
      other: '{count} téléchargements sont de retour',
    },
    added: {
      one: '{count} téléchargement ajouté',
      many: '{count} de téléchargements ajoutés',
      other: '{count} téléchargements ajoutés',
    },
    refused: {
      one: '{count} lien n’a pas été ajouté. {what}',
      many: '{count} de liens n’ont pas été ajoutés. {what}',
      other: '{count} liens n’ont pas été ajoutés. {what}',
    },
    finished: '{name} est terminé',
    finishedMany: {
      one: '{count} téléchargement terminé',
      many: '{count} de téléchargements terminés',
      other: '{count} téléchargements terminés',
    },
    failed: '{name} : {what}',
    removed: {
      one: '{count} téléchargement retiré',
      many: '{count} de téléchargements retirés',
      other: '{count} téléchargements retirés',
    },
    copied: { one: '{count} lien copié', many: '{count} de liens copiés', other: '{count} liens copiés' },
    copyFailed: 'Le presse-papiers n’a pas pu être utilisé. Cliquez dans la fenêtre et réessayez.',
    noConnection: 'Sluice n’est pas en marche ; rien n’a été changé.',
  },
  connection: {
    lost: 'Sluice n’est pas en marche. Reconnexion…',
    endedTitle: 'L’autorisation de cette fenêtre a pris fin.',
    endedBody: 'Lancez de nouveau `sluice serve` ou `npm start` pour en ouvrir une nouvelle.',
  },
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Maj',
    Alt: 'Alt',
    Space: 'Espace',
    Enter: 'Entrée',
    Delete: 'Suppr',
    Backspace: 'Retour arrière',
    ContextMenu: 'Touche Menu',
  },
  shortcuts: {
    title: 'Raccourcis clavier',
    change: 'Modifier…',
    add: 'Ajouter des téléchargements',
    paste: 'Ajouter les liens du presse-papiers',
    addNow: 'Ajouter ce qui est dans la boîte de dialogue',
    search: 'Rechercher',
    move: 'Se déplacer dans la liste',
    extend: 'En sélectionner plusieurs',
    selectAll: 'Tout sélectionner',
    pauseResume: 'Mettre en pause ou reprendre',
    open: 'Ouvrir le fichier, ou faire ce que la ligne demande',
    remove: 'Retirer',
    rename: 'Renommer',
    copyLink: 'Copier les liens',
    menu: 'Plus d’actions',
    queueUp: 'Lancer plus tôt ou plus tard',
    combine: 'Combiner avec le filtre actuel (barre latérale)',
    details: 'Détails',
    settings: 'Paramètres',
    sheet: 'Afficher cette liste',
  },
};
