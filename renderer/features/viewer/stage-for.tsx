import { Spinner } from '@renderer/components/index.ts';
import { lazy, Suspense, useEffect, useImperativeHandle } from 'react';
import { useTranslation } from 'react-i18next';
import { FileStage } from './file-stage.tsx';
import type { ViewerKind } from './kind.ts';
import { MediaStage } from './media-stage.tsx';
import { PictureStage } from './picture-stage.tsx';
import type { StageProps } from './stage.ts';
import { TextStage } from './text-stage.tsx';

// pdf.js is a third of all code of the window; most people open no PDF.
const PdfStage = lazy(async () => ({ default: (await import('./pdf-stage.tsx')).PdfStage }));

/** The stage for a kind of asset. */
export function StageFor({ kind, ...props }: StageProps & { kind: ViewerKind }) {
  const { t } = useTranslation('viewer');
  switch (kind) {
    case 'picture':
      return <PictureStage {...props} />;
    case 'video':
    case 'audio':
      return <MediaStage {...props} />;
    case 'pdf':
      return (
        <Suspense fallback={<Spinner size={20} label={t('loading')} />}>
          <PdfStage {...props} />
        </Suspense>
      );
    case 'text':
      return <TextStage {...props} />;
    case 'file':
      return <PlainStage {...props} />;
  }
}

function PlainStage({ ref, asset, details, onZoom }: StageProps) {
  useImperativeHandle(ref, () => ({ run: () => false }), []);
  useEffect(() => onZoom(null), [onZoom]);
  return <FileStage asset={asset} details={details} />;
}
