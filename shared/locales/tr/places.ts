import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in Turkish. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: 'Ad, klasör ve tür',
  titleOfSeveral: {
    one: '{count} indirmenin klasörü ve türü',
    other: '{count} indirmenin klasörü ve türü',
  },
  byType: 'Dosyaya göre: {category}',
  byTypeAll: 'Dosyalara göre',
  asIs: 'Olduğu gibi bırak',
  save: 'Kaydet',
  later: 'İndirme henüz tamamlanmadı. Dosya tamamlanınca yeniden adlandırılır veya taşınır.',
  tookNumber: 'Bu ad kullanılıyordu. Dosyanın adı {name}.',
  moving: '{folder} klasörüne taşınıyor: {percent}',
  coming: 'Tamamlanınca {folder} klasörüne gider.',
  notMoved: '{folder} klasörüne taşınamadı. {why}',
  notRenamed: 'Yeniden adlandırılamadı. {why}',
  problems: {
    fileGone: 'Dosya yerinde değil: taşınmış, yeniden adlandırılmış veya silinmiş.',
    nameTaken: 'Bu adda bir dosya zaten var. Başka bir ad veya klasör seçin.',
    full: 'Bu diskte yer yok. Yer açıp yeniden deneyin.',
    folderGone: 'Klasör orada değil. Başka bir klasör seçin veya diskini bağlayın.',
    notWritable: 'Sluice oraya yazamıyor. Başka bir klasör seçin.',
    changed: 'Dosya kopyalanırken değişti veya kopya aynı değildi. Kimse yazmazken yeniden deneyin.',
    notOurs: 'Bu dosyayı Sluice yazmadı: içe aktarılan bir listeyle geldi. Dosya yöneticinizde taşıyın.',
    failed: 'Disk bir hata bildirdi. Yeniden deneyin.',
  },
};
