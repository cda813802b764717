import type { AssetDetails } from '@shared/domain/asset.ts';
import type { Provenance } from '@shared/domain/provenance.ts';
import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { saveText } from '../../app/save-text.ts';
import { useFormat } from '../../app/use-format.ts';
import { Button, IconButton, toast } from '../../components/index.ts';
import styles from './inspector.module.css';
import { actionWord, sourceTypeWord } from './making-words.ts';
import { Facts, Section } from './section.tsx';
import { workflowOf } from './source.ts';

/** What scrolls takes the focus, so that the arrow keys reach all of it. */
const scrolledByKeys = { tabIndex: 0 };

const listed = (words: readonly string[]): string => [...new Set(words)].join(', ');

const workflowName = (name: string): string => `${name.replace(/\.[^.]*$/, '')}.workflow.json`;

/** How an asset was made, as its file and whoever handed it in tell it. */
export function ProvenanceSection({ asset, made }: { asset: AssetDetails; made: Provenance }) {
  const { t } = useTranslation('inspector');
  const format = useFormat();
  const workflow = workflowOf(asset.sourceMetadata);
  const { c2pa, seed } = made;
  const sourceTypes = [...(made.sourceType === null ? [] : [made.sourceType]), ...(c2pa?.sourceTypes ?? [])];
  const sourceType = (term: string): string =>
    sourceTypeWord(term, (known) => t(`made.sourceTypes.${known}`));
  const action = (term: string): string => actionWord(term, (known) => t(`made.actionNames.${known}`));
  const number = (value: number | null): string | null => (value === null ? null : format.number(value));
  return (
    <Section
      title={t('made.title')}
      action={
        workflow !== null && (
          <Button
            size="s"
            variant="ghost"
            onClick={() => saveText(workflow, workflowName(asset.name), 'application/json')}
          >
            {t('made.saveWorkflow')}
          </Button>
        )
      }
    >
      <Facts
        facts={[
          [t('made.ai'), made.madeByAi === 'unknown' ? null : t(`made.byAi.${made.madeByAi}`)],
          [t('made.saidBy'), made.evidence.map((name) => t(`made.evidence.${name}`)).join(', ')],
          [t('made.tool'), made.tool],
          [t('made.model'), made.model],
          [
            t('made.seed'),
            seed === null ? null : (
              <Copyable key="seed" text={seed} label={t('made.copySeed')} done={t('made.seedCopied')}>
                {seed}
              </Copyable>
            ),
          ],
          [t('made.sampler'), made.sampler],
          [t('made.steps'), number(made.steps)],
          [t('made.cfg'), number(made.cfg)],
          [t('made.sourceType'), listed(sourceTypes.map(sourceType))],
          [t('made.claim'), c2pa?.generator],
          [t('made.agents'), c2pa?.agents.join(', ')],
          [t('made.actions'), listed((c2pa?.actions ?? []).map(action))],
          [t('made.ingredients'), number(c2pa?.ingredients || null)],
        ]}
      />
      {made.prompt !== null && (
        <Words
          title={t('made.prompt')}
          text={made.prompt}
          copy={t('made.copyPrompt')}
          done={t('made.promptCopied')}
        />
      )}
      {made.negativePrompt !== null && (
        <Words
          title={t('made.negativePrompt')}
          text={made.negativePrompt}
          copy={t('made.copyNegativePrompt')}
          done={t('made.promptCopied')}
        />
      )}
    </Section>
  );
}

function Words({ title, text, copy, done }: { title: string; text: string; copy: string; done: string }) {
  return (
    <div>
      <Copyable text={text} label={copy} done={done}>
        <span className={styles.hint}>{title}</span>
      </Copyable>
      <p className={styles.words} data-selectable {...scrolledByKeys}>
        {text}
      </p>
    </div>
  );
}

function Copyable({
  text,
  label,
  done,
  children,
}: {
  text: string;
  label: string;
  done: string;
  children: ReactNode;
}) {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    toast.success(done);
  };
  return (
    <span className={styles.copyable}>
      {children}
      <IconButton size="s" icon={Copy} label={label} onClick={() => void copy()} />
    </span>
  );
}
