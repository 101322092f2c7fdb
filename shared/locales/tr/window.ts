import type { Locale } from '../../words.ts';
import { ADD_WORDS } from './add.ts';
import { forms } from './forms.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

export const ERROR_WORDS: Locale['ERROR_WORDS'] = {
  'network.offline': {
    what: 'Ağ bağlantısı yok.',
    todo: 'Sluice bekliyor; bağlantı geri gelince sürdürür.',
  },
  'network.unknownHost': {
    what: 'Sunucunun adı bulunamadı.',
    todo: 'Linki ve internet bağlantınızı denetleyin. Sluice denemeyi sürdürüyor.',
  },
  'network.refused': {
    what: 'Sunucu bağlantıyı geri çevirdi.',
    todo: 'Kısa süreliğine kapalı olabilir. Sluice denemeyi sürdürüyor.',
  },
  'network.reset': { what: 'Bağlantı koptu.', todo: 'Sluice kaldığı yerden sürdürüyor.' },
  'network.unreachable': {
    what: 'Sunucuya ulaşılamıyor.',
    todo: 'İnternet bağlantınızı denetleyin. Sluice denemeyi sürdürüyor.',
  },
  'network.timedOut': { what: 'Sunucu zamanında yanıt vermedi.', todo: 'Sluice denemeyi sürdürüyor.' },
  'network.stalled': { what: 'Bir süredir veri gelmedi.', todo: 'Sluice kaldığı yerden sürdürüyor.' },
  'network.truncated': { what: 'Sunucu dosyayı erken bitirdi.', todo: 'Sluice kalanını indiriyor.' },
  'network.badResponse': {
    what: 'Sunucunun yanıtı geçerli HTTP değil.',
    todo: 'Linki ve http:// ile mi https:// ile mi başlaması gerektiğini denetleyin. Sluice denemeyi sürdürüyor.',
  },
  'network.certificate': {
    what: 'Sunucunun sertifikasına güvenilmiyor.',
    todo: 'Biri kendini sunucu gibi gösteriyor olabilir. Bu sertifikaya yalnızca nedenini biliyorsanız güvenin.',
  },
  'network.certificateExpired': {
    what: 'Sunucunun sertifikasının süresi dolmuş veya henüz başlamamış.',
    todo: 'Bu bilgisayarın saatini denetleyin. Sertifikaya yalnızca sunucuyu tanıyorsanız güvenin.',
  },
  'network.certificateWrongHost': {
    what: 'Sunucunun sertifikası başka bir ada verilmiş.',
    todo: 'Biri kendini sunucu gibi gösteriyor olabilir. Bu sertifikaya yalnızca nedenini biliyorsanız güvenin.',
  },
  'network.certificateUnknown': {
    what: 'Sunucunun sertifikasını bilinmeyen bir yetkili vermiş.',
    todo: 'Biri kendini sunucu gibi gösteriyor olabilir. Bu sertifikaya yalnızca sunucu sizinse güvenin.',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'Sunucu kullanıcı adı ve parola istiyor (401).',
    todo: 'Linki https://kullanıcı:parola@sunucu/… biçiminde veya Authorization başlığıyla yeniden ekleyin.',
  },
  'server.forbidden': {
    what: 'Sunucu bu indirmeye izin vermiyor (403).',
    todo: 'Linkin süresi dolmuş olabilir. Sayfadan yeni bir link kopyalayıp ekleyin.',
  },
  'server.notFound': {
    what: 'Sunucuda böyle bir dosya yok (404).',
    todo: 'Linki denetleyin veya sayfadan yenisini kopyalayın.',
  },
  'server.gone': { what: 'Dosya sunucudan kaldırılmış (410).', todo: 'Sayfada daha yeni bir link arayın.' },
  'server.rejected': {
    what: 'Sunucu isteği geri çevirdi.',
    todo: 'Linki denetleyin veya sayfadan yenisini kopyalayın.',
  },
  'server.tooManyRequests': {
    what: 'Sunucu daha az istek gönderilmesini istiyor (429).',
    todo: 'Sluice sunucunun istediği kadar bekler, sonra sürdürür.',
  },
  'server.unavailable': { what: 'Sunucu meşgul (503).', todo: 'Sluice bekler, sonra sürdürür.' },
  'server.failed': { what: 'Sunucuda bir hata oluştu.', todo: 'Sluice yeniden deniyor.' },
  'server.tooManyRedirects': {
    what: 'Link dönüp dolaşıp aynı yere geliyor.',
    todo: 'Sayfadan yeni bir link kopyalayın.',
  },
  'server.badRedirect': {
    what: 'Link, Sluice’un açmadığı bir adrese gidiyor.',
    todo: 'Yalnızca http ve https linkleri indirilebilir.',
  },
  'server.insecureRedirect': {
    what: 'Güvenli link, güvenli olmayan bir adrese gidiyor.',
    todo: 'Yolda başkaları dosyayı okuyabilir veya değiştirebilir. Yalnızca bu önemli değilse izin verin.',
  },
  'server.rangeIgnored': {
    what: 'Sunucu bu dosyayı kaldığı yerden sürdüremiyor.',
    todo: 'Sluice baştan başlatıyor.',
  },
  'server.rangeWrong': {
    what: 'Sunucu dosyanın yanlış bölümünü gönderdi.',
    todo: 'Gelen bölüm atıldı. Sluice yeniden deniyor.',
  },
  'server.rangeUnsatisfiable': {
    what: 'Sunucudaki dosya eskisinden kısa.',
    todo: 'Sluice baştan başlatıyor.',
  },
  'server.changed': {
    what: 'İndirme başladığından beri sunucudaki dosya değişti.',
    todo: 'Baştan başlatın veya elinizdekini tutup yenisini yanına indirin.',
  },
  'server.tooManyBytes': {
    what: 'Sunucu bildirdiğinden fazlasını gönderdi.',
    todo: 'Sluice dosyayı baştan başlatıyor.',
  },
  'server.encoded': {
    what: 'Sunucu dosyayı Sluice’un istemediği bir kodlamayla gönderdi.',
    todo: 'Linki tarayıcıda deneyin veya sitenin sahibine sorun.',
  },
  'server.htmlInstead': {
    what: 'Sunucu dosya yerine bir web sayfası gönderdi.',
    todo: 'Linkin süresi dolmuş veya oturum açmak gerekiyor olabilir. Yeni bir link yapıştırın veya sayfayı kabul edin.',
  },

  'disk.full': { what: 'Disk dolu.', todo: 'Yer açın. Yer olunca Sluice kendiliğinden sürdürür.' },
  'disk.folderMissing': { what: 'Klasör yok.', todo: 'Oluşturun veya başka birini seçin, sonra yeniden deneyin.' },
  'disk.notWritable': {
    what: 'Sluice bu klasöre yazamıyor.',
    todo: 'Başka bir klasör seçin veya izinlerini değiştirin, sonra yeniden deneyin.',
  },
  'disk.nameTooLong': {
    what: 'Dosyanın yolu bu disk için çok uzun.',
    todo: 'Daha kısa bir klasör veya ad seçin, sonra yeniden deneyin.',
  },
  'disk.nameTaken': {
    what: 'Bu adda bir dosya zaten var.',
    todo: 'Yenisine numara eklemeyi, eskisinin yerine koymayı veya onu bırakmayı seçin.',
  },
  'disk.stalled': { what: 'Klasör yanıt vermiyor.', todo: 'Ağda olabilir. Sluice denemeyi sürdürüyor.' },
  'disk.fileTooLarge': {
    what: 'Dosya bu diskin izin verdiğinden büyük.',
    todo: 'Başka bir diskte klasör seçin.',
  },
  'disk.partLost': {
    what: 'Yarım kalmış dosya yok olmuş veya başka bir program onu değiştirmiş.',
    todo: 'Sluice baştan başlatıyor.',
  },
  'disk.failed': { what: 'Disk bir hata bildirdi.', todo: 'Diski denetleyin, sonra yeniden deneyin.' },

  'link.notUrl': { what: 'Bu bir link değil.', todo: 'Link https://example.org/dosya.zip gibi görünür.' },
  'link.unsupportedScheme': {
    what: 'Sluice bu tür linkleri indiremez.',
    todo: 'http:// veya https:// ile başlayan bir link kullanın.',
  },

  'link.expired': {
    what: 'Linkin süresi doldu.',
    todo: 'Sayfadan yeni bir link kopyalayıp buraya yapıştırın. İndirilen kısım korunur.',
  },
  'link.otherFile': {
    what: 'Yeni link başka bir dosyaya gidiyor.',
    todo: 'Başka bir link yapıştırın. İndirilen kısım korunur.',
  },

  'checksum.mismatch': {
    what: 'Dosyanın tamamı geldi, ama sağlama toplamı beklenenden farklı.',
    todo: 'Geçici adıyla tutuluyor. Yeniden indirin veya olduğu gibi kabul edin.',
  },
  'checksum.contradiction': {
    what: 'Dosyanın her parçası doğru, ama sağlama toplamı beklenenden farklı: dosya hakkında bilinenler birbiriyle çelişiyor.',
    todo: 'Geçici adıyla tutuluyor. Daha yeni bir Metalink veya sağlama toplamı arayın ya da olduğu gibi kabul edin.',
  },
  'checksum.unavailable': {
    what: 'Dosyanın yayımlanan sağlama toplamı okunamadı.',
    todo: 'Yeniden deneyin veya dosyayı onsuz kabul edin.',
  },

  'app.engineStopped': {
    what: 'Sluice’un veri taşıyan parçası durdu.',
    todo: 'Yeniden başlatıldı. Sluice kaldığı yerden sürdürüyor.',
  },
  'app.sealed': {
    what: 'Kayıtlı oturum bilgileri burada okunamıyor.',
    todo: 'Masaüstü uygulamasını açın veya linki yeniden yapıştırın.',
  },
  'app.unexpected': {
    what: 'Beklenmeyen bir şey oldu.',
    todo: 'Yeniden deneyin; yine olursa bildirin.',
  },
};

