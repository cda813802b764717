import type { PDFDocumentProxy } from 'pdfjs-dist';
import { TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { useEffect, useRef, useState } from 'react';
import styles from './pdf-stage.module.css';

/** A canvas larger than this is drawn coarser, px. */
const largestCanvas = 16_000_000;

interface PdfPageProps {
  document: PDFDocumentProxy | null;
  /** From 1. */
  number: number;
  /** CSS px. */
  width: number;
  /** A picture of the page to show until it is drawn. */
  placeholder: string | null;
  label: string;
}

/** One page: its drawing, and its text on top to select and to be read out. */
export function PdfPage({ document, number, width, placeholder, label }: PdfPageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState(false);

  useEffect(() => {
    const target = canvas.current;
    const text = words.current;
    if (document === null || target === null || text === null) return;
    let gone = false;
    const stops: (() => void)[] = [];
    const draw = async (): Promise<void> => {
      const page = await document.getPage(number);
      if (gone) return;
      const base = page.getViewport({ scale: 1 });
      const scale = width / base.width;
      const wished = scale * (window.devicePixelRatio || 1);
      const most = Math.sqrt(largestCanvas / (base.width * base.height));
      const viewport = page.getViewport({ scale: Math.min(wished, most) });
      // Drawn aside and copied, so that zooming never shows an empty page.
      const sheet = window.document.createElement('canvas');
      sheet.width = Math.max(1, Math.floor(viewport.width));
      sheet.height = Math.max(1, Math.floor(viewport.height));
      const task = page.render({ canvas: sheet, viewport });
      stops.push(() => task.cancel());
      await task.promise;
      if (gone) return;
      target.width = sheet.width;
      target.height = sheet.height;
      target.getContext('2d')?.drawImage(sheet, 0, 0);
      setDrawn(true);
      const layer = new TextLayer({
        textContentSource: page.streamTextContent(),
        container: text,
        viewport: page.getViewport({ scale }),
      });
      text.replaceChildren();
      text.style.setProperty('--total-scale-factor', String(scale));
      stops.push(() => layer.cancel());
      await layer.render();
    };
    // A page that can't be drawn stays blank; the others are drawn.
    draw().catch(() => undefined);
    return () => {
      gone = true;
      for (const stop of stops) stop();
    };
  }, [document, number, width]);

  return (
    <section aria-label={label} className={styles.sheet}>
      {!drawn && placeholder !== null && <img src={placeholder} alt="" draggable={false} />}
      <canvas ref={canvas} aria-hidden style={{ visibility: drawn ? 'visible' : 'hidden' }} />
      <div ref={words} className={styles.words} data-selectable />
    </section>
  );
}
