import type { Locale } from '../../words.ts';
import { forms } from './forms.ts';

export const SETTING_TEXTS: Locale['SETTING_TEXTS'] = {
  downloadFolder: {
    label: 'İndirmelerin kaydedileceği yer',
    help: 'Boş bırakılırsa sistemin indirilenler klasörü kullanılır.',
  },
  allowedFolders: {
    label: 'Programlar için diğer klasörler',
    help: 'RPC kullanan programlar buralara da kaydedebilir. Her satıra bir tam yol.',
  },
  folderRules: {
    label: 'Türe ve sunucuya göre klasörler',
    help: 'Link eklerken klasör seçmediyseniz, uyan ilk satır belirler.',
  },
  maxActiveDownloads: { label: 'Aynı anda indirme', help: 'Ötekiler sırasını bekler.' },
  maxActivePerHost: {
    label: 'Bunların bir sunucudan olanı',
    help: 'Bazı sunucular yalnızca birkaç tanesine izin verir.',
  },
  connectionsPerDownload: {
    label: 'İndirme başına bağlantı',
    help: '0, hızlandırdığı sürece en çok 16 demektir. Sunucu isterse Sluice daha azını kullanır.',
  },
  limitBytesPerSecond: { label: 'Hız sınırı', help: 'Tüm indirmelerin toplamı için. 0, sınır yok demektir.' },
  hostLimits: {
    label: 'Sunucu başına hız sınırı',
    help: 'Her satıra bir tane: sunucu ve saniyede megabayt, örneğin example.org 0,5. Altındaki tüm adlar bu sınırı paylaşır.',
  },
  proxyMode: {
    label: 'Vekil sunucu',
    help: 'Sisteminki, hiçbiri veya aşağıdaki. Bu bilgisayarın kendisine her zaman doğrudan ulaşılır.',
  },
  proxyAddress: {
    label: 'Vekil sunucunun adresi',
    help: 'Örneğin http://kullanıcı:parola@proxy:3128, https://proxy:3128 veya socks5://proxy:1080. Parola bir daha gösterilmez.',
  },
  noProxy: {
    label: 'Vekil sunucusuz',
    help: 'Sunucular (example.org), ağlar (10.0.0.0/8) veya <local>; her satıra bir tane. Yalnızca yukarıdaki vekil sunucu için.',
  },
  maxAttempts: { label: 'Vazgeçme sınırı', help: 'Art arda hata sayısı. 0, hiç vazgeçme demektir.' },
  connectTimeoutMs: {
    label: 'Bağlanmayı bekleme',
    help: 'Ad çözümleme, bağlanma ve TLS el sıkışmasının her biri için.',
  },
  responseTimeoutMs: { label: 'Yanıtı bekleme', help: 'Sunucu bir isteği yanıtlamaya başlayana dek.' },
  idleTimeoutMs: {
    label: 'Veriyi bekleme',
    help: 'Bu süre boyunca hiçbir şey göndermeyen bağlantı yenilenir.',
  },
  onChanged: {
    label: 'Dosya sunucuda değiştiyse',
    help: 'Sluice eski bir başlangıcı asla yeni bir sonla birleştirmez.',
  },
  onNameTaken: {
    label: 'Aynı adda dosya varsa',
    help: 'Bir dosyanın yerine yenisi, yalnızca siz öyle seçerseniz konur.',
  },
  followMetalinks: {
    label: 'Metalink’leri izle',
    help: 'Bir Metalink yerine içinde adı geçen dosyalar, bilinen tüm yerlerden ve sağlama toplamlarıyla alınır.',
  },
  useServerTime: {
    label: 'Dosyanın sunucudaki tarihini koru',
    help: 'Şimdiki zaman yerine sunucunun bildirdiği tarih.',
  },
  markOrigin: {
    label: 'Dosyaları web’den gelmiş olarak imle',
    help: 'Böylece sistem, bir programı çalıştırmadan önce uyarabilir. Yalnızca sunucu ve yol yazılır.',
  },
  notifications: {
    label: 'Bildirimler',
    help: 'Pencere önde değilken neyin tamamlandığını veya sizi beklediğini bildirir. Yalnızca masaüstü uygulamasında.',
  },
  startAtLogin: {
    label: 'Bilgisayarla birlikte başlat',
    help: 'Bildirim alanında, penceresiz. Yalnızca kurulu uygulamada.',
  },
  startInTray: {
    label: 'Penceresiz başlat',
    help: 'Sluice’un çalıştığını yalnızca bildirim alanındaki simge gösterir. Başlangıçta verilen linkler pencereyi açar. Yalnızca masaüstü uygulamasında.',
  },
  onWindowClose: {
    label: 'Pencere kapatılınca',
    help: 'İndirme sürerken; sürmüyorsa Sluice kapanır. Yalnızca masaüstü uygulamasında.',
  },
  pauseOnBattery: {
    label: 'Pille çalışırken bekle',
    help: 'Bilgisayar yeniden prize takılınca indirmeler kendiliğinden sürer. Yalnızca masaüstü uygulamasında.',
  },
  pauseOnMetered: {
    label: 'Tarifeli bağlantıda bekle',
    help: 'Telefonun bağlantı noktası veya sistemin tutumlu kullandığı bir ağ. NetworkManager’lı Linux ve Windows; macOS bildirmez.',
  },
  watchClipboard: {
    label: 'Panoyu izle',
    help: 'Başka programlarda kopyaladığınız linkleri önerir. Wayland’de yalnızca Sluice etkin pencereyken.',
  },
  addCopiedLinks: {
    label: 'Kopyalanan linkleri sormadan ekle',
    help: 'Pano izlenirken. Eklenenler bildirilir; bildirime tıklayınca gösterilir.',
  },
  showDropTarget: {
    label: 'Bırakma alanı',
    help: 'Diğer pencerelerin üstünde duran, link alan küçük bir pencere. Wayland’de üstte kalamaz. Yalnızca masaüstü uygulamasında.',
  },
  keepAwake: {
    label: 'Bilgisayarı uyanık tut',
    help: 'İndirme sürerken. Yalnızca masaüstü uygulamasında.',
  },
  userAgent: { label: 'User agent', help: 'Sluice’un sunuculara kendini tanıttığı ad. Boş bırakılırsa “Sluice”.' },
  inspectLinks: {
    label: 'Linkleri eklemeden önce incele',
    help: 'Siz listeye bakarken her sunucuya adı ve boyutu sorar. Kapalıysa eklemeden önce hiçbir şey gönderilmez.',
  },
  updateChecks: {
    label: 'Güncellemeleri denetle',
    help: 'Günde bir kez; yeni sürüm, çıktığınızda kurulur. Yalnızca masaüstü uygulamasının imzalı paketlerinde.',
  },
  updateChannel: { label: 'Sürümler', help: 'Deneme sürümleri daha erken çıkar ve daha çok hata içerir.' },
  finishedKeptDays: {
    label: 'Tamamlanan indirmeleri listede tut',
    help: 'Gün olarak; sonra unutulur. Dosyalar kalır. 0, her zaman tut demektir.',
  },
  rpcPort: {
    label: 'Port',
    help: 'Sayfanın ve RPC’nin portu, yalnızca bu bilgisayarda.',
  },
  rpcSecret: {
    label: 'RPC’nin gizli anahtarı',
    help: 'Programlar token:ANAHTAR biçiminde gönderir. Boşsa her başlatmada başka olur.',
  },
  shortcuts: {
    label: 'Klavye kısayolları',
    help: 'Bir tuş seçin, sonra başka bir tuşa basın. Esc olduğu gibi bırakır.',
  },
  backupsKept: {
    label: 'Tutulacak günlük yedekler',
    help: 'Listenin ve ayarların yedekleri. 0 ise yedek alınmaz.',
  },
  rpcAllowedOrigins: {
    label: 'Sluice’u kullanabilen web sayfaları',
    help: 'RPC’yi çağırabilecek kaynaklar; örneğin https://example.org. Her satıra bir tane.',
  },
  language: { label: 'Dil', help: 'Pencerenin, bildirim alanının, menülerin ve bildirimlerin dili.' },
  theme: { label: 'Renkler', help: 'Açık, koyu veya sistemdeki gibi.' },
  density: { label: 'Satırlar', help: 'Sıkışık görünümde her indirme tek satırdır.' },
  systemAccent: {
    label: 'Sistemin vurgu rengi',
    help: 'Sistem rengini bildiriyorsa düğmeler ve çubuklar için. Odak çerçevesi olduğu gibi kalır.',
  },
};

