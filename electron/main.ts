import { app, type BrowserWindow, ipcMain, nativeTheme, session as sessions } from 'electron';
import { systemLanguage } from './app-info.ts';
import { createLocalSession } from './connection/local-session.ts';
import { chooseStorePort } from './connection/port.ts';
import { addSampleLibrary } from './connection/sample.ts';
import { fork } from './fork.ts';
import { createHandlers } from './ipc/handlers/index.ts';
import { publisherTo } from './ipc/publish.ts';
import { registerRouter } from './ipc/router.ts';
import { isOwnWindow } from './ipc/sender.ts';
import { log, openLog } from './log.ts';
import { createMediaClient } from './media/client.ts';
import { appPaths } from './paths.ts';
import { openSettings } from './settings/settings.ts';
import { startReport } from './start-report.ts';
import { createDialogs } from './window/dialogs.ts';
import { guardContents, guardPermissions } from './window/guard.ts';
import { setMenu } from './window/menu.ts';
import { handleScheme, origin, registerScheme } from './window/scheme.ts';
import { createWindow, loadPage } from './window/window.ts';

// Before the app is ready: the scheme, and one instance a user-data folder.
registerScheme();
const report = startReport(process.argv);
if (!app.requestSingleInstanceLock()) app.quit();
else void app.whenReady().then(start);

async function start(): Promise<void> {
  const paths = appPaths();
  await openLog(paths.userData);
  const settings = await openSettings(paths.userData);
  nativeTheme.themeSource = settings.get().theme;

  let window: BrowserWindow | null = null;
  const publish = publisherTo(() => window);
  const storePort = await chooseStorePort(() => window?.reload());
  const language = () => {
    const chosen = settings.get().language;
    return chosen === 'system' ? systemLanguage() : chosen;
  };

  guardContents(app);
  guardPermissions(sessions.defaultSession);
  handleScheme(sessions.defaultSession, paths.renderer, () => [`http://127.0.0.1:${storePort.current}`]);

  const media = createMediaClient(() => fork(paths.mediaWorker, 'Sparklio Media'));
  const session = createLocalSession({
    libraryDir: paths.library,
    templateDir: paths.template,
    resourcesDir: paths.resources,
    spawn: () => fork(paths.localServices, 'Sparklio Library'),
    storePort,
    allowedOrigin: origin,
    media,
    settings,
    publish,
    firstBrandName: () => (language() === 'ko' ? '내 브랜드' : 'My brand'),
  });

  registerRouter(
    ipcMain,
    createHandlers({
      session,
      settings,
      publish,
      dialogs: createDialogs(() => window),
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
    session
      .close()
      .catch((error: unknown) => log.error('closing the library', error))
      .finally(() => {
        media.dispose();
        app.quit();
      });
  });
  await opened;
}