export const GAVE_UP_WORDS: Locale['GAVE_UP_WORDS'] = {
  nameTaken: 'Atlandı. Yine de indirmek için o dosyayı taşıyıp yeniden deneyin.',
  gaveUp: 'Sluice birçok kez denedi ve vazgeçti. “Yeniden dene” bir kez daha dener.',
};

export const CALL_ERROR_WORDS: Locale['CALL_ERROR_WORDS'] = {
  'call.unknown': 'Bu Sluice bu komutu bilmiyor. Pencere ile program farklı sürümlerde olabilir: pencereyi yenileyin.',
  'call.badInput': 'Girilen değer geçerli değil.',
  'call.notFound': 'Bu indirme artık listede değil.',
  'call.notCompleted': 'Yalnızca tamamlanmış bir indirme açılabilir.',
  'call.folderNotAbsolute': 'Klasör tam bir yol olmalı; örneğin /home/me/Downloads.',
  'call.fileGone': 'Dosya artık orada değil. Taşınmış veya silinmiş olabilir; indirmek için linkini yeniden ekleyin.',
  'call.folderGone': 'Bu klasör okunamıyor. Yolunu ve diskinin bağlı olduğunu denetleyin.',
  'call.badLink': 'Bu, Sluice’un indirebileceği bir link değil. http:// veya https:// ile başlayan birini yapıştırın.',
  'call.isRunning': 'Bu yalnızca indirme sürmüyorken yapılabilir. Önce duraklatın.',
  'call.isProgram': 'Bu dosya bir program. Yalnızca geldiği yere güveniyorsanız açın.',
  'call.openFailed': 'Sistem bunu açamadı.',
  'call.notSaved': 'Sluice bunu kaydedemedi. Veri klasörünün bulunduğu disk dolu olabilir: yer açıp yeniden deneyin.',
  'call.notOurFile':
    'Bu dosyayı Sluice yazmadı: içe aktarılan bir listeyle geldi. İndirmeyi dosyası olmadan kaldırın ve dosyayı klasöründen silin.',
  'call.notWritten': 'Dosya yazılamadı. Yazma izniniz olan, yeri olan bir diskte klasör seçin.',
  'call.backupGone': 'Bu yedek artık yok. Başka birini seçin.',
  'call.backupUnusable':
    'Bu yedek kullanılamıyor: bozuk veya daha yeni bir Sluice’tan. Listeniz olduğu gibi kalır; başka bir yedek seçin.',
  'call.closing': 'Sluice kapanıyor.',
  'call.cancelled': 'İptal edildi.',
  'call.portTaken':
    'Bu portu başka bir program kullanıyor ya da sistem ayırmış. Başka bir sayı seçin; port olduğu gibi kalır.',
  'call.notTrashed':
    'Çöp kutusu bu dosyayı kabul etmedi. Dosyayı Sluice yazmadığı için başka bir yolla silmez. İndirmeyi dosyası olmadan kaldırın ya da dosyayı kendiniz silin.',
  'call.failed': 'Beklenmeyen bir şey oldu.',
};