export const CHOICE_TEXTS: Locale['CHOICE_TEXTS'] = {
  onChanged: { ask: 'Sor', restart: 'Baştan başlat', keepBoth: 'İkisini de tut' },
  updateChecks: { ask: 'Sor', on: 'Evet', off: 'Hiçbir zaman' },
  updateChannel: { stable: 'Kararlı sürümler', beta: 'Deneme sürümleri de' },
  proxyMode: { system: 'Sistemdeki gibi', none: 'Hiçbiri', manual: 'Aşağıdaki' },
  onWindowClose: { ask: 'Sor', hide: 'Çalışmayı sürdür', quit: 'Çık' },
  theme: { system: 'Sistemdeki gibi', light: 'Açık', dark: 'Koyu' },
  density: { comfortable: 'Rahat', compact: 'Sıkışık' },
  onNameTaken: { rename: 'Numara ekle', overwrite: 'Yerine koy', skip: 'İndirmeyi atla', ask: 'Sor' },
};

export const HOST_FACT_WORDS: Locale['HOST_FACT_WORDS'] = {
  noRanges: forms('Yalnızca dosyanın tamamını gönderir'),
  noConditions: forms('“Yalnızca değişmediyse” koşulunu dikkate almaz'),
  unstableEtag: forms('Aynı dosyayı her seferinde başka imler'),
  asksToWait: forms('Sluice’tan beklemesini istiyor'),
  paidConnections: forms('En hızlı {count} bağlantıyla indirir'),
  maxConnections: forms('Aynı anda {count} bağlantı kabul eder'),
};

