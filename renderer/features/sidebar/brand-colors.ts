/** Colours that a brand's dot can have: Radix step 9, told apart in both themes. */
export const brandColors = [
  { name: 'red', hex: '#e5484d' },
  { name: 'orange', hex: '#f76b15' },
  { name: 'amber', hex: '#ffc53d' },
  { name: 'green', hex: '#30a46c' },
  { name: 'teal', hex: '#12a594' },
  { name: 'blue', hex: '#0090ff' },
  { name: 'violet', hex: '#6e56cf' },
  { name: 'pink', hex: '#d6409f' },
  { name: 'brown', hex: '#ad7f58' },
  { name: 'grey', hex: '#8b8d98' },
] as const;