export const NOTICE_WORDS: Locale['NOTICE_WORDS'] = {
  'notice.databaseDamaged': 'İndirme listesi bozulmuştu; Sluice yenisini başlattı. Bozuk dosya burada saklandı:',
  'notice.backupAvailable': 'Listenizin, ayarlardan geri yükleyebileceğiniz bir yedeği var:',
  'notice.listRestored': 'Artık listeniz bu yedek. Önceki liste burada saklandı:',
  'notice.cannotSave':
    'Sluice olanları kaydedemiyor ve denemeyi sürdürüyor. Veri klasörünün bulunduğu diskte yer açın:',
  'notice.onBattery': 'Sluice, bilgisayarın prize takılmasını bekliyor (Ayarlar, Bildirimler).',
  'notice.onMetered': 'Sluice, tarifeli bağlantının sona ermesini bekliyor (Ayarlar, Bildirimler).',
  'notice.rowsLeftOut':
    'Bazı indirmeler okunamadı ve listede yok; listenin dosyasında duruyorlar. Linklerini yeniden ekleyin, indirilen kısım devralınır:',
  'notice.settingsReset': 'Bazı ayarlar okunamadı ve varsayılana döndürüldü:',
};

export const STATE_WORDS: Locale['STATE_WORDS'] = {
  queued: 'Bekliyor',
  probing: 'Bağlanıyor',
  downloading: 'İndiriliyor',
  pausing: 'Duraklatılıyor',
  paused: 'Duraklatıldı',
  retrying: 'Yeniden deneniyor',
  blocked: 'Sizi bekliyor',
  finishing: 'Bitiriliyor',
  completed: 'Tamamlandı',
  failed: 'Başarısız',
};