export const SKIP_WORDS: Locale['SKIP_WORDS'] = {
  inUse: 'Listedeki bir indirmeye ait.',
  noRecord: 'Yanında nereden geldiğini söyleyen bir kayıt yok.',
  unreadable: 'Okunamadı.',
  nothingIntact: 'Sağlam bir yeri yok.',
};

export const SETTINGS_WORDS: Locale['SETTINGS_WORDS'] = {
  title: 'Ayarlar',
  open: 'Ayarlar',
  sections: 'Bölümler',
  section: {
    downloads: 'Klasörler',
    limits: 'Bağlantılar ve sınırlar',
    retries: 'Yeniden denemeler ve bekleme',
    names: 'Adlar ve çakışmalar',
    network: 'Ağ',
    servers: 'Sunucular',
    certificates: 'Sertifikalar',
    backups: 'Yedekleme ve dışa aktarma',
    recover: 'Dosya kurtarma',
    computer: 'Masaüstü ve bildirimler',
    appearance: 'Görünüm ve dil',
    shortcuts: 'Klavye kısayolları',
    integration: 'Bütünleştirme',
    privacy: 'Gizlilik',
  },
  reset: '“{name}” ayarını geri al: {value}',
  search: 'Ayarlarda ara',
  nothingFound: '“{search}” ile eşleşen ayar yok.',
  goTo: '“{section}” bölümünü aç',
  seconds: 'sn',
  days: { one: 'gün', other: 'gün' },
  megabytes: 'MB/sn',
  times: { one: 'hata', other: 'hata' },
  on: 'açık',
  off: 'kapalı',
  systemLanguage: 'Sistemdeki gibi',
  systemFolder: 'sistemin klasörü',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'Vekil sunucu http://proxy:3128 veya socks5://proxy:1080 gibi yazılır.',
  nothing: 'hiçbir şey',
  defaultKeys: 'varsayılan tuşlar',
  outOfBounds: 'En az {least}, en çok {most} olan bir sayı.',
  wrong: 'Bu değer kullanılamaz.',
  wrongLine: 'Bu satır kullanılamaz: {line}',
  wrongNumber: 'Bir sayı; örneğin 2 veya 0,5.',
  loading: 'Yükleniyor…',
  until: 'bitiş: {date}',
  servers: {
    body: 'Sluice’un sunucular hakkında fark ettikleri; böylece aynı şeyi her seferinde boşuna denemez.',
    empty: 'Henüz bir şey fark edilmedi.',
    forget: '{host} hakkında öğrenilenleri unut',
    forgetAll: 'Tümünü unut',
  },
  certificates: {
    body: 'Doğrulanamasa da güvendiğiniz sertifikalar. Her biri yalnızca bir sunucu için geçerlidir.',
    empty: 'Böyle bir sertifika yok.',
    remove: '{host} sertifikasına güvenmeyi bırak',
  },
  backups: {
    body: 'İndirme listesinin ve ayarların kopyaları; dosyaların kendileri içinde değildir.',
    empty: 'Henüz yedek yok.',
    create: 'Şimdi yedek al',
    creating: 'Yedek alınıyor…',
    restore: 'Geri yükle…',
    restoreOf: '{date} tarihli yedeği geri yükle…',
    confirmTitle: 'Bu yedeğe dönülsün mü?',
    confirmBody:
      'Liste ve ayarlar o zamanki hallerine döner. Sluice önce şimdiki durumu yedekler, sonra kapanır; sürdürmek için yeniden başlatın.',
    confirm: 'Geri yükle ve Sluice’u kapat',
    restored: 'Sluice şimdi kapanıyor; yeniden başladığında yedeği kullanır.',
  },
  rules: {
    kind: 'Dosya türü',
    anything: 'Her şey',
    host: 'Sunucu',
    anyHost: 'herhangi bir sunucu',
    folder: 'Klasör',
    fromHost: '{kind}, {host}',
    add: 'Kural ekle',
    remove: '“{rule}” kuralını kaldır',
  },
  keys: {
    change: '“{name}” tuşunu değiştir, şimdi {keys}',
    press: 'Bir tuşa basın…',
    taken: '{key} zaten “{name}” için kullanılıyor. Başka bir tuş seçin veya önce onu değiştirin.',
    reserved: '{key} her yerde başka bir anlam taşır. Başka bir tuş seçin.',
  },
  privacy: {
    title: 'Şimdi unut',
    body: 'Diskteki dosyalar kalır. Sluice’un sunucular hakkında fark ettikleri “Sunucular” bölümündedir.',
    clearFinished: 'Tamamlanan indirmeleri temizle',
    forgetChoices: 'Sunucular için seçilenleri unut',
    cleared: forms('{count} indirme listeden çıkarıldı.'),
    forgotten: forms('{count} sunucu için seçilenler unutuldu.'),
  },
  transfer: {
    exportTitle: 'Dışa aktarma',
    exportBody: 'Başka bir bilgisayar veya program için bir JSON dosyası yazar.',
    withDownloads: 'İndirme listesiyle birlikte',
    withSecrets: 'Oturum bilgileri, çerezler ve RPC’nin gizli anahtarıyla birlikte',
    export: 'Dışa aktar',
    exporting: 'Yazılıyor…',
    exported: forms('{count} indirme ve ayarlar yazıldı: {file}'),
    importTitle: 'İçe aktarma',
    importBody: 'Sluice’un dışa aktardığı bir dosyayı ya da aria2’nin girdi dosyasını veya oturumunu alır.',
    choose: 'Dosya seç…',
    found: forms('{count} indirme'),
    unreadable: forms('{count} kayıt alınamıyor.'),
    unknownSettings: 'Başka bir sürümün ayarları dışarıda bırakıldı: {names}.',
    withSettings: forms('{count} ayarı devral'),
    starts: 'Bekleyenleri başlat',
    import: 'İçe aktar',
    imported: forms('{count} indirme eklendi.'),
    known: forms('{count} tanesi zaten listedeydi.'),
    withoutFile: forms(
      '{count} tanesi duraklatılmış olarak geldi; dosyası burada değil.',
      '{count} tanesi duraklatılmış olarak geldi; dosyaları burada değil.',
    ),
    unusable: {
      notList: '“{name}” ne Sluice’un dışa aktardığı bir dosya ne de aria2’nin girdi dosyası veya oturumu.',
      newer: '“{name}” daha yeni bir Sluice ile yazılmış. İçe aktarmak için o sürümü kurun.',
      tooLarge: '“{name}” 200 MB’den büyük.',
      unreadable: '“{name}” okunamadı. Hâlâ var olduğunu denetleyip yeniden deneyin.',
    },
  },
  recover: {
    body: 'Liste kaybolduktan veya buraya bir disk taşındıktan sonra, listedeki hiçbir indirmenin bilmediği yarım kalmış dosyaları devralır. Sağlam kısımları korunur.',
    folder: 'Aranacak klasör',
    start: 'Yarım kalmış dosyaları ara',
    running: 'Aranıyor…',
    found: forms('{count} dosya devralındı. Duraklatılmış olarak listede.'),
    none: 'Bu klasörde yarım kalmış dosya yok.',
    nothingNew: 'Devralınabilecek bir şey yok.',
    held: '{size} sağlam',
    skipped: forms('{count} dosya alınmadı:'),
  },
  more: forms('ve {count} tane daha'),
};
