import 'i18next';
import type check from '../locales/ko/check.json';
import type common from '../locales/ko/common.json';
import type connection from '../locales/ko/connection.json';
import type embedding from '../locales/ko/embedding.json';
import type errors from '../locales/ko/errors.json';
import type health from '../locales/ko/health.json';
import type inspector from '../locales/ko/inspector.json';
import type intake from '../locales/ko/intake.json';
import type library from '../locales/ko/library.json';
import type palette from '../locales/ko/palette.json';
import type relocation from '../locales/ko/relocation.json';
import type settings from '../locales/ko/settings.json';
import type sidebar from '../locales/ko/sidebar.json';
import type similar from '../locales/ko/similar.json';
import type uploads from '../locales/ko/uploads.json';
import type usage from '../locales/ko/usage.json';
import type versions from '../locales/ko/versions.json';
import type viewer from '../locales/ko/viewer.json';
import type watch from '../locales/ko/watch.json';
import type welcome from '../locales/ko/welcome.json';

/** Keys are checked against the Korean words, the first language; a test holds English to the same keys. */
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    returnNull: false;
    resources: {
      check: typeof check;
      common: typeof common;
      connection: typeof connection;
      embedding: typeof embedding;
      errors: typeof errors;
      health: typeof health;
      inspector: typeof inspector;
      intake: typeof intake;
      library: typeof library;
      palette: typeof palette;
      relocation: typeof relocation;
      settings: typeof settings;
      sidebar: typeof sidebar;
      similar: typeof similar;
      uploads: typeof uploads;
      usage: typeof usage;
      versions: typeof versions;
      viewer: typeof viewer;
      watch: typeof watch;
      welcome: typeof welcome;
    };
  }
}
