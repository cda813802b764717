import { expect, it } from 'vitest';
import { projectNameOf } from './target.ts';

it.each([
  ['Winter ', 'Winter'],
  ['  New\nFolder', 'New Folder'],
  ['봄'.normalize('NFD'), '봄'],
  ['\u0007bell', 'bell'],
  ['길'.repeat(200), '길'.repeat(120)],
])('a folder named %j is the project a person would name so', (folder, name) => {
  expect(projectNameOf(folder)).toBe(name);
});

it.each(['   ', '\n', '\u0001'])('a folder named by nothing to be seen (%j) is no project', (folder) => {
  expect(projectNameOf(folder)).toBeNull();
});
