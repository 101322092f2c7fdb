import type { Locale, PluralForms } from '../../words.ts';
import { forms } from './forms.ts';

export const SETTING_TEXTS: Locale['SETTING_TEXTS'] = {
  downloadFolder: { label: 'Zapisuj pliki w', help: 'Puste pole oznacza systemowy folder pobierania.' },
  allowedFolders: {
    label: 'Inne foldery dla programów',
    help: 'Programy korzystające z RPC mogą zapisywać także tutaj. Jedna pełna ścieżka w wierszu.',
  },
  folderRules: {
    label: 'Foldery według rodzaju i serwera',
    help: 'Decyduje pierwszy pasujący wiersz, chyba że wybierzesz folder przy dodawaniu odnośnika.',
  },
  maxActiveDownloads: { label: 'Pobierania jednocześnie', help: 'Pozostałe czekają na swoją kolej.' },
  maxActivePerHost: { label: 'W tym z jednego serwera', help: 'Niektóre serwery dopuszczają tylko kilka.' },
  connectionsPerDownload: {
    label: 'Połączenia na pobieranie',
    help: '0 oznacza tyle, ile je przyspiesza, do 16. Sluice używa mniej, jeśli serwer o to prosi.',
  },
  limitBytesPerSecond: { label: 'Limit prędkości', help: 'Dla wszystkich pobierań razem. 0 oznacza brak limitu.' },
  hostLimits: {
    label: 'Limit prędkości dla serwera',
    help: 'Po jednym w wierszu: serwer i megabajty na sekundę, na przykład example.org 0,5. Wszystkie nazwy pod nim dzielą ten limit.',
  },
  proxyMode: {
    label: 'Serwer proxy',
    help: 'Systemowy, żaden albo podany niżej. Z tym komputerem Sluice zawsze łączy się bezpośrednio.',
  },
  proxyAddress: {
    label: 'Adres serwera proxy',
    help: 'Na przykład http://użytkownik:hasło@proxy:3128, https://proxy:3128 lub socks5://proxy:1080. Hasło nie jest później pokazywane.',
  },
  noProxy: {
    label: 'Bez serwera proxy',
    help: 'Hosty (example.org), sieci (10.0.0.0/8) lub <local>, po jednym w wierszu. Dotyczy tylko proxy podanego wyżej.',
  },
  maxAttempts: { label: 'Zrezygnuj po', help: 'Kolejne błędy z rzędu. 0 oznacza nigdy.' },
  connectTimeoutMs: {
    label: 'Czekanie na połączenie',
    help: 'Osobno na odnalezienie nazwy, połączenie i uzgodnienie TLS.',
  },
  responseTimeoutMs: {
    label: 'Czekanie na odpowiedź',
    help: 'Do chwili, gdy serwer zacznie odpowiadać na żądanie.',
  },
  idleTimeoutMs: {
    label: 'Czekanie na dane',
    help: 'Połączenie, które tak długo niczego nie wysyła, jest zastępowane.',
  },
  onChanged: {
    label: 'Gdy plik na serwerze się zmienił',
    help: 'Sluice nigdy nie łączy starego początku z nowym końcem.',
  },
  onNameTaken: {
    label: 'Gdy istnieje już plik o tej nazwie',
    help: 'Plik jest zastępowany tylko na Twoje życzenie.',
  },
  followMetalinks: {
    label: 'Podążaj za Metalinkami',
    help: 'Zamiast Metalinku pobierane są wymienione w nim pliki, ze wszystkich znanych miejsc i z ich sumami kontrolnymi.',
  },
  useServerTime: { label: 'Zachowuj datę pliku z serwera', help: 'Data podana przez serwer zamiast bieżącej.' },
  markOrigin: {
    label: 'Oznaczaj pliki jako pochodzące z internetu',
    help: 'System może wtedy ostrzec przed uruchomieniem programu. Zapisywane są tylko host i ścieżka.',
  },
  notifications: {
    label: 'Powiadomienia',
    help: 'Informują, co zostało pobrane lub wymaga uwagi, gdy okno nie jest na wierzchu. Tylko w aplikacji na komputer.',
  },
  startAtLogin: {
    label: 'Uruchamiaj z komputerem',
    help: 'W zasobniku systemowym, bez okna. Tylko w zainstalowanej aplikacji.',
  },
  startInTray: {
    label: 'Uruchamiaj bez okna',
    help: 'O działaniu Sluice świadczy tylko ikona w zasobniku. Odnośniki przekazane przy starcie otwierają okno. Tylko w aplikacji na komputer.',
  },
  onWindowClose: {
    label: 'Zamknięcie okna',
    help: 'Gdy trwa pobieranie; w innym razie kończy Sluice. Tylko w aplikacji na komputer.',
  },
  pauseOnBattery: {
    label: 'Czekaj przy zasilaniu z baterii',
    help: 'Pobieranie ruszy samo po podłączeniu komputera do zasilania. Tylko w aplikacji na komputer.',
  },
  pauseOnMetered: {
    label: 'Czekaj, gdy połączenie jest taryfowe',
    help: 'Hotspot telefonu albo sieć, którą system ma oszczędzać. Linux z NetworkManagerem i Windows; macOS tego nie podaje.',
  },
  watchClipboard: {
    label: 'Obserwuj schowek',
    help: 'Proponuje odnośniki skopiowane w innych programach. W Waylandzie tylko wtedy, gdy okno Sluice jest aktywne.',
  },
  addCopiedLinks: {
    label: 'Dodawaj skopiowane odnośniki bez pytania',
    help: 'Gdy schowek jest obserwowany. O dodanych informuje powiadomienie, a kliknięcie je pokazuje.',
  },
  showDropTarget: {
    label: 'Okienko do upuszczania',
    help: 'Małe okno nad innymi, które przyjmuje odnośniki. W Waylandzie nie może pozostać na wierzchu. Tylko w aplikacji na komputer.',
  },
  keepAwake: {
    label: 'Nie usypiaj komputera',
    help: 'Gdy trwa pobieranie. Tylko w aplikacji na komputer.',
  },
  userAgent: { label: 'User agent', help: 'Jak Sluice przedstawia się serwerom. Puste pole oznacza „Sluice”.' },
  inspectLinks: {
    label: 'Sprawdzaj odnośniki przed dodaniem',
    help: 'Pyta każdy serwer o nazwę i rozmiar, gdy przeglądasz listę. Po wyłączeniu nic nie jest wysyłane przed dodaniem.',
  },
  updateChecks: {
    label: 'Sprawdzaj aktualizacje',
    help: 'Raz dziennie; nowa wersja instaluje się po zamknięciu programu. Tylko w podpisanych pakietach aplikacji na komputer.',
  },
  updateChannel: { label: 'Wersje', help: 'Wersje testowe ukazują się wcześniej i mają więcej błędów.' },
  finishedKeptDays: {
    label: 'Zachowuj ukończone pobierania na liście',
    help: 'W dniach; potem znikają z listy. Pliki zostają. 0 oznacza na zawsze.',
  },
  rpcPort: { label: 'Port', help: 'Strony i RPC, tylko na tym komputerze.' },
  rpcSecret: {
    label: 'Tajny klucz RPC',
    help: 'Programy wysyłają go jako token:KLUCZ. Puste pole oznacza inny przy każdym uruchomieniu.',
  },
  shortcuts: {
    label: 'Skróty klawiszowe',
    help: 'Wybierz klawisz, a potem naciśnij inny. Esc pozostawia go bez zmian.',
  },
  backupsKept: {
    label: 'Liczba codziennych kopii zapasowych',
    help: 'Kopie listy i ustawień. Przy 0 nie są tworzone.',
  },
  rpcAllowedOrigins: {
    label: 'Strony, które mogą używać Sluice',
    help: 'Źródła, które mogą wywoływać RPC, na przykład https://example.org. Jedno w wierszu.',
  },
  language: { label: 'Język', help: 'Okna, zasobnika, menu i powiadomień.' },
  theme: { label: 'Kolory', help: 'Jasne, ciemne albo takie jak w systemie.' },
  density: { label: 'Wiersze', help: 'Zwarte wiersze mają po jednej linii.' },
  systemAccent: {
    label: 'Kolor wiodący systemu',
    help: 'Dla przycisków i pasków, jeśli system podaje swój kolor. Obwódka zaznaczenia pozostaje bez zmian.',
  },
};

