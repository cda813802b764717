import type { Session } from 'electron';
import { isTrustedByHand } from './certificates.ts';
import { corsHeaders, statusLineOf } from './cors.ts';

/** What the window shows, and what it may reach for that besides its own files. */
export interface StoreGrant {
  /** A page shows one library in its life, so that nothing of another is left in it. */
  readonly library: string;
  /** Exact origin of the object store, such as `http://100.64.0.1:9000`; null for none. */
  readonly origin: string | null;
  /** The store may not know of our origin, so its answers are given the headers that allow it. */
  readonly answersForStore: boolean;
  /** SHA-256 fingerprints, in hex, of certificates that the store may show besides those that the system trusts. */
  readonly trustedCertificates: readonly string[];
}

const nothingGranted: StoreGrant = {
  library: 'none',
  origin: null,
  answersForStore: false,
  trustedCertificates: [],
};

// What Electron's function for certificates answers.
const accept = 0;
const chromiumsVerdict = -3;

/**
 * The one origin outside the app that the window may reach, now. It stands in the policy of the page, which is read
 * when the page is loaded; `reload` loads it anew.
 */
export class StoreAccess {
  readonly #session: Session;
  readonly #reload: () => void;
  #grant = nothingGranted;

  constructor(session: Session, reload: () => void) {
    this.#session = session;
    this.#reload = reload;
  }

  get origins(): readonly string[] {
    return this.#grant.origin === null ? [] : [this.#grant.origin];
  }

  get trustedCertificates(): readonly string[] {
    return this.#grant.trustedCertificates;
  }

  grant(grant: StoreGrant): void {
    const before = this.#grant;
    this.#grant = grant;
    this.#answerForStore();
    const trusted = grant.trustedCertificates.join();
    if (before.origin !== grant.origin || before.trustedCertificates.join() !== trusted)
      this.#checkCertificates();
    if (before.origin !== grant.origin || before.library !== grant.library) this.#reload();
  }

  /** Chromium keeps each verdict on a certificate until it is given another function to ask. */
  #checkCertificates(): void {
    const { origin, trustedCertificates } = this.#grant;
    if (origin === null || !origin.startsWith('https:') || trustedCertificates.length === 0) {
      this.#session.setCertificateVerifyProc(null);
    } else {
      const trust = { host: new URL(origin).hostname, fingerprints: trustedCertificates };
      this.#session.setCertificateVerifyProc((request, answer) => {
        answer(isTrustedByHand(trust, request) ? accept : chromiumsVerdict);
      });
    }
    // Connections that were made under the old verdict.
    void this.#session.closeAllConnections();
  }

  /** Only for what the page fetches or sends itself: pictures and videos need no such headers. */
  #answerForStore(): void {
    const { origin, answersForStore } = this.#grant;
    if (origin === null || !answersForStore) {
      this.#session.webRequest.onHeadersReceived(null);
      return;
    }
    const filter = { urls: [`${origin}/*`], types: ['xhr' as const] };
    this.#session.webRequest.onHeadersReceived(filter, ({ method, responseHeaders, statusLine }, answer) => {
      answer({
        responseHeaders: corsHeaders(responseHeaders ?? {}),
        statusLine: statusLineOf(method, statusLine),
      });
    });
  }
}
