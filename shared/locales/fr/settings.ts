import type { Locale } from '../../words.ts';

/** A setting's name, and one line of help below it, in French. */
export const SETTING_TEXTS: Locale['SETTING_TEXTS'] = {
  downloadFolder: {
    label: 'Enregistrer les téléchargements dans',
    help: 'Vide signifie le dossier des téléchargements de votre système.',
  },
  allowedFolders: {
    label: 'Autres dossiers pour les programmes',
    help: 'Les programmes qui utilisent le RPC peuvent aussi enregistrer ici. Un chemin complet par ligne.',
  },
  folderRules: {
    label: 'Dossiers par type et par serveur',
    help: 'La première ligne qui convient décide, sauf si vous choisissez un dossier en ajoutant un lien.',
  },
  maxActiveDownloads: { label: 'Téléchargements simultanés', help: 'Les autres attendent leur tour.' },
  maxActivePerHost: {
    label: 'Dont au plus, d’un même serveur',
    help: 'Certains serveurs en refusent plus de quelques-uns.',
  },
  connectionsPerDownload: {
    label: 'Connexions par téléchargement',
    help: '0 signifie autant qu’il en faut pour aller plus vite, 16 au plus. Sluice en utilise moins quand un serveur le demande.',
  },
  limitBytesPerSecond: {
    label: 'Vitesse maximale',
    help: 'Pour tous les téléchargements ensemble. 0 signifie sans limite.',
  },
  hostLimits: {
    label: 'Vitesse maximale par serveur',
    help: 'Un par ligne : un serveur et des mégaoctets par seconde, comme example.org 0,5. Tous les noms en dessous partagent la limite.',
  },
  proxyMode: {
    label: 'Proxy',
    help: 'Celui de votre système, aucun, ou celui indiqué plus bas. Cet ordinateur lui-même est toujours joint directement.',
  },
  proxyAddress: {
    label: 'Adresse du proxy',
    help: 'Par exemple http://user:password@proxy:3128, https://proxy:3128 ou socks5://proxy:1080. Le mot de passe n’est plus affiché ensuite.',
  },
  noProxy: {
    label: 'Sans le proxy',
    help: 'Des hôtes (example.org), des réseaux (10.0.0.0/8) ou <local>, un par ligne. Pour le proxy ci-dessus seulement.',
  },
  maxAttempts: { label: 'Abandonner après', help: 'Échecs de suite. 0 signifie jamais.' },
  connectTimeoutMs: {
    label: 'Attendre une connexion',
    help: 'Pour le nom, la connexion et le chiffrement, chacun.',
  },
  responseTimeoutMs: {
    label: 'Attendre une réponse',
    help: 'Jusqu’à ce qu’un serveur commence à répondre à une requête.',
  },
  idleTimeoutMs: {
    label: 'Attendre des données',
    help: 'Une connexion qui n’envoie rien pendant ce temps est remplacée.',
  },
  onChanged: {
    label: 'Quand un fichier a changé sur le serveur',
    help: 'Sluice ne mélange jamais un ancien début et une nouvelle fin.',
  },
  onNameTaken: {
    label: 'Quand un fichier de ce nom existe déjà',
    help: 'Un fichier n’est remplacé que si vous le choisissez.',
  },
  followMetalinks: {
    label: 'Suivre les Metalinks',
    help: 'Au lieu d’un Metalink, les fichiers qu’il désigne sont téléchargés, depuis tous les emplacements connus et avec leurs sommes de contrôle.',
  },
  useServerTime: {
    label: 'Garder la date du fichier sur le serveur',
    help: 'La date que donne le serveur, au lieu de maintenant.',
  },
  markOrigin: {
    label: 'Marquer les fichiers comme venant du web',
    help: 'Votre système peut alors avertir avant d’exécuter un programme. Seuls l’hôte et le chemin sont notés.',
  },
  notifications: {
    label: 'Notifications',
    help: 'Signalent ce qui est terminé ou à traiter quand la fenêtre n’est pas au premier plan. Application de bureau seulement.',
  },
  startAtLogin: {
    label: 'Démarrer avec l’ordinateur',
    help: 'Dans la zone de notification, sans fenêtre. Application installée seulement.',
  },
  startInTray: {
    label: 'Démarrer sans la fenêtre',
    help: 'Seule l’icône de la zone de notification montre que Sluice fonctionne. Des liens reçus au démarrage ouvrent la fenêtre. Application de bureau seulement.',
  },
  onWindowClose: {
    label: 'À la fermeture de la fenêtre',
    help: 'Pendant un téléchargement ; sinon, elle quitte Sluice. Application de bureau seulement.',
  },
  pauseOnBattery: {
    label: 'Attendre sur batterie',
    help: 'Les téléchargements continuent tout seuls quand l’ordinateur est de nouveau branché. Application de bureau seulement.',
  },
  pauseOnMetered: {
    label: 'Attendre sur une connexion limitée',
    help: 'Le partage de connexion d’un téléphone, ou ce que votre système doit ménager. Linux avec NetworkManager, et Windows ; macOS ne l’indique pas.',
  },
  watchClipboard: {
    label: 'Surveiller le presse-papiers',
    help: 'Propose les liens que vous copiez dans d’autres programmes. Sous Wayland, seulement quand Sluice est au premier plan.',
  },
  addCopiedLinks: {
    label: 'Ajouter les liens copiés sans demander',
    help: 'Tant que le presse-papiers est surveillé. Chaque ajout est signalé, et un clic dessus le montre.',
  },
  showDropTarget: {
    label: 'Zone de dépôt',
    help: 'Une petite fenêtre au-dessus des autres qui accepte les liens. Sous Wayland, elle ne peut pas rester au-dessus. Application de bureau seulement.',
  },
  keepAwake: {
    label: 'Empêcher la mise en veille',
    help: 'Pendant un téléchargement. Application de bureau seulement.',
  },
  userAgent: {
    label: 'Agent utilisateur',
    help: 'Le nom que Sluice donne de lui aux serveurs. Vide signifie « Sluice ».',
  },
  inspectLinks: {
    label: 'Examiner les liens avant de les ajouter',
    help: 'Demande le nom et la taille à chaque serveur pendant que vous regardez la liste. Sinon, rien n’est envoyé avant l’ajout.',
  },
  updateChecks: {
    label: 'Rechercher des mises à jour',
    help: 'Une fois par jour ; une nouvelle version est installée à la fermeture. Paquets signés de l’application de bureau seulement.',
  },
  updateChannel: {
    label: 'Versions',
    help: 'Les versions d’essai arrivent plus tôt et ont plus de défauts.',
  },
  finishedKeptDays: {
    label: 'Garder les téléchargements terminés dans la liste',
    help: 'En jours ; ensuite, ils sont oubliés. Leurs fichiers restent. 0 signifie toujours.',
  },
  rpcPort: {
    label: 'Port',
    help: 'De la page et du RPC, sur cet ordinateur seulement.',
  },
  rpcSecret: {
    label: 'Secret du RPC',
    help: 'Les programmes l’envoient sous la forme token:SECRET. Vide signifie un autre à chaque démarrage.',
  },
  shortcuts: {
    label: 'Raccourcis clavier',
    help: 'Choisissez une touche, puis appuyez sur une autre. Échap ne change rien.',
  },
  backupsKept: {
    label: 'Sauvegardes quotidiennes à garder',
    help: 'De la liste et des paramètres. 0 n’en fait aucune.',
  },
  rpcAllowedOrigins: {
    label: 'Pages web autorisées à utiliser Sluice',
    help: 'Origines qui peuvent appeler le RPC, par exemple https://example.org. Une par ligne.',
  },
  language: { label: 'Langue', help: 'De la fenêtre, de la zone de notification, des menus et des notifications.' },
  theme: { label: 'Couleurs', help: 'Claires, sombres, ou comme le système.' },
  density: { label: 'Lignes', help: 'Les entrées compactes tiennent sur une ligne.' },
  systemAccent: {
    label: 'Couleur d’accentuation du système',
    help: 'Pour les boutons et les barres, là où le système donne sa couleur. Le cadre de sélection reste tel quel.',
  },
};