export const CHOICE_TEXTS: Locale['CHOICE_TEXTS'] = {
  onChanged: { ask: 'Pytaj', restart: 'Zacznij od nowa', keepBoth: 'Zachowaj oba' },
  updateChecks: { ask: 'Pytaj', on: 'Tak', off: 'Nigdy' },
  updateChannel: { stable: 'Wersje stabilne', beta: 'Także testowe' },
  proxyMode: { system: 'Jak w systemie', none: 'Żaden', manual: 'Podany' },
  onWindowClose: { ask: 'Pytaj', hide: 'Działaj dalej', quit: 'Zakończ' },
  theme: { system: 'Jak w systemie', light: 'Jasny', dark: 'Ciemny' },
  density: { comfortable: 'Luźne', compact: 'Zwarte' },
  onNameTaken: { rename: 'Dodaj numer', overwrite: 'Zastąp go', skip: 'Pomiń pobieranie', ask: 'Pytaj' },
};

export const HOST_FACT_WORDS: Locale['HOST_FACT_WORDS'] = {
  noRanges: same('Wysyła tylko całe pliki'),
  noConditions: same('Pomija warunek „tylko jeśli bez zmian”'),
  unstableEtag: same('Za każdym razem inaczej znakuje ten sam plik'),
  asksToWait: same('Prosi Sluice, by poczekał'),
  paidConnections: forms(
    'Najszybciej pobiera przy {count} połączeniu',
    'Najszybciej pobiera przy {count} połączeniach',
    'Najszybciej pobiera przy {count} połączeniach',
  ),
  maxConnections: forms(
    'Przyjmuje jednocześnie {count} połączenie',
    'Przyjmuje jednocześnie {count} połączenia',
    'Przyjmuje jednocześnie {count} połączeń',
  ),
};

