// What Electron itself costs: one window of the product's kind with nothing in it.
import { app, BrowserWindow } from 'electron';

app.whenReady().then(async () => {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  const painted = new Promise((resolve) => window.once('ready-to-show', resolve));
  await window.loadURL('data:text/html,<title>Empty</title>');
  await painted;
  window.show();
  process.stdout.write('ready {}\n');
});
