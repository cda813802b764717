import { type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Language } from '../../shared/contract/app.ts';
import type { EventPayload } from '../../shared/contract/index.ts';
import type { Publish } from '../ipc/publish.ts';

type Command = EventPayload<'app.command'>['command'];

const words = {
  ko: {
    file: '파일',
    uploadFiles: '파일 업로드…',
    uploadFolder: '폴더 업로드…',
    edit: '편집',
    undo: '실행 취소',
    redo: '다시 실행',
    selectAll: '모두 선택',
    find: '찾기',
    view: '보기',
    palette: '명령 팔레트',
    settings: '설정…',
    window: '윈도우',
  },
  en: {
    file: 'File',
    uploadFiles: 'Upload Files…',
    uploadFolder: 'Upload Folder…',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    selectAll: 'Select All',
    find: 'Find',
    view: 'View',
    palette: 'Command Palette',
    settings: 'Settings…',
    window: 'Window',
  },
} as const;

/**
 * The application menu. Undo, redo and select all reach a focused text field first: the renderer decides,
 * so their accelerators are shown but not registered.
 */
export function setMenu(language: Language, publish: Publish, window: () => BrowserWindow | null): void {
  const text = words[language];
  const item = (label: string, command: Command, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    registerAccelerator: false,
    click: () => publish('app.command', { command }),
  });
  const mac = process.platform === 'darwin';
  const settings = item(text.settings, 'settings', 'CmdOrCtrl+,');
  const template: MenuItemConstructorOptions[] = [
    ...(mac
      ? [
          {
            role: 'appMenu' as const,
            submenu: [
              { role: 'about' as const },
              { type: 'separator' as const },
              settings,
              { type: 'separator' as const },
              { role: 'hide' as const },
              { role: 'quit' as const },
            ],
          },
        ]
      : []),
    {
      label: text.file,
      submenu: [
        item(text.uploadFiles, 'upload-files', 'CmdOrCtrl+U'),
        item(text.uploadFolder, 'upload-folder', 'CmdOrCtrl+Shift+U'),
        { type: 'separator' },
        ...(mac ? [] : [settings, { type: 'separator' as const }]),
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: text.edit,
      submenu: [
        item(text.undo, 'undo', 'CmdOrCtrl+Z'),
        item(text.redo, 'redo', 'CmdOrCtrl+Shift+Z'),
        { type: 'separator' },
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        item(text.selectAll, 'select-all', 'CmdOrCtrl+A'),
        item(text.find, 'search', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: text.view,
      submenu: [
        item(text.palette, 'palette', 'CmdOrCtrl+K'),
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
      ],
    },
    { label: text.window, role: 'windowMenu' },
  ];
  const menu = Menu.buildFromTemplate(template);
  if (mac) Menu.setApplicationMenu(menu);
  else {
    Menu.setApplicationMenu(null);
    window()?.setMenu(menu);
  }
}