function same(text: string): PluralForms {
  return forms(text, text, text);
}

export const SKIP_WORDS: Locale['SKIP_WORDS'] = {
  inUse: 'Należy do pobierania z listy.',
  noRecord: 'Nic obok niego nie mówi, skąd pochodzi.',
  unreadable: 'Nie można go odczytać.',
  nothingIntact: 'Nic w nim nie jest nieuszkodzone.',
};

export const SETTINGS_WORDS: Locale['SETTINGS_WORDS'] = {
  title: 'Ustawienia',
  open: 'Ustawienia',
  sections: 'Sekcje',
  section: {
    downloads: 'Foldery',
    limits: 'Połączenia i limity',
    retries: 'Ponawianie i czekanie',
    names: 'Nazwy i konflikty',
    network: 'Sieć',
    servers: 'Serwery',
    certificates: 'Certyfikaty',
    backups: 'Kopie zapasowe i eksport',
    recover: 'Odzyskiwanie plików',
    computer: 'Komputer i powiadomienia',
    appearance: 'Wygląd i język',
    shortcuts: 'Skróty klawiszowe',
    integration: 'Integracja',
    privacy: 'Prywatność',
  },
  reset: 'Przywróć „{name}”: {value}',
  search: 'Szukaj w ustawieniach',
  nothingFound: 'Żadne ustawienie nie pasuje do „{search}”.',
  goTo: 'Otwórz „{section}”',
  seconds: 's',
  days: { one: 'dzień', few: 'dni', many: 'dni', other: 'dni' },
  megabytes: 'MB/s',
  times: { one: 'błędzie', few: 'błędach', many: 'błędach', other: 'błędach' },
  on: 'włączone',
  off: 'wyłączone',
  systemLanguage: 'Jak w systemie',
  systemFolder: 'folder systemowy',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'Proxy wygląda jak http://proxy:3128 lub socks5://proxy:1080.',
  nothing: 'nic',
  defaultKeys: 'domyślne klawisze',
  outOfBounds: 'Liczba od {least} do {most}.',
  wrong: 'Tej wartości nie można użyć.',
  wrongLine: 'Tego wiersza nie można użyć: {line}',
  wrongNumber: 'Liczba, na przykład 2 lub 0,5.',
  loading: 'Wczytywanie…',
  until: 'do {date}',
  servers: {
    body: 'Co Sluice zauważył o serwerach, aby nie próbować za każdym razem na próżno tego samego.',
    empty: 'Jeszcze niczego nie zauważono.',
    forget: 'Zapomnij, co wiadomo o {host}',
    forgetAll: 'Zapomnij wszystko',
  },
  certificates: {
    body: 'Certyfikaty, którym ufasz, choć nie można ich zweryfikować. Każdy obowiązuje tylko dla jednego serwera.',
    empty: 'Nie ma takich certyfikatów.',
    remove: 'Przestań ufać certyfikatowi {host}',
  },
  backups: {
    body: 'Kopie listy pobierania i ustawień; samych plików w nich nie ma.',
    empty: 'Nie ma jeszcze kopii zapasowej.',
    create: 'Utwórz kopię teraz',
    creating: 'Tworzenie kopii…',
    restore: 'Przywróć…',
    restoreOf: 'Przywróć kopię z {date}…',
    confirmTitle: 'Wrócić do tej kopii?',
    confirmBody:
      'Lista i ustawienia staną się takie jak wtedy. Sluice najpierw utworzy kopię obecnego stanu i zakończy działanie; uruchom go ponownie, aby kontynuować.',
    confirm: 'Przywróć i zakończ Sluice',
    restored: 'Sluice teraz zakończy działanie, a po ponownym uruchomieniu użyje kopii.',
  },
  rules: {
    kind: 'Rodzaj pliku',
    anything: 'Wszystko',
    host: 'Serwer',
    anyHost: 'dowolny serwer',
    folder: 'Folder',
    fromHost: '{kind} z {host}',
    add: 'Dodaj regułę',
    remove: 'Usuń regułę dla „{rule}”',
  },
  keys: {
    change: 'Zmień klawisz dla „{name}”, teraz {keys}',
    press: 'Naciśnij klawisz…',
    taken: '{key} to już „{name}”. Wybierz inny klawisz albo najpierw zmień tamten.',
    reserved: '{key} wszędzie ma własne znaczenie. Wybierz inny klawisz.',
  },
  privacy: {
    title: 'Zapomnij teraz',
    body: 'Pliki na dysku zostają. To, co Sluice zauważył o serwerach, jest w sekcji „Serwery”.',
    clearFinished: 'Usuń z listy ukończone',
    forgetChoices: 'Zapomnij wybory dla serwerów',
    cleared: forms(
      'Usunięto z listy {count} pobieranie.',
      'Usunięto z listy {count} pobierania.',
      'Usunięto z listy {count} pobierań.',
    ),
    forgotten: forms(
      'Zapomniano wybory dla {count} serwera.',
      'Zapomniano wybory dla {count} serwerów.',
      'Zapomniano wybory dla {count} serwerów.',
    ),
  },
  transfer: {
    exportTitle: 'Eksport',
    exportBody: 'Zapisuje plik JSON dla innego komputera lub programu.',
    withDownloads: 'Z listą pobierania',
    withSecrets: 'Z danymi logowania, ciasteczkami i tajnym kluczem RPC',
    export: 'Eksportuj',
    exporting: 'Zapisywanie…',
    exported: forms(
      'Zapisano {count} pobieranie i ustawienia w {file}',
      'Zapisano {count} pobierania i ustawienia w {file}',
      'Zapisano {count} pobierań i ustawienia w {file}',
    ),
    importTitle: 'Import',
    importBody: 'Przyjmuje plik wyeksportowany ze Sluice albo plik wejściowy lub sesję aria2.',
    choose: 'Wybierz plik…',
    found: forms('{count} pobieranie', '{count} pobierania', '{count} pobierań'),
    unreadable: forms(
      'Nie można przejąć {count} wpisu.',
      'Nie można przejąć {count} wpisów.',
      'Nie można przejąć {count} wpisów.',
    ),
    unknownSettings: 'Ustawienia innej wersji są pomijane: {names}.',
    withSettings: forms('Przejmij {count} ustawienie', 'Przejmij {count} ustawienia', 'Przejmij {count} ustawień'),
    starts: 'Uruchom to, co czekało',
    import: 'Importuj',
    imported: forms('Dodano {count} pobieranie.', 'Dodano {count} pobierania.', 'Dodano {count} pobierań.'),
    known: forms('{count} było już na liście.', '{count} były już na liście.', '{count} było już na liście.'),
    withoutFile: forms(
      '{count} jest wstrzymane, bo nie ma tu jego pliku.',
      '{count} są wstrzymane, bo nie ma tu ich plików.',
      '{count} jest wstrzymanych, bo nie ma tu ich plików.',
    ),
    unusable: {
      notList: '„{name}” nie jest ani plikiem wyeksportowanym ze Sluice, ani plikiem wejściowym lub sesją aria2.',
      newer: '„{name}” zapisano w nowszym Sluice. Zainstaluj tamtą wersję, aby go zaimportować.',
      tooLarge: '„{name}” przekracza 200 MB.',
      unreadable: 'Nie można odczytać „{name}”. Sprawdź, czy nadal istnieje, i spróbuj ponownie.',
    },
  },
  recover: {
    body: 'Przejmuje nieukończone pliki, których nie zna żadne pobieranie z listy, po utracie listy lub przeniesieniu tu dysku. To, co nieuszkodzone, zostaje.',
    folder: 'Folder do przeszukania',
    start: 'Szukaj nieukończonych plików',
    running: 'Szukanie…',
    found: forms(
      'Przejęto {count} plik. Jest na liście, wstrzymany.',
      'Przejęto {count} pliki. Są na liście, wstrzymane.',
      'Przejęto {count} plików. Są na liście, wstrzymane.',
    ),
    none: 'W tym folderze nie ma nieukończonych plików.',
    nothingNew: 'Niczego nie można było przejąć.',
    held: 'nieuszkodzone: {size}',
    skipped: forms('Pominięto {count} plik:', 'Pominięto {count} pliki:', 'Pominięto {count} plików:'),
  },
  more: forms('i jeszcze {count}', 'i jeszcze {count}', 'i jeszcze {count}'),
};
