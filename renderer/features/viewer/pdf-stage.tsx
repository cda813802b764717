import { errorText } from '@renderer/app/error-text.ts';
import { Spinner } from '@renderer/components/index.ts';
import {
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { FileStage } from './file-stage.tsx';
import { type OpenPdf, openPdf, PdfError, type PdfFailure } from './pdf-document.ts';
import { layOutPages, pageInMiddle, pagesSeen } from './pdf-layout.ts';
import { PdfPage } from './pdf-page.tsx';
import styles from './pdf-stage.module.css';
import { type StageProps, scrollBy } from './stage.ts';
import { useRecovery } from './use-details.ts';
import type { Size } from './zoom.ts';

const widest = 900;
const side = 32;
const pageLevels = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;

/** A PDF page by page, drawn as far as it is scrolled to; its preview stands in for the first page until then. */
export function PdfStage({ ref, asset, details, onZoom }: StageProps) {
  const { t } = useTranslation('viewer');
  const scroller = useRef<HTMLDivElement>(null);
  const recovery = useRecovery(asset.id);
  const url = details?.problem === 'password_protected' ? null : (details?.originalUrl ?? null);
  const { open, failure, sizes } = usePdf(url, recovery.attempt);
  const view = useScrolled(scroller);
  const [level, setLevel] = useState(1);

  const first = useMemo(
    () => sizes[0] ?? { width: asset.width ?? 595, height: asset.height ?? 842 },
    [sizes, asset.width, asset.height],
  );
  const pageWidth = Math.round(Math.min(widest, Math.max(200, view.width - 2 * side)) * level);
  const count = open?.document.numPages ?? asset.pageCount ?? 1;
  const layout = useMemo(() => layOutPages(count, sizes, first, pageWidth), [count, sizes, first, pageWidth]);
  const [from, to] = pagesSeen(layout, view.top, view.height);
  const page = pageInMiddle(layout, view.top, view.height);
  useSamePlace(scroller, layout.total);

  useImperativeHandle(ref, () => ({
    run: (command) => {
      if (command.do === 'zoom') {
        const next =
          command.by === 1 ? pageLevels.find((l) => l > level) : pageLevels.findLast((l) => l < level);
        if (next !== undefined) setLevel(next);
        return true;
      }
      if (command.do === 'zoom-fit' || command.do === 'zoom-full' || command.do === 'zoom-toggle') {
        setLevel(command.do === 'zoom-toggle' && level === 1 ? 2 : 1);
        return true;
      }
      return scrollBy(command, scroller.current);
    },
  }));
  useEffect(() => onZoom({ level, fit: level === 1 }), [level, onZoom]);
  useEffect(() => () => onZoom(null), [onZoom]);

  const onError = recovery.onError;
  const lost = failure === 'unreachable' && !recovery.failed;
  useEffect(() => {
    if (lost) onError();
  }, [lost, onError]);

  const why = details?.problem === 'password_protected' ? 'password' : failure;
  if (why === 'password' || why === 'unreadable' || recovery.failed) {
    const words =
      why === 'password' || why === 'unreadable'
        ? errorText({
            code: why === 'password' ? 'password_protected' : 'corrupt',
            details: { name: asset.name },
          })
        : { title: t('missing.title'), remedy: t('missing.text') };
    return (
      <FileStage
        asset={asset}
        title={words.title}
        text={words.remedy}
        {...(recovery.failed && { onRetry: recovery.retry })}
      />
    );
  }

  return (
    <div className={styles.stage}>
      <section ref={scroller} className={styles.scroller} aria-label={asset.name}>
        <div className={styles.pages} style={{ height: layout.total, minWidth: pageWidth + 2 * side }}>
          {Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset).map((index) => (
            <div
              key={index}
              className={styles.page}
              style={{
                transform: `translateX(-50%) translateY(${layout.tops[index]}px)`,
                width: pageWidth,
                height: layout.heights[index],
              }}
            >
              <PdfPage
                document={open?.document ?? null}
                number={index + 1}
                width={pageWidth}
                placeholder={index === 0 ? (details?.previewUrl ?? asset.thumbnailUrl) : null}
                label={t('pdf.page', { page: index + 1 })}
              />
            </div>
          ))}
        </div>
      </section>
      <div className={styles.counter} data-chrome>
        {open === null && <Spinner size={12} label={t('loading')} />}
        <span aria-live="polite">{t('pdf.position', { page: page + 1, count })}</span>
      </div>
    </div>
  );
}

function usePdf(url: string | null, attempt: number) {
  const [open, setOpen] = useState<OpenPdf | null>(null);
  const [failure, setFailure] = useState<PdfFailure | null>(null);
  const [sizes, setSizes] = useState<Size[]>([]);
  const key = url === null ? null : `${attempt} ${url}`;
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    setFailure(null);
    openPdf(key.slice(key.indexOf(' ') + 1), abort.signal).then(
      async (pdf) => {
        if (abort.signal.aborted) return;
        const measured: Size[] = [];
        // Sizes of the first pages, so that scrolling to them does not jump; later ones are most often alike.
        for (let number = 1; number <= Math.min(pdf.document.numPages, 200); number += 1) {
          const page = await pdf.document.getPage(number).catch(() => null);
          if (abort.signal.aborted) return;
          const { width, height } = page?.getViewport({ scale: 1 }) ?? { width: 595, height: 842 };
          measured.push({ width, height });
          if (number === 1) {
            setSizes([...measured]);
            setOpen(pdf);
          }
        }
        setSizes(measured);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFailure(error instanceof PdfError ? error.reason : 'unreachable');
      },
    );
    return () => {
      abort.abort();
      setOpen(null);
    };
  }, [key]);
  return { open, failure, sizes };
}

/** What is seen of a scrolling element: its place and size, px. */
function useScrolled(ref: RefObject<HTMLElement | null>) {
  const [view, setView] = useState({ top: 0, width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const read = (): void =>
      setView({ top: element.scrollTop, width: element.clientWidth, height: element.clientHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, [ref]);
  return view;
}

/** Keeps the same part of the document in sight when zooming makes it longer or shorter. */
function useSamePlace(ref: RefObject<HTMLElement | null>, total: number): void {
  const before = useRef(total);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element !== null && before.current !== total) element.scrollTop *= total / before.current;
    before.current = total;
  }, [ref, total]);
}
