// Layered documents as Photoshop writes them, by ag-psd, which is needed here only:
//   npm i --no-save ag-psd@31.0.2 && node scripts/media-samples/photoshop.mjs
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writePsdBuffer } from 'ag-psd';

const folder = resolve(import.meta.dirname, '../../electron/media/testing/samples');

/** Left half one colour, right half another; `[r, g, b, a]`. */
function halves(width, height, left, right) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(x < width / 2 ? left : right, (y * width + x) * 4);
  }
  return { width, height, data };
}

const glass = halves(96, 64, [0, 200, 0, 128], [0, 0, 200, 255]);
const layered = {
  width: 96,
  height: 64,
  imageData: glass,
  children: [{ name: '배경', imageData: glass }],
  imageResources: {
    xmpMetadata:
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">겨울 배너</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>',
  },
};
writeFileSync(resolve(folder, 'layered.psd'), writePsdBuffer(layered));
writeFileSync(resolve(folder, 'large.psb'), writePsdBuffer(layered, { psb: true }));
