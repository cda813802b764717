import { rm } from 'node:fs/promises';
import {
  app,
  type BrowserWindow,
  ipcMain,
  nativeTheme,
  powerMonitor,
  safeStorage,
  session as sessions,
  shell,
} from 'electron';
import { systemLanguage } from './app-info.ts';
import { watchNetwork } from './connection/network-watch.ts';
import { createAppSession } from './connection/open-session.ts';
import { chooseStorePort } from './connection/port.ts';
import { systemSecretBox } from './connection/profiles/secret-box.ts';
import { addSampleLibrary } from './connection/sample.ts';
import { fork } from './fork.ts';
import { Intake } from './intake/intake.ts';
import { createHandlers } from './ipc/handlers/index.ts';
import { publisherTo } from './ipc/publish.ts';
import { registerRouter } from './ipc/router.ts';
import { isOwnWindow } from './ipc/sender.ts';
import { log, logUncaught, openLog } from './log.ts';
import { createMediaClient } from './media/client.ts';
import { appPaths } from './paths.ts';
import { openAppRelocations } from './relocation/open-relocations.ts';
import { openInstallation } from './settings/installation.ts';
import { openSettings } from './settings/settings.ts';
import { createClipModels } from './similarity/clip/models.ts';
import { startReport } from './start-report.ts';
import { createDialogs } from './window/dialogs.ts';
import { guardContents, guardPermissions } from './window/guard.ts';
import { setMenu } from './window/menu.ts';
import { origin } from './window/origin.ts';
import { handleScheme, registerScheme } from './window/scheme.ts';
import { StoreAccess } from './window/store-access.ts';
import { createWindow, loadPage } from './window/window.ts';

// Before the app is ready: the scheme, and one instance a user-data folder.
registerScheme();
const report = startReport(process.argv);
if (!app.requestSingleInstanceLock()) app.quit();
else void app.whenReady().then(start);

async function start(): Promise<void> {
  const paths = appPaths();
  await openLog(paths.userData);
  logUncaught();
  const settings = await openSettings(paths.userData);
  nativeTheme.themeSource = settings.get().theme;

  let window: BrowserWindow | null = null;
  const publish = publisherTo(() => window);
  const access = new StoreAccess(sessions.defaultSession, () => window?.reload());
  const language = () => {
    const chosen = settings.get().language;
    return chosen === 'system' ? systemLanguage() : chosen;
  };

  guardContents(app);
  guardPermissions(sessions.defaultSession);
  handleScheme(sessions.defaultSession, paths.renderer, () => access.origins);

  const media = createMediaClient(() => fork(paths.mediaWorker, 'Sparklio Media'), {
    trustedCertificates: () => access.trustedCertificates,
  });
  const clip = createClipModels({
    modelsDir: paths.clipModels,
    hash: async (path, signal) => (await media.hash({ path }, { signal })).sha256,
    onChange: (state) => publish('embedding.clipChanged', state),
  });
  let intake: Promise<Intake> | null = null;
  const openIntake = (): Promise<Intake> => {
    intake ??= Intake.open({
      folder: paths.intake,
      nodeSource: paths.comfyNode,
      session,
      version: app.getVersion(),
      onChange: (status) => publish('intake.changed', status),
    });
    return intake;
  };
  // Why it could not be opened is told to who asks for it.
  const tellIntake = (tell: (ways: Intake) => unknown): void =>
    void intake?.then(tell).catch(() => undefined);
  const { session, profiles, localExists, localPlace } = await createAppSession({
    libraryDir: paths.library,
    templateDir: paths.template,
    resourcesDir: paths.resources,
    clipModelsDir: paths.clipModels,
    serversDir: paths.servers,
    spawn: () => fork(paths.localServices, 'Sparklio Library'),
    storePort: await chooseStorePort(),
    installation: await openInstallation(paths.userData),
    secretBox: systemSecretBox(safeStorage),
    access,
    appVersion: app.getVersion(),
    allowedOrigin: origin,
    media,
    settings,
    publish(name, payload) {
      publish(name, payload);
      if (name === 'library.statusChanged') tellIntake((ways) => ways.libraryChanged());
      if (name === 'library.changed') tellIntake((ways) => ways.lookAgain());
    },
    firstBrandName: () => (language() === 'ko' ? '내 브랜드' : 'My brand'),
    watch: {
      // Network drives have no trash; what goes there was read back from the library a moment ago.
      trash: (path) => shell.trashItem(path).catch(() => rm(path)),
      ownFolders: [paths.userData],
    },
  });

  const relocations = await openAppRelocations({
    folder: paths.relocation,
    localPlace,
    localExists,
    profiles,
    session,
    publish,
  });

  registerRouter(
    ipcMain,
    createHandlers({
      session,
      profiles,
      localExists,
      relocations,
      intake: openIntake,
      settings,
      publish,
      dialogs: createDialogs(() => window),
      showFolder: async (path) => {
        const problem = await shell.openPath(path);
        if (problem !== '') log.warn('a folder could not be shown', { message: problem });
      },
      clip,
      applyTheme: (theme) => {
        nativeTheme.themeSource = theme;
        setMenu(language(), publish, () => window);
      },
      onInteractive: () => report.interactive(),
      addSample: () => addSampleLibrary(session.library, paths.sampleLibrary, language()),
    }),
    { isTrusted: (event) => isOwnWindow(event, window) },
  );

  async function showWindow(): Promise<void> {
    const made = await createWindow(paths);
    window = made;
    made.on('closed', () => {
      window = null;
    });
    setMenu(language(), publish, () => window);
    await loadPage(made);
  }

  // The window first: it shows that the library is being opened, and the library then has the cores to itself.
  await showWindow();
  report.window();
  const opened = session.start();
  openIntake().catch((error: unknown) => log.error('opening the ways in for programs', error));

  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (window === null && !quitting) void showWindow();
  });

  let quitting = false;
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('will-quit', (event) => {
    if (quitting) return;
    quitting = true;
    event.preventDefault();
    const waysClosed = intake
      ?.then((ways) => ways.close())
      .catch((error: unknown) => log.error('closing', error));
    Promise.all([Promise.resolve(waysClosed).then(() => session.close()), clip.close(), relocations.close()])
      .catch((error: unknown) => log.error('closing the library', error))
      .finally(() => {
        media.dispose();
        app.quit();
      });
  });
  // What is waited for is tried at once when there is reason to hope.
  const lookAgain = (): void => {
    if (session.status.state === 'open') {
      session.library.health.wake();
      session.library.embedding.wake();
      session.library.watch.wake();
    }
    relocations.wake();
  };
  powerMonitor.on('resume', lookAgain);
  watchNetwork(lookAgain);
  await opened;
  relocations.wake();
}