/** The choices of the settings that have some. */
export const CHOICE_TEXTS: Locale['CHOICE_TEXTS'] = {
  onChanged: { ask: 'Demander', restart: 'Recommencer', keepBoth: 'Garder les deux' },
  updateChecks: { ask: 'Demander', on: 'Oui', off: 'Jamais' },
  updateChannel: { stable: 'Versions finales', beta: 'Versions d’essai aussi' },
  proxyMode: { system: 'Comme le système', none: 'Aucun', manual: 'Celui-ci' },
  onWindowClose: { ask: 'Demander', hide: 'Continuer', quit: 'Quitter' },
  theme: { system: 'Comme le système', light: 'Clair', dark: 'Sombre' },
  density: { comfortable: 'Aérées', compact: 'Compactes' },
  onNameTaken: { rename: 'Numéroter', overwrite: 'Remplacer', skip: 'Ignorer le téléchargement', ask: 'Demander' },
};

/** What was learned about a server; `{value}` is the fact's number. */
export const HOST_FACT_WORDS: Locale['HOST_FACT_WORDS'] = {
  noRanges: same('N’envoie que des fichiers entiers'),
  noConditions: same('Ignore « seulement si inchangé »'),
  unstableEtag: same('Marque le même fichier autrement à chaque fois'),
  asksToWait: same('Demande à Sluice d’attendre'),
  paidConnections: {
    one: 'Le plus rapide avec {count} connexion',
    many: 'Le plus rapide avec {count} de connexions',
    other: 'Le plus rapide avec {count} connexions',
  },
  maxConnections: {
    one: 'Accepte {count} connexion à la fois',
    many: 'Accepte {count} de connexions à la fois',
    other: 'Accepte {count} connexions à la fois',
  },
};