export const WINDOW_WORDS: Locale['WINDOW_WORDS'] = {
  appName: 'Sluice',
  actions: {
    toolbar: 'İndirmeler',
    add: 'Ekle',
    pause: 'Duraklat',
    resume: 'Sürdür',
    retry: 'Yeniden dene',
    restart: 'Baştan başlat…',
    remove: 'Kaldır',
    removeMore: 'Kaldır…',
    rename: 'Yeniden adlandır…',
    moveTo: 'Klasöre taşı…',
    category: 'Tür seç…',
    stopMove: 'Taşımayı durdur',
    pauseAll: 'Tümünü duraklat',
    resumeAll: 'Tümünü sürdür',
    open: 'Aç',
    showInFolder: 'Klasörde göster',
    copyLink: 'Linki kopyala',
    details: 'Ayrıntılar',
    verify: 'Dosyayı denetle',
    repair: 'Onar',
    newLink: 'Yeni link…',
    answers: 'Diğer yanıtlar',
    settings: 'Ayarlar',
    openBackups: 'Bir yedeğe dön…',
    more: 'Diğer işlemler',
    chooseFolder: 'Seç…',
    chooseFolderName: 'Klasör seç',
    cancel: 'Vazgeç',
    close: 'Kapat',
    dismiss: 'Gizle',
    shortcuts: 'Klavye kısayolları',
  },
  search: { label: 'Ada veya linke göre ara' },
  filters: {
    label: 'Göster',
    all: 'Tümü',
    active: 'Etkin',
    waiting: 'Bekleyen',
    finished: 'Tamamlanan',
    attention: 'Sizi bekleyen',
  },
  sidebar: {
    categories: 'Kategoriler',
    folders: 'Klasörler',
    hosts: 'Sunucular',
    toggle: 'Kenar çubuğu',
    combine: '{key}tıklama: gösterilenle birlikte',
    also: '“{name}” ile de süz',
    without: 'Artık yalnızca “{name}” değil',
  },
  categories: {
    video: 'Video',
    audio: 'Ses',
    images: 'Görseller',
    documents: 'Belgeler',
    archives: 'Arşivler',
    programs: 'Programlar',
    other: 'Diğer',
  },
  limit: {
    label: 'Hız sınırı',
    none: 'Sınır yok',
    other: 'Başka bir sınır…',
    button: 'Hız sınırı: {limit}',
  },
  priorities: { high: 'Yüksek', normal: 'Normal', low: 'Düşük' },
  queue: {
    top: 'En önce başlat',
    bottom: 'En son başlat',
    priority: 'Öncelik: {priority}',
    inOrder: 'Başlama sırasına göre',
    moved: 'İndirmelerin başlama sırası değişti.',
    showOrder: 'Sırayı göster',
  },
  columns: {
    name: 'Ad',
    host: 'Sunucu',
    state: 'Durum',
    size: 'Boyut',
    speed: 'Hız',
    timeLeft: 'Kalan süre',
    added: 'Eklenme',
    priority: 'Öncelik',
    folder: 'Klasör',
    category: 'Tür',
    note: 'Not',
    actions: 'İşlemler',
    choose: 'Sütunlar',
    width: '{column} sütununun genişliği',
    reset: 'Sütunları sıfırla',
  },
  row: {
    loading: 'Yükleniyor…',
    sizeOf: '{received} / {size}',
    percent: '{state} {percent}',
    checking: 'Denetleniyor…',
    waitsForPlace: 'Sırasını bekliyor',
    moving: 'Taşınıyor {percent}',
    retryAt: '{what} Sonraki deneme: {time}.',
    problem: '{what} {todo}',
  },
  list: {
    label: 'İndirmeler',
    emptyTitle: 'Linkleri buraya bırakın',
    emptyBody:
      'Linkleri, metni veya bir metin dosyasını bu pencereye sürükleyin, {paste} ile yapıştırın veya Ekle’yi seçin.',
    nothingFiltered: 'Burada indirme yok.',
    nothingFound: '“{search}” ile eşleşen bir şey yok.',
    showAll: 'Tüm indirmeleri göster',
  },
  status: {
    label: 'Toplamlar',
    active: forms('{count} etkin'),
    waiting: forms('{count} bekleyen'),
    selected: forms('{count} seçili'),
    downloads: forms('{count} indirme'),
    timeLeft: '{time} kaldı',
    idle: 'Süren indirme yok',
    free: '{size} boş',
    limited: 'sınır {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'İndirme eklemek için bırakın',
    body: 'Linkler, metin veya içinde link olan bir metin dosyası',
    notText: '“{name}” bir metin dosyası değil. Linkleri, metni veya içinde link olan bir metin dosyasını bırakın.',
    tooLarge: '“{name}” çok büyük (en çok {limit}). Bölün veya linkleri yapıştırın.',
    unreadable: '“{name}” okunamadı. Hâlâ var olduğunu denetleyip yeniden deneyin.',
    noLink: '“{name}” linki olmayan bir kısayol. Bir web sayfasına veya dosyaya giden birini bırakın.',
    nothing: 'Bıraktığınız şeyde link yok.',
  },
  remove: {
    title: forms('{count} indirme kaldırılsın mı?'),
    body: 'Başka bir seçim yapmazsanız indirilen kısım diskte kalır.',
    deleteFiles: forms('Dosyayı da sil', 'Dosyaları da sil'),
    trashFiles: forms('Dosyayı da çöp kutusuna taşı', 'Dosyaları da çöp kutusuna taşı'),
    trashHint: 'Çöp kutusu olmayan bir diskte kalıcı olarak silinir.',
  },
  messages: {
    label: 'İletiler',
    undo: 'Geri al',
    cameBack: forms('{count} indirme geri geldi'),
    added: forms('{count} indirme eklendi'),
    refused: forms('{count} link eklenmedi. {what}'),
    finished: '{name} tamamlandı',
    finishedMany: forms('{count} indirme tamamlandı'),
    failed: '{name}: {what}',
    removed: forms('{count} indirme kaldırıldı'),
    copied: forms('{count} link kopyalandı'),
    copyFailed: 'Pano kullanılamadı. Pencereye tıklayıp yeniden deneyin.',
    noConnection: 'Sluice çalışmıyor; hiçbir şey değiştirilmedi.',
  },
  connection: {
    lost: 'Sluice çalışmıyor. Yeniden bağlanılıyor…',
    endedTitle: 'Bu pencerenin izni sona erdi.',
    endedBody: 'Yenisini açmak için `sluice serve` veya `npm start` komutunu yeniden çalıştırın.',
  },
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Alt: 'Alt',
    Space: 'Boşluk',
    Enter: 'Enter',
    Delete: 'Delete',
    Backspace: 'Backspace',
    ContextMenu: 'Menü tuşu',
  },
  shortcuts: {
    title: 'Klavye kısayolları',
    change: 'Değiştir…',
    add: 'İndirme ekle',
    paste: 'Panodaki linkleri ekle',
    addNow: 'İletişim kutusundakileri ekle',
    search: 'Ara',
    move: 'Listede gezin',
    extend: 'Birden çok seç',
    selectAll: 'Tümünü seç',
    pauseResume: 'Duraklat veya sürdür',
    open: 'Dosyayı aç veya satırın istediğini yap',
    remove: 'Kaldır',
    rename: 'Yeniden adlandır',
    copyLink: 'Linkleri kopyala',
    menu: 'Diğer işlemler',
    queueUp: 'Daha önce veya daha sonra başlat',
    combine: 'Gösterilenle birleştir (kenar çubuğu)',
    details: 'Ayrıntılar',
    settings: 'Ayarlar',
    sheet: 'Bu listeyi göster',
  },
};
