import type { Certificate, PartCheck, ServerPart } from '@shared/contract/connection.ts';
import { useQuery } from '@tanstack/react-query';
import { Copy, ShieldCheck, Wrench } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { client } from '../../../app/client.ts';
import { queryKeys } from '../../../app/query-keys.ts';
import { useFormat } from '../../../app/use-format.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import type { ConnectValues } from '../form/connect-form.ts';
import { useCopy } from '../use-copy.ts';
import { fingerprintRows, fingerprintText } from './fingerprint.ts';
import { fixFor } from './fixes.ts';
import styles from './remedies.module.css';

/** Causes after which another computer of the tailnet may be the right one. */
const tailnetCauses: ReadonlySet<string> = new Set(['tailnet_off', 'dns', 'timeout', 'unreachable']);

export interface RemediesProps {
  part: ServerPart;
  check: Extract<PartCheck, { ok: false }>;
  trusted: readonly string[];
  onChange: (change: Partial<ConnectValues>) => void;
  /** Takes another computer's address. */
  onHost: (host: string) => void;
}

/** What can be done about a failed test right where it is shown. */
export function Remedies({ part, check, trusted, onChange, onHost }: RemediesProps) {
  const { t } = useTranslation('connection');
  const fix = fixFor(part, check);
  return (
    <>
      {fix && (
        <div>
          <Button size="s" icon={Wrench} onClick={() => onChange(fix.change)}>
            {t(`fix.${fix.words}`, fix.facts)}
          </Button>
        </div>
      )}
      {check.certificate !== null && check.cause === 'tls_untrusted' && (
        <CertificateCard
          certificate={check.certificate}
          onTrust={(fingerprint) => onChange({ trustedCertificates: [...trusted, fingerprint] })}
        />
      )}
      {check.cause === 'plain_not_allowed' && (
        <PlainConsent onAgree={() => onChange({ plainConnectionsAllowed: true })} />
      )}
      {tailnetCauses.has(check.cause) && part !== 'embedding' && (
        <TailnetNodes asked={check.cause === 'tailnet_off'} onHost={onHost} />
      )}
    </>
  );
}

function CertificateCard({
  certificate,
  onTrust,
}: {
  certificate: Certificate;
  onTrust: (fingerprint: string) => void;
}) {
  const { t } = useTranslation('connection');
  const format = useFormat();
  const copy = useCopy();
  const { fingerprint, subject, issuer, validFrom, validTo } = certificate;
  const date = (text: string): string => (Number.isNaN(Date.parse(text)) ? text : format.date(text));
  return (
    <div className={styles.certificate}>
      <p className={styles.heading}>{t('certificate.title')}</p>
      <dl className={styles.facts} data-selectable>
        <dt>{t('certificate.subject')}</dt>
        <dd>{subject}</dd>
        <dt>{t('certificate.issuer')}</dt>
        <dd>{issuer}</dd>
        <dt>{t('certificate.valid')}</dt>
        <dd>
          {date(validFrom)} – {date(validTo)}
        </dd>
      </dl>
      <div className={styles.fingerprint}>
        <div className={styles.fingerprintHead}>
          <span>{t('certificate.fingerprint')}</span>
          <IconButton
            icon={Copy}
            size="s"
            label={t('certificate.copy')}
            onClick={() => copy(fingerprintText(fingerprint))}
          />
        </div>
        <p className={styles.pairs} data-selectable>
          {fingerprintRows(fingerprint).map((row) => (
            <span key={row.join()}>{row.join(':')}</span>
          ))}
        </p>
      </div>
      <p className={styles.text}>
        {t('certificate.compare')}
        <code className={styles.code} data-selectable>
          openssl x509 -noout -fingerprint -sha256 -in server.crt
        </code>
      </p>
      <div>
        <Button size="s" icon={ShieldCheck} onClick={() => onTrust(fingerprint)}>
          {t('certificate.trust')}
        </Button>
      </div>
    </div>
  );
}

function PlainConsent({ onAgree }: { onAgree: () => void }) {
  const { t } = useTranslation('connection');
  return (
    <div className={styles.consent}>
      <p className={styles.text}>{t('plain.text')}</p>
      <div>
        <Button size="s" onClick={onAgree}>
          {t('plain.agree')}
        </Button>
      </div>
    </div>
  );
}

/** Shown where the `tailscale` command tells something; `asked`: the address is one of a tailnet, so say why not, too. */
function TailnetNodes({ asked, onHost }: { asked: boolean; onHost: (host: string) => void }) {
  const { t } = useTranslation('connection');
  const id = useId();
  const { data } = useQuery({
    queryKey: queryKeys.tailnet(),
    queryFn: () => client.connection.tailnet({}),
    staleTime: 10_000,
  });
  if (!data || (!asked && !data.running)) return null;
  if (!data.installed) return <p className={styles.text}>{t('tailnet.missing')}</p>;
  if (!data.running) return <p className={styles.text}>{t('tailnet.stopped')}</p>;
  const nodes = data.nodes.toSorted((a, b) => Number(b.online) - Number(a.online));
  return (
    <div className={styles.nodes}>
      <p id={id} className={styles.heading}>
        {t('tailnet.title')}
      </p>
      {nodes.length === 0 && <p className={styles.text}>{t('tailnet.empty')}</p>}
      <ul className={styles.nodeList} aria-labelledby={id}>
        {nodes.map(({ name, address, online }) => (
          <li key={address}>
            <button
              type="button"
              className={styles.node}
              aria-label={`${name} (${address}), ${t(online ? 'tailnet.online' : 'tailnet.offline')}: ${t('tailnet.use')}`}
              onClick={() => onHost(address)}
            >
              <span className={online ? styles.online : styles.offline} aria-hidden />
              <span className={styles.nodeName}>{name}</span>
              <span className={styles.nodeAddress}>{address}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the person agreed to by hand, and the way back. */
export function Agreements({
  values,
  onChange,
}: {
  values: Pick<ConnectValues, 'trustedCertificates' | 'plainConnectionsAllowed'>;
  onChange: (change: Partial<ConnectValues>) => void;
}) {
  const { t } = useTranslation('connection');
  const { trustedCertificates, plainConnectionsAllowed } = values;
  if (trustedCertificates.length === 0 && !plainConnectionsAllowed) return null;
  return (
    <ul className={styles.agreements}>
      {trustedCertificates.length > 0 && (
        <li className={styles.agreement}>
          <Icon icon={ShieldCheck} size={14} />
          <span>{t('certificate.trusted', { count: trustedCertificates.length })}</span>
          <Button size="s" variant="ghost" onClick={() => onChange({ trustedCertificates: [] })}>
            {t('certificate.untrustAll')}
          </Button>
        </li>
      )}
      {plainConnectionsAllowed && (
        <li className={styles.agreement}>
          <Icon icon={ShieldCheck} size={14} />
          <span>{t('plain.agreed')}</span>
          <Button size="s" variant="ghost" onClick={() => onChange({ plainConnectionsAllowed: false })}>
            {t('plain.revoke')}
          </Button>
        </li>
      )}
    </ul>
  );
}
