/** Every shortcut of the app by where it works; words are `palette:shortcut.<id>`. Several keys do the same thing. */
export const shortcutGroups = [
  {
    id: 'general',
    shortcuts: [
      { id: 'palette', keys: ['Mod+K'] },
      { id: 'search', keys: ['Mod+F'] },
      { id: 'switchLibrary', keys: ['Mod+O'] },
      { id: 'uploadFiles', keys: ['Mod+U'] },
      { id: 'uploadFolder', keys: ['Mod+Shift+U'] },
      { id: 'pauseUploads', keys: ['Mod+Shift+P'] },
      { id: 'paste', keys: ['Mod+V'] },
      { id: 'undo', keys: ['Mod+Z'] },
      { id: 'redo', keys: ['Mod+Shift+Z'] },
      { id: 'toggleSidebar', keys: ['Mod+B'] },
      { id: 'toggleInspector', keys: ['Mod+I'] },
      { id: 'settings', keys: ['Mod+,'] },
      { id: 'shortcuts', keys: ['?'] },
    ],
  },
  {
    id: 'grid',
    shortcuts: [
      { id: 'move', keys: ['Left', 'Right', 'Up', 'Down'] },
      { id: 'extend', keys: ['Shift+Right'] },
      { id: 'selectAll', keys: ['Mod+A'] },
      { id: 'quickLook', keys: ['Space'] },
      { id: 'open', keys: ['Enter'] },
      { id: 'rate', keys: ['0', '5'] },
      { id: 'tag', keys: ['T'] },
      { id: 'rename', keys: ['F2'] },
      { id: 'trash', keys: ['Delete'] },
      { id: 'clear', keys: ['Escape'] },
    ],
  },
  {
    id: 'viewer',
    shortcuts: [
      { id: 'neighbours', keys: ['Left', 'Right'] },
      { id: 'zoom', keys: ['+', '-'] },
      { id: 'fit', keys: ['Mod+0'] },
      { id: 'actualSize', keys: ['Mod+1'] },
      { id: 'play', keys: ['Space'] },
      { id: 'saveCopy', keys: ['Mod+S'] },
      { id: 'saveBareCopy', keys: ['Mod+Shift+S'] },
      { id: 'close', keys: ['Escape'] },
    ],
  },
] as const;