function same(text: string): { readonly one: string; readonly many: string; readonly other: string } {
  return { one: text, many: text, other: text };
}

/** Why an unfinished file could not be taken up. */
export const SKIP_WORDS: Locale['SKIP_WORDS'] = {
  inUse: 'Il appartient à un téléchargement de la liste.',
  noRecord: 'Rien à côté ne dit d’où il venait.',
  unreadable: 'Il n’a pas pu être lu.',
  nothingIntact: 'Rien n’en est intact.',
};

/** The other texts of the settings. */
export const SETTINGS_WORDS: Locale['SETTINGS_WORDS'] = {
  title: 'Paramètres',
  open: 'Paramètres',
  sections: 'Sections',
  section: {
    downloads: 'Dossiers',
    limits: 'Connexions et limites',
    retries: 'Essais et attentes',
    names: 'Noms et conflits',
    network: 'Réseau',
    servers: 'Serveurs',
    certificates: 'Certificats',
    backups: 'Sauvegarde et export',
    recover: 'Récupérer des fichiers',
    computer: 'Bureau et notifications',
    appearance: 'Apparence et langue',
    shortcuts: 'Raccourcis clavier',
    integration: 'Intégration',
    privacy: 'Confidentialité',
  },
  reset: 'Rétablir « {name} » : {value}',
  search: 'Chercher un paramètre',
  nothingFound: 'Aucun paramètre ne correspond à « {search} ».',
  goTo: 'Ouvrir « {section} »',
  seconds: 's',
  days: { one: 'jour', many: 'jours', other: 'jours' },
  megabytes: 'Mo/s',
  times: { one: 'échec', many: 'échecs', other: 'échecs' },
  on: 'activé',
  off: 'désactivé',
  systemLanguage: 'Comme le système',
  systemFolder: 'dossier du système',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'Un proxy s’écrit comme http://proxy:3128 ou socks5://proxy:1080.',
  nothing: 'rien',
  defaultKeys: 'touches d’origine',
  outOfBounds: 'Un nombre de {least} à {most}.',
  wrong: 'Cette valeur est inutilisable.',
  wrongLine: 'Cette ligne est inutilisable : {line}',
  wrongNumber: 'Un nombre, par exemple 2 ou 0,5.',
  loading: 'Chargement…',
  until: 'jusqu’au {date}',
  servers: {
    body: 'Ce que Sluice a remarqué sur les serveurs, pour ne pas essayer chaque fois la même chose en vain.',
    empty: 'Rien n’a encore été remarqué.',
    forget: 'Oublier ce qui a été appris sur {host}',
    forgetAll: 'Tout oublier',
  },
  certificates: {
    body: 'Certificats auxquels vous faites confiance bien qu’ils ne puissent pas être vérifiés. Chacun ne vaut que pour un serveur.',
    empty: 'Vous ne faites confiance à aucun certificat de ce genre.',
    remove: 'Ne plus faire confiance au certificat de {host}',
  },
  backups: {
    body: 'Copies de la liste des téléchargements et des paramètres ; les fichiers eux-mêmes n’y sont pas.',
    empty: 'Il n’y a pas encore de sauvegarde.',
    create: 'Sauvegarder maintenant',
    creating: 'Sauvegarde…',
    restore: 'Restaurer…',
    restoreOf: 'Restaurer la sauvegarde du {date}…',
    confirmTitle: 'Revenir à cette sauvegarde ?',
    confirmBody:
      'La liste et les paramètres redeviennent ce qu’ils étaient alors. Sluice sauvegarde d’abord l’état actuel, puis se ferme ; relancez-le pour continuer.',
    confirm: 'Restaurer et quitter Sluice',
    restored: 'Sluice se ferme maintenant et utilisera la sauvegarde au prochain démarrage.',
  },
  rules: {
    kind: 'Type de fichier',
    anything: 'Tout',
    host: 'Serveur',
    anyHost: 'tout serveur',
    folder: 'Dossier',
    fromHost: '{kind} de {host}',
    add: 'Ajouter une règle',
    remove: 'Retirer la règle pour « {rule} »',
  },
  keys: {
    change: 'Changer la touche de « {name} », actuellement {keys}',
    press: 'Appuyez sur une touche…',
    taken: '{key} est déjà « {name} ». Choisissez une autre touche, ou changez d’abord celle-là.',
    reserved: '{key} a partout un sens propre. Choisissez une autre touche.',
  },
  privacy: {
    title: 'Oublier maintenant',
    body: 'Les fichiers sur le disque restent. Ce que Sluice a remarqué sur les serveurs se trouve sous « Serveurs ».',
    clearFinished: 'Effacer les téléchargements terminés de la liste',
    forgetChoices: 'Oublier les choix faits pour les serveurs',
    cleared: {
      one: '{count} téléchargement a quitté la liste.',
      many: '{count} de téléchargements ont quitté la liste.',
      other: '{count} téléchargements ont quitté la liste.',
    },
    forgotten: {
      one: 'Choix oubliés pour {count} serveur.',
      many: 'Choix oubliés pour {count} de serveurs.',
      other: 'Choix oubliés pour {count} serveurs.',
    },
  },
  transfer: {
    exportTitle: 'Exporter',
    exportBody: 'Écrit un fichier JSON, pour un autre ordinateur ou un autre programme.',
    withDownloads: 'Avec la liste des téléchargements',
    withSecrets: 'Avec les identifiants, les cookies et le secret du RPC',
    export: 'Exporter',
    exporting: 'Écriture…',
    exported: {
      one: '{count} téléchargement et les paramètres ont été écrits dans {file}',
      many: '{count} de téléchargements et les paramètres ont été écrits dans {file}',
      other: '{count} téléchargements et les paramètres ont été écrits dans {file}',
    },
    importTitle: 'Importer',
    importBody: 'Lit un fichier exporté par Sluice, ou un fichier d’entrée ou de session d’aria2.',
    choose: 'Choisir un fichier…',
    found: {
      one: '{count} téléchargement',
      many: '{count} de téléchargements',
      other: '{count} téléchargements',
    },
    unreadable: {
      one: '{count} entrée est inutilisable.',
      many: '{count} d’entrées sont inutilisables.',
      other: '{count} entrées sont inutilisables.',
    },
    unknownSettings: 'Les paramètres d’une autre version sont laissés de côté : {names}.',
    withSettings: {
      one: 'Reprendre {count} paramètre',
      many: 'Reprendre {count} de paramètres',
      other: 'Reprendre {count} paramètres',
    },
    starts: 'Lancer ce qui attendait',
    import: 'Importer',
    imported: {
      one: '{count} téléchargement ajouté.',
      many: '{count} de téléchargements ajoutés.',
      other: '{count} téléchargements ajoutés.',
    },
    known: {
      one: '{count} était déjà dans la liste.',
      many: '{count} étaient déjà dans la liste.',
      other: '{count} étaient déjà dans la liste.',
    },
    withoutFile: {
      one: '{count} est en pause, car son fichier n’est pas ici.',
      many: '{count} sont en pause, car leurs fichiers ne sont pas ici.',
      other: '{count} sont en pause, car leurs fichiers ne sont pas ici.',
    },
    unusable: {
      notList: '« {name} » n’est ni un fichier exporté par Sluice, ni un fichier d’entrée ou de session d’aria2.',
      newer: '« {name} » a été écrit par un Sluice plus récent. Installez cette version pour l’importer.',
      tooLarge: '« {name} » dépasse 200 Mo.',
      unreadable: '« {name} » n’a pas pu être lu. Vérifiez que le fichier existe encore et réessayez.',
    },
  },
  recover: {
    body: 'Reprend les fichiers inachevés qu’aucun téléchargement de la liste ne connaît, quand la liste a été perdue ou qu’un disque vient d’ailleurs. Ce qui en est intact est conservé.',
    folder: 'Dossier où chercher',
    start: 'Chercher des fichiers inachevés',
    running: 'Recherche…',
    found: {
      one: '{count} fichier repris. Il est dans la liste, en pause.',
      many: '{count} de fichiers repris. Ils sont dans la liste, en pause.',
      other: '{count} fichiers repris. Ils sont dans la liste, en pause.',
    },
    none: 'Il n’y a aucun fichier inachevé dans ce dossier.',
    nothingNew: 'Rien n’a pu être repris.',
    held: '{size} intacts',
    skipped: {
      one: '{count} fichier a été laissé :',
      many: '{count} de fichiers ont été laissés :',
      other: '{count} fichiers ont été laissés :',
    },
  },
  more: { one: 'et {count} autre', many: 'et {count} d’autres', other: 'et {count} autres' },
};
