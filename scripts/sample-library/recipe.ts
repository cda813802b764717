import type { SampleFile } from '../../shared/sample-library.ts';

export type Shape = 'whole' | 'square' | 'portrait' | 'banner';
export type Look = 'as is' | 'grey' | 'warm' | 'shifted hue';

/** One picture to be made from a work in a package. */
export interface PictureRecipe {
  readonly work: WorkId;
  /** Name below `files/`; its extension chooses the format. */
  readonly file: string;
  readonly name: string;
  readonly project: readonly [brand: string, project: string | null];
  readonly tags: readonly string[];
  readonly shape?: Shape;
  readonly look?: Look;
}

/** A freely licensed work, as its package has it. */
export interface Work {
  readonly package: string;
  readonly file: string;
  readonly title: string;
  readonly author: string;
  readonly licence: SampleFile['licence'];
}

const lomiri16 = 'lomiri-wallpapers-16.04';
const lomiri20 = 'lomiri-wallpapers-20.04';
const backgrounds = 'usr/share/backgrounds';
const skimage = 'usr/lib/python3/dist-packages/skimage/data';
const sklearn = 'usr/lib/python3/dist-packages/sklearn/datasets/images';

const work = (
  from: string,
  file: string,
  title: string,
  author: string,
  licence: SampleFile['licence'],
): Work => ({ package: from, file, title, author, licence });

const kylin = (file: string, title: string): Work =>
  work(
    'ukui-wallpapers',
    `${backgrounds}/${file}`,
    title,
    'Ubuntu Kylin community contributors',
    'CC-BY-SA-3.0',
  );
const berasategi = (name: string, title: string): Work =>
  work(lomiri16, `${backgrounds}/${name}_by_Aitzol_Berasategi.jpg`, title, 'Aitzol Berasategi', 'CC-BY-4.0');
const nerlich = (name: string, title: string): Work =>
  work(lomiri16, `${backgrounds}/${name}_by_Peter_Nerlich.jpg`, title, 'Peter Nerlich', 'CC-BY-SA-4.0');
const mate = (file: string, title: string): Work =>
  work('mate-backgrounds', `${backgrounds}/mate/desktop/${file}`, title, 'Goce Mitevski', 'CC-BY-SA-4.0');
const adwaita = (file: string, title: string): Work =>
  work('gnome-backgrounds', `${backgrounds}/gnome/${file}`, title, 'Jakub Steiner', 'CC-BY-SA-3.0');

/** Titles are the works' own file names where they have no other. */
export const works = {
  ridge: berasategi('aitzgorri', 'Aitzgorri'),
  picos: berasategi('picosdeeuropa', 'Picos de Europa'),
  stream: berasategi('life', 'Life'),
  sunset: berasategi('sunset', 'Sunset'),
  dogs: berasategi('friends', 'Friends'),
  dragonfly: work(lomiri16, `${backgrounds}/Dragonfly_by_Bolly.jpg`, 'Dragonfly', 'Bolly', 'CC-BY-SA-4.0'),
  dandelion: work(
    lomiri16,
    `${backgrounds}/seeding_by_Clements_Engelhardt.jpg`,
    'Seeding',
    'Clemens Engelhardt',
    'CC0-1.0',
  ),
  bridge: work(
    lomiri16,
    `${backgrounds}/Bridge_by_Sander_Klootwijk.jpg`,
    'Bridge',
    'Sander Klootwijk',
    'CC-BY-SA-4.0',
  ),
  clock: nerlich('greentock', 'Greentock'),
  bird: nerlich('free', 'Free'),
  bokeh: nerlich('analogpattern', 'Analog pattern'),
  fig: work(
    lomiri16,
    `${backgrounds}/Picture_0B_by_freespace.jpg`,
    'Picture 0B',
    'Trevor “Freespace”',
    'CC-BY-4.0',
  ),
  brushes: work(
    lomiri16,
    `${backgrounds}/Picture_1A_by_freespace.jpg`,
    'Picture 1A',
    'Trevor “Freespace”',
    'CC-BY-4.0',
  ),
  wine: work(lomiri16, `${backgrounds}/Wine_by_Jakkub_Mede.jpg`, 'Wine', 'Jakub Mede', 'CC-BY-4.0'),
  mesh: work(
    lomiri16,
    `${backgrounds}/umang_by_Abhishek_Mudgal.jpg`,
    'Umang',
    'Abhishek Mudgal',
    'CC-BY-4.0',
  ),
  nuthatch: work(
    lomiri20,
    `${backgrounds}/Kleiber_by_Lukas_Baubkus.jpg`,
    'Kleiber',
    'Lukas Baubkus',
    'CC-BY-SA-3.0',
  ),
  sea: work(lomiri20, `${backgrounds}/Infinite-Sea_by_Aury88.jpg`, 'Infinite Sea', 'Aury88', 'CC-BY-SA-3.0'),
  fossa: work(lomiri20, `${backgrounds}/Fossa_by_Jasper_Roks.jpg`, 'Fossa', 'Jasper Roks', 'CC-BY-SA-3.0'),
  stripes: work(
    lomiri20,
    `${backgrounds}/Painting-Colors_by__herobrine7gamer.jpg`,
    'Painting Colors',
    'HEROBRINE7GAMER',
    'CC-BY-SA-3.0',
  ),
  temple: work('python3-sklearn', `${sklearn}/china.jpg`, 'China', 'danielbuechele', 'CC-BY-2.0'),
  dahlia: work('python3-sklearn', `${sklearn}/flower.jpg`, 'Flower', 'vultilion', 'CC-BY-2.0'),
  coffee: work('python3-skimage', `${skimage}/coffee.png`, 'Coffee', 'Rachel Michetti', 'CC0-1.0'),
  cat: work('python3-skimage', `${skimage}/chelsea.png`, 'Chelsea', 'Stéfan van der Walt', 'CC0-1.0'),
  stars: work(
    'python3-skimage',
    `${skimage}/hubble_deep_field.jpg`,
    'Hubble eXtreme Deep Field',
    'NASA and ESA',
    'Public domain',
  ),
  ribbon: kylin('2004default.jpg', '2004 default'),
  calla: kylin('calla.png', 'Calla'),
  city: kylin('city.png', 'City'),
  desert: kylin('desert.png', 'Desert'),
  fluent: kylin('fluent-color.png', 'Fluent color'),
  goldfish: kylin('goldfish.png', 'Goldfish'),
  rhythm: kylin('rhythm.jpg', 'Rhythm'),
  rolls: kylin('rollpaper.png', 'Roll paper'),
  strings: kylin('string.jpg', 'String'),
  auroraGreen: mate('Ubuntu-Mate-Radioactive-no-logo.png', 'Ubuntu MATE Radioactive'),
  auroraBlue: mate('Ubuntu-Mate-Cold-no-logo.png', 'Ubuntu MATE Cold'),
  prismBlue: adwaita('adwaita-l.webp', 'Adwaita, light'),
  prismViolet: adwaita('adwaita-d.webp', 'Adwaita, dark'),
} satisfies Record<string, Work>;
export type WorkId = keyof typeof works;
